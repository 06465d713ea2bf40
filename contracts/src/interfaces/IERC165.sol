// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title ERC-165: standard interface detection
/// @notice A contract says which interfaces it implements.
interface IERC165 {
    /// @notice Tells whether this contract implements an interface.
    /// @param interfaceId the XOR of the selectors of an interface
    /// @return whether this contract implements it
    function supportsInterface(bytes4 interfaceId) external view returns (bool);
}
