// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGroth16Verifier} from "../interfaces/IGroth16Verifier.sol";

/// @title The curve BN254 by its precompiles (EIP-196, EIP-197), in place in memory
/// @notice A precompile that is not there succeeds and returns nothing, which counts as a refusal.
library Bn254 {
    /// @dev Order of the base field.
    uint256 internal constant Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583;
    /// @dev Order of the scalar field.
    uint256 internal constant R = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

    uint256 internal constant G1_LENGTH = 64;
    uint256 internal constant G2_LENGTH = 128;
    uint256 internal constant PAIR_LENGTH = 192;

    /// @notice Multiplies the G1 point at `location`; overwrites the word behind it. Reverts where there is no point.
    /// @param location of the point in memory
    /// @param factor   any number
    function multiply(uint256 location, uint256 factor) internal view {
        assembly ("memory-safe") {
            mstore(add(location, 64), factor)
        }
        if (!_call(7, location, 96, 64)) revert IGroth16Verifier.InvalidProof();
    }

    /// @notice Adds to the G1 point at `location` the one behind it. Reverts where there is no point.
    /// @param location of the first point in memory
    function add(uint256 location) internal view {
        if (!_call(6, location, 128, 64)) revert IGroth16Verifier.InvalidProof();
    }

    /// @notice Replaces the first word of these pairs by 1 where the product of their pairings is 1, by 0 where it is not.
    /// @param location of the first pair in memory
    /// @param length   of all pairs in bytes
    /// @return success whether all points are points of their groups
    function pair(uint256 location, uint256 length) internal view returns (bool success) {
        return _call(8, location, length, 32);
    }

    function _call(uint256 precompile, uint256 location, uint256 length, uint256 resultLength)
        private
        view
        returns (bool success)
    {
        assembly ("memory-safe") {
            success := staticcall(gas(), precompile, location, length, location, resultLength)
            success := and(success, eq(returndatasize(), resultLength))
        }
    }
}
