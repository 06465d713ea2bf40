// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Groth16Verifier} from "@proofpress/contracts/src/Groth16Verifier.sol";

/// @notice The verifier with a batch coefficient that everybody knows beforehand.
contract FixedCoefficient is Groth16Verifier {
    uint256 private immutable COEFFICIENT;

    constructor(uint256 coefficient) {
        COEFFICIENT = coefficient;
    }

    function _coefficient(bytes32, uint256) internal view override returns (uint256 coefficient) {
        return COEFFICIENT;
    }
}
