// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PublicInput} from "@proofpress/contracts/src/consumer/PublicInput.sol";

/// The library's functions as calls.
contract InputPacker {
    function pack(int256[] memory values, uint256 bits, bool isSigned) external pure returns (uint256[] memory) {
        return PublicInput.pack(values, bits, isSigned);
    }

    function commitmentOf(uint256[] memory words) external pure returns (bytes32) {
        return PublicInput.commitmentOf(words);
    }
}
