// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGroth16Verifier} from "../interfaces/IGroth16Verifier.sol";
import {Bn254} from "./Bn254.sol";
import {StatementLayout} from "./StatementLayout.sol";

/// @title The bytes of a verifying key: whether they may be stored
/// @notice The format is in IGroth16Verifier.
library VerifyingKey {
    /// @dev What the header takes beside its inputs: version, inputCount, outputs, transcriptHash.
    uint256 internal constant FIXED_HEADER_LENGTH = 2 + 6 + 32;
    /// @dev alpha1, beta2, gamma2, delta2
    uint256 internal constant FIXED_POINTS_LENGTH = 448;

    /// @notice Reverts with what is wrong about a key.
    /// @param key the bytes as they are to be stored
    function check(bytes calldata key) internal view {
        unchecked {
            if (key.length < StatementLayout.INPUTS_OFFSET) revert IGroth16Verifier.KeyHeaderInvalid(0);
            if (_word(key, 0) >> 248 != StatementLayout.VERSION) revert IGroth16Verifier.KeyHeaderInvalid(0);
            uint256 inputCount = _word(key, 1) >> 248;
            if (inputCount == 0) revert IGroth16Verifier.KeyHeaderInvalid(1);
            uint256 header = FIXED_HEADER_LENGTH + StatementLayout.INPUT_LENGTH * inputCount;
            if (key.length < header) revert IGroth16Verifier.KeyLengthMismatch(header, key.length);

            uint256 points = 2; // IC[0] and the context's
            uint256 offset = StatementLayout.INPUTS_OFFSET;
            for (uint256 i = 0; i < inputCount; ++i) {
                uint256 mode = _word(key, offset) >> 248;
                uint256 elements = _elements(key, offset + 1);
                if (mode > StatementLayout.MODE_COMMITTED || elements == 0) {
                    revert IGroth16Verifier.KeyHeaderInvalid(offset);
                }
                points += mode == StatementLayout.MODE_COMMITTED ? 1 : elements;
                offset += StatementLayout.INPUT_LENGTH;
            }
            uint256 outputElements = _elements(key, offset);
            if (outputElements == 0) revert IGroth16Verifier.KeyHeaderInvalid(offset);
            points += outputElements;

            uint256 expected = header + FIXED_POINTS_LENGTH + points * Bn254.G1_LENGTH;
            if (key.length != expected) revert IGroth16Verifier.KeyLengthMismatch(expected, key.length);
            _checkG1(key, header);
            _checkG2(key, header + Bn254.G1_LENGTH);
            for (offset = header + FIXED_POINTS_LENGTH; offset < expected; offset += Bn254.G1_LENGTH) {
                _checkG1(key, offset);
            }
        }
    }

    /// @dev Checks beta2, gamma2 and delta2, which follow each other from `offset`.
    function _checkG2(bytes calldata key, uint256 offset) private view {
        unchecked {
            for (uint256 i = 0; i < 3; ++i) {
                uint256 point = offset + i * Bn254.G2_LENGTH;
                if ((_word(key, point) | _word(key, point + 32) | _word(key, point + 64) | _word(key, point + 96)) == 0) {
                    revert IGroth16Verifier.KeyPointAtInfinity(point);
                }
            }
            // One x means equal or opposite points. With delta = +-gamma the proof (alpha, beta, -+IC(signals)) verifies for
            // any signals, with beta = gamma the proof (alpha + IC(signals), gamma, 0) does.
            if (
                _sameX(key, offset, offset + 128) || _sameX(key, offset, offset + 256)
                    || _sameX(key, offset + 128, offset + 256)
            ) revert IGroth16Verifier.KeyForgeable();
            // The precompile refuses a G2 point outside the subgroup whatever the product is. Its G1 points are the generator,
            // not infinity, so that no implementation may skip a pair.
            uint256 pairs;
            assembly ("memory-safe") {
                pairs := mload(0x40)
                for { let i := 0 } lt(i, 3) { i := add(i, 1) } {
                    let pair := add(pairs, mul(i, 192))
                    mstore(pair, 1)
                    mstore(add(pair, 32), 2)
                    calldatacopy(add(pair, 64), add(key.offset, add(offset, mul(i, 128))), 128)
                }
            }
            if (!Bn254.pair(pairs, 3 * Bn254.PAIR_LENGTH)) revert IGroth16Verifier.KeySubgroupInvalid();
        }
    }

    /// @dev Elements of the values described at `offset`, 0 where they are not valid.
    function _elements(bytes calldata key, uint256 offset) private pure returns (uint256) {
        (uint256 count, uint256 bits, uint256 signedFlag) = StatementLayout.decode(_word(key, offset));
        return StatementLayout.isValid(count, bits, signedFlag) ? StatementLayout.elements(count, bits) : 0;
    }

    /// @dev G1 has prime order: a point on the curve is in the group.
    function _checkG1(bytes calldata key, uint256 offset) private pure {
        uint256 q = Bn254.Q;
        uint256 x = _word(key, offset);
        uint256 y = _word(key, offset + 32);
        if ((x | y) == 0) revert IGroth16Verifier.KeyPointAtInfinity(offset);
        if (x >= q || y >= q || mulmod(y, y, q) != addmod(mulmod(mulmod(x, x, q), x, q), 3, q)) {
            revert IGroth16Verifier.KeyPointInvalid(offset);
        }
    }

    function _sameX(bytes calldata key, uint256 a, uint256 b) private pure returns (bool) {
        unchecked {
            return _word(key, a) == _word(key, b) && _word(key, a + 32) == _word(key, b + 32);
        }
    }

    /// @dev The caller has checked that the key reaches that far (or takes the top bytes only).
    function _word(bytes calldata key, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(key.offset, offset))
        }
    }
}
