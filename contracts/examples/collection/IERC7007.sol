// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

/// @title Verifiable AI-generated content (ERC-7007), ERC-165 id 0x702c55a6
/// @notice A token whose content a model made of a prompt.
interface IERC7007 is IERC721 {
    /// @notice Content was added to a token.
    /// @param tokenId  keccak256(prompt)
    /// @param prompt   what the content was made of
    /// @param aigcData the content
    /// @param proof    that the model made it
    event AigcData(uint256 indexed tokenId, bytes indexed prompt, bytes indexed aigcData, bytes proof);

    /// @notice Adds content to a token.
    /// @param tokenId  keccak256(prompt)
    /// @param prompt   what the content was made of
    /// @param aigcData the content
    /// @param proof    that the model made it
    function addAigcData(uint256 tokenId, bytes calldata prompt, bytes calldata aigcData, bytes calldata proof)
        external;

    /// @notice Whether the model made this content of this prompt.
    /// @param prompt   what the content was made of
    /// @param aigcData the content
    /// @param proof    that the model made it
    /// @return success whether it holds
    function verify(bytes calldata prompt, bytes calldata aigcData, bytes calldata proof)
        external
        view
        returns (bool success);
}
