// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

// solhint-disable quotes, gas-small-strings

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

/// @title Metadata and picture of a sprite, as data URIs
/// @notice Made of numbers alone, so that there is nothing to escape.
library SpriteImage {
    bytes16 private constant DIGITS = "0123456789abcdef";

    /// @notice The metadata of a token.
    /// @param tokenId the token
    /// @param pixels  4 x 8 shades from 0 to 15, the left half
    /// @param isDrawn whether there is a picture yet
    /// @return uri    a data URI
    function tokenURI(uint256 tokenId, bytes32 pixels, bool isDrawn) internal pure returns (string memory uri) {
        string memory id = Strings.toHexString(tokenId, 32);
        string memory picture = isDrawn
            ? string.concat(',"image":"data:image/svg+xml;base64,', Base64.encode(_svg(pixels)), '"')
            : "";
        bytes memory json = abi.encodePacked(
            '{"name":"Proven sprite","prompt_hash":"',
            id,
            '","aigc_data":"',
            isDrawn ? Strings.toHexString(uint256(pixels), 32) : "",
            '"',
            picture,
            "}"
        );
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }

    function _svg(bytes32 pixels) private pure returns (bytes memory svg) {
        svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" shape-rendering="crispEdges">';
        for (uint256 i = 0; i < 32; ++i) {
            bytes memory shade = abi.encodePacked(DIGITS[uint8(pixels[i]) & 15]);
            uint256 x = i % 4;
            for (uint256 side = 0; side < 2; ++side) {
                svg = abi.encodePacked(
                    svg,
                    '<rect width="1" height="1" x="',
                    DIGITS[side == 0 ? x : 7 - x],
                    '" y="',
                    DIGITS[i / 4],
                    '" fill="#',
                    shade,
                    shade,
                    shade,
                    '"/>'
                );
            }
        }
        return abi.encodePacked(svg, "</svg>");
    }
}
