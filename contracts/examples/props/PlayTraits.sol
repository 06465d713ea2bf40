// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

// solhint-disable use-natspec, named-parameters-mapping, reason-string, gas-custom-errors

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ITraits} from "../loan/ITraits.sol";

/// @title Tokens with traits for the tests and the demonstration; their maker can change the traits
contract PlayTraits is ERC721, ITraits {
    address public immutable MAKER = msg.sender;
    mapping(uint256 tokenId => uint8[8]) private _traits;

    constructor() ERC721("Play traits", "TRAIT") {}

    function mint(address to, uint256 tokenId, uint8[8] calldata traits) external {
        require(msg.sender == MAKER);
        _traits[tokenId] = traits;
        _mint(to, tokenId);
    }

    function setTraits(uint256 tokenId, uint8[8] calldata traits) external {
        require(msg.sender == MAKER);
        _traits[tokenId] = traits;
    }

    function traitsOf(uint256 tokenId) external view returns (uint8[8] memory traits) {
        return _traits[tokenId];
    }
}
