// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title ERC-165: standard interface detection
interface IERC165 {
    /// @param interfaceId the XOR of the selectors of an interface
    /// @return whether this contract implements it
    function supportsInterface(bytes4 interfaceId) external view returns (bool);
}
