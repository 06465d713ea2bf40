// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title A collection that keeps its tokens' traits on the chain
/// @notice What an appraisal is made of.
interface ITraits {
    /// @notice The traits of a token.
    /// @param tokenId the token
    /// @return traits eight numbers from 0 to 100
    function traitsOf(uint256 tokenId) external view returns (uint8[8] memory traits);
}
