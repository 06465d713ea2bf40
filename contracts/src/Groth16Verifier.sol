// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";
import {StatementLayout} from "./libraries/StatementLayout.sol";
import {StoredKey} from "./libraries/StoredKey.sol";

/// @title Groth16 over BN254 for any number of verifying keys (Groth, "On the size of pairing-based non-interactive
///        arguments", 2016; precompiles of EIP-196 and EIP-197)
/// @notice No owner, nothing to upgrade: a key that was stored stays as it is.
contract Groth16Verifier is IGroth16Verifier {
    using StatementLayout for StatementLayout.Values;

    /// @dev Order of the base field.
    uint256 private constant Q = 21888242871839275222246405745257275088696311157297823662689037894645226208583;
    /// @dev Order of the scalar field.
    uint256 private constant R = 21888242871839275222246405745257275088548364400416034343698204186575808495617;

    uint256 private constant G1_LENGTH = 64;
    uint256 private constant G2_LENGTH = 128;
    uint256 private constant PAIR_LENGTH = 192;
    /// @dev alpha1, beta2, gamma2, delta2
    uint256 private constant FIXED_POINTS_LENGTH = 448;
    /// @dev What the header takes beside its inputs: version, inputCount, outputs, transcriptHash.
    uint256 private constant FIXED_HEADER_LENGTH = 2 + 6 + 32;

    /// @inheritdoc IGroth16Verifier
    bytes4 public constant proofSystemId = bytes4(keccak256("groth16-bn254-v1"));

    /// @inheritdoc IGroth16Verifier
    function storeKey(bytes calldata key) external returns (bytes32 vkHash) {
        vkHash = keccak256(key);
        if (keyPointer(vkHash) != address(0)) return vkHash;
        _checkKey(key);
        address pointer = StoredKey.create(vkHash, key);
        if (pointer.code.length != key.length + 1) revert KeyNotStored();
        emit KeyStored(vkHash, pointer);
    }

    /// @inheritdoc IGroth16Verifier
    function verify(bytes32 vkHash, uint256[] calldata signals, uint256[8] calldata points) external view {
        uint256[8][] calldata batch;
        assembly ("memory-safe") {
            batch.offset := points
            batch.length := 1
        }
        _verify(vkHash, signals, batch);
    }

    /// @inheritdoc IGroth16Verifier
    function verifyBatch(bytes32 vkHash, uint256[] calldata signals, uint256[8][] calldata points) external view {
        _verify(vkHash, signals, points);
    }

    /// @inheritdoc IGroth16Verifier
    function keyOf(bytes32 vkHash) external view returns (bytes memory key) {
        address pointer = keyPointer(vkHash);
        if (pointer == address(0)) revert UnknownKey(vkHash);
        key = new bytes(pointer.code.length - 1);
        assembly ("memory-safe") {
            extcodecopy(pointer, add(key, 32), 1, mload(key))
        }
    }

    /// @inheritdoc IGroth16Verifier
    function keyUnderway() external view {
        StoredKey.answerCreation();
    }

    /// @inheritdoc IGroth16Verifier
    function keyPointer(bytes32 vkHash) public view returns (address pointer) {
        pointer = StoredKey.pointerOf(address(this), vkHash);
        if (pointer.code.length == 0) return address(0);
    }

    /// @dev What proof `index` of a batch is multiplied by: nobody may know it before every proof and signal is fixed, or
    ///      could let the errors of two wrong proofs cancel. Virtual so that a test can show just that.
    function _coefficient(bytes32 seed, uint256 index) internal view virtual returns (uint256 coefficient) {
        return uint128(uint256(keccak256(abi.encode(seed, index))));
    }

    /// @dev With c the coefficients, one product for the batch:
    ///      e(sum(c) alpha, beta) e(sum(c IC(signals)), gamma) e(sum(c C), delta) prod(e(-c A, B)) = 1.
    ///      A single proof has the coefficient 1, and nothing is multiplied.
    function _verify(bytes32 vkHash, uint256[] calldata signals, uint256[8][] calldata points) private view {
        unchecked {
            address pointer = keyPointer(vkHash);
            if (pointer == address(0)) revert UnknownKey(vkHash);

            // Memory from `key`: the key, then the pairing's input. The key was checked when it was stored, so its length
            // alone says how many IC points it has.
            uint256 proofs = points.length;
            uint256 fixedPoints;
            uint256 pairs;
            uint256 perProof;
            assembly ("memory-safe") {
                let key := mload(0x40)
                let size := sub(extcodesize(pointer), 1)
                extcodecopy(pointer, key, 1, size)
                let header := add(FIXED_HEADER_LENGTH, mul(7, byte(1, mload(key))))
                fixedPoints := add(key, header)
                pairs := and(add(add(key, size), 31), not(31))
                perProof := sub(shr(6, sub(sub(size, header), FIXED_POINTS_LENGTH)), 1)
                mstore(0x40, add(pairs, mul(add(proofs, 3), PAIR_LENGTH)))
            }
            if (proofs == 0) revert InvalidProof();
            if (signals.length != perProof * proofs) revert SignalCountMismatch(perProof * proofs, signals.length);
            (uint256[] memory coefficients, uint256 total) = _coefficients(vkHash, signals, points);

            // Each pair's G1 point comes first: a factor overwrites the word behind it, a sum's term the 160 bytes.
            _copy(pairs, fixedPoints, G1_LENGTH);
            _multiply(pairs, total);
            _copy(pairs + G1_LENGTH, fixedPoints + G1_LENGTH, G2_LENGTH);

            uint256 sum = pairs + PAIR_LENGTH;
            uint256 ic = fixedPoints + FIXED_POINTS_LENGTH;
            _copy(sum, ic, G1_LENGTH);
            _multiply(sum, total);
            for (uint256 i = 0; i < perProof; ++i) {
                uint256 factor = 0;
                uint256 index = i;
                for (uint256 proof = 0; proof < proofs; ++proof) {
                    uint256 signal = signals[index];
                    if (signal >= R) revert SignalOutOfField(index);
                    factor = addmod(factor, mulmod(coefficients[proof], signal, R), R);
                    index += perProof;
                }
                ic += G1_LENGTH;
                _copy(sum + G1_LENGTH, ic, G1_LENGTH);
                _multiply(sum + G1_LENGTH, factor);
                _add(sum);
            }
            _copy(sum + G1_LENGTH, fixedPoints + 192, G2_LENGTH);

            sum += PAIR_LENGTH;
            uint256 pair = sum;
            for (uint256 proof = 0; proof < proofs; ++proof) {
                pair += PAIR_LENGTH;
                uint256 term = proof == 0 ? sum : sum + G1_LENGTH;
                uint256[8] calldata point = points[proof];
                uint256 y = point[1];
                // The negative of (x, q) would be (x, 0), and (0, 0) is infinity.
                if (y >= Q) revert InvalidProof();
                assembly ("memory-safe") {
                    calldatacopy(term, add(point, 192), 64)
                    calldatacopy(pair, point, 64)
                    mstore(add(pair, 32), mod(sub(Q, y), Q))
                }
                _multiply(term, coefficients[proof]);
                if (proof != 0) _add(sum);
                _multiply(pair, coefficients[proof]);
                assembly ("memory-safe") {
                    calldatacopy(add(pair, 64), add(point, 64), 128)
                }
            }
            _copy(sum + G1_LENGTH, fixedPoints + 320, G2_LENGTH);

            if (!_callPrecompile(8, pairs, pair + PAIR_LENGTH - pairs, 32)) revert InvalidProof();
            bool isOne;
            assembly ("memory-safe") {
                isOne := eq(mload(pairs), 1)
            }
            if (!isOne) revert InvalidProof();
        }
    }

    /// @dev The seed is keccak256(vkHash, all signals, all points), packed: whoever changes anything gets other coefficients.
    function _coefficients(bytes32 vkHash, uint256[] calldata signals, uint256[8][] calldata points)
        private
        view
        returns (uint256[] memory coefficients, uint256 total)
    {
        unchecked {
            coefficients = new uint256[](points.length);
            coefficients[0] = 1;
            if (points.length == 1) return (coefficients, 1);
            bytes32 seed;
            assembly ("memory-safe") {
                let data := mload(0x40)
                let signalsLength := mul(signals.length, 32)
                let pointsLength := mul(points.length, 256)
                mstore(data, vkHash)
                calldatacopy(add(data, 32), signals.offset, signalsLength)
                calldatacopy(add(add(data, 32), signalsLength), points.offset, pointsLength)
                seed := keccak256(data, add(add(signalsLength, pointsLength), 32))
            }
            for (uint256 i = 0; i < points.length; ++i) {
                coefficients[i] = _coefficient(seed, i);
                total += coefficients[i];
            }
        }
    }

    function _copy(uint256 to, uint256 from, uint256 length) private pure {
        assembly ("memory-safe") {
            mcopy(to, from, length)
        }
    }

    /// @dev Multiplies the point at `location` in its place; overwrites the word behind it.
    function _multiply(uint256 location, uint256 factor) private view {
        if (factor == 1) return;
        assembly ("memory-safe") {
            mstore(add(location, 64), factor)
        }
        if (!_callPrecompile(7, location, 96, 64)) revert InvalidProof();
    }

    /// @dev Adds to the point at `location` the one behind it.
    function _add(uint256 location) private view {
        if (!_callPrecompile(6, location, 128, 64)) revert InvalidProof();
    }

    /// @dev Replaces the input by the result. A precompile that is not there succeeds and returns nothing.
    function _callPrecompile(uint256 precompile, uint256 location, uint256 length, uint256 resultLength)
        private
        view
        returns (bool success)
    {
        assembly ("memory-safe") {
            success := staticcall(gas(), precompile, location, length, location, resultLength)
            success := and(success, eq(returndatasize(), resultLength))
        }
    }

    function _checkKey(bytes calldata key) private view {
        unchecked {
            if (key.length < StatementLayout.INPUTS_OFFSET) revert KeyHeaderInvalid(0);
            if (uint8(key[0]) != StatementLayout.VERSION) revert KeyHeaderInvalid(0);
            uint256 inputCount = uint8(key[1]);
            if (inputCount == 0) revert KeyHeaderInvalid(1);
            uint256 header = FIXED_HEADER_LENGTH + StatementLayout.INPUT_LENGTH * inputCount;
            if (key.length < header) revert KeyLengthMismatch(header, key.length);

            uint256 points = 2; // IC[0] and the context's
            uint256 offset = StatementLayout.INPUTS_OFFSET;
            for (uint256 i = 0; i < inputCount; ++i) {
                uint256 mode = uint8(key[offset]);
                StatementLayout.Values memory values = StatementLayout.decode(_word(key, offset + 1));
                if (mode > StatementLayout.MODE_COMMITTED || !values.isValid()) revert KeyHeaderInvalid(offset);
                points += mode == StatementLayout.MODE_COMMITTED ? 1 : values.elements();
                offset += StatementLayout.INPUT_LENGTH;
            }
            StatementLayout.Values memory outputs = StatementLayout.decode(_word(key, offset));
            if (!outputs.isValid()) revert KeyHeaderInvalid(offset);
            points += outputs.elements();

            uint256 expected = header + FIXED_POINTS_LENGTH + points * G1_LENGTH;
            if (key.length != expected) revert KeyLengthMismatch(expected, key.length);
            _checkG1(key, header);
            _checkG2(key, header + G1_LENGTH);
            for (offset = header + FIXED_POINTS_LENGTH; offset < expected; offset += G1_LENGTH) {
                _checkG1(key, offset);
            }
        }
    }

    /// @dev G1 has prime order: a point on the curve is in the group.
    function _checkG1(bytes calldata key, uint256 offset) private pure {
        uint256 x = _word(key, offset);
        uint256 y = _word(key, offset + 32);
        if ((x | y) == 0) revert KeyPointAtInfinity(offset);
        if (x >= Q || y >= Q || mulmod(y, y, Q) != addmod(mulmod(mulmod(x, x, Q), x, Q), 3, Q)) {
            revert KeyPointInvalid(offset);
        }
    }

    /// @dev Checks beta2, gamma2 and delta2, which follow each other from `offset`.
    function _checkG2(bytes calldata key, uint256 offset) private view {
        for (uint256 i = 0; i < 3; ++i) {
            uint256 point = offset + i * G2_LENGTH;
            if ((_word(key, point) | _word(key, point + 32) | _word(key, point + 64) | _word(key, point + 96)) == 0) {
                revert KeyPointAtInfinity(point);
            }
        }
        // One x means equal or opposite points. With delta = +-gamma the proof (alpha, beta, -+IC(signals)) verifies for any
        // signals, with beta = gamma the proof (alpha + IC(signals), gamma, 0) does.
        if (_sameX(key, offset, offset + 128) || _sameX(key, offset, offset + 256) || _sameX(key, offset + 128, offset + 256)) {
            revert KeyForgeable();
        }
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
        if (!_callPrecompile(8, pairs, 576, 32)) revert KeySubgroupInvalid();
    }

    function _sameX(bytes calldata key, uint256 a, uint256 b) private pure returns (bool) {
        return _word(key, a) == _word(key, b) && _word(key, a + 32) == _word(key, b + 32);
    }

    /// @dev The caller has checked that the key reaches that far (or takes the top bytes only).
    function _word(bytes calldata key, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(key.offset, offset))
        }
    }
}
