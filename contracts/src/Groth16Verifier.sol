// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";
import {Bn254} from "./libraries/Bn254.sol";
import {StoredKey} from "./libraries/StoredKey.sol";
import {VerifyingKey} from "./libraries/VerifyingKey.sol";

/// @title Groth16 over BN254 for any number of verifying keys (Groth, "On the size of pairing-based non-interactive
///        arguments", 2016; precompiles of EIP-196 and EIP-197)
/// @notice No owner, no storage, nothing to upgrade: a key that was stored stays as it is.
contract Groth16Verifier is IGroth16Verifier {
    // solhint-disable const-name-snakecase
    /// @inheritdoc IGroth16Verifier
    bytes4 public constant proofSystemId = bytes4(keccak256("groth16-bn254-v1"));
    // solhint-enable const-name-snakecase

    /// @inheritdoc IGroth16Verifier
    function storeKey(bytes calldata key) external returns (bytes32 vkHash) {
        vkHash = keccak256(key);
        if (keyPointer(vkHash) != address(0)) return vkHash;
        VerifyingKey.check(key);
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
        address pointer = _storedKey(vkHash);
        key = new bytes(pointer.code.length - 1);
        assembly ("memory-safe") {
            extcodecopy(pointer, add(key, 32), 1, mload(key))
        }
        if (keccak256(key) != vkHash) revert UnknownKey(vkHash);
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

    /// @dev What proof `index` of a batch counts, from 1 on: only the ratios matter, so the first proof counts once. Nobody may
    ///      know it before every proof and signal is fixed, or could let the errors of two wrong proofs cancel. Virtual so that
    ///      a test can show just that.
    function _coefficient(bytes32 seed, uint256 index) internal view virtual returns (uint256 coefficient) {
        assembly ("memory-safe") {
            mstore(0, seed)
            mstore(32, index)
            coefficient := and(keccak256(0, 64), 0xffffffffffffffffffffffffffffffff)
        }
    }

    /// @dev With c the coefficients, one product for the batch:
    ///      e(sum(c) alpha, beta) e(sum(c IC(signals)), gamma) e(sum(c C), delta) prod(e(-c A, B)) = 1.
    ///      A single proof has the coefficient 1, and nothing is multiplied by it.
    function _verify(bytes32 vkHash, uint256[] calldata signals, uint256[8][] calldata points) private view {
        unchecked {
            // Memory: the key, the pairing's input, the coefficients. The key was checked when it was stored, so its length
            // alone says how many IC points it has.
            address pointer = _storedKey(vkHash);
            uint256 pairsLength = (points.length + 3) * Bn254.PAIR_LENGTH;
            uint256 perProof;
            uint256 fixedPoints;
            uint256 pairs;
            uint256 coefficients;
            bool isKey;
            assembly ("memory-safe") {
                let key := mload(0x40)
                let size := sub(extcodesize(pointer), 1)
                extcodecopy(pointer, key, 1, size)
                isKey := eq(keccak256(key, size), vkHash)
                let header := add(40, mul(7, byte(1, mload(key)))) // FIXED_HEADER_LENGTH, INPUT_LENGTH
                fixedPoints := add(key, header)
                pairs := and(add(add(key, size), 31), not(31))
                perProof := sub(shr(6, sub(sub(size, header), 448)), 1) // FIXED_POINTS_LENGTH
                coefficients := add(pairs, pairsLength)
                mstore(0x40, add(coefficients, mul(points.length, 32)))
            }
            // An address has 160 bits: two keys for one address take 2^80 attempts, two keys of one hash 2^128.
            if (!isKey) revert UnknownKey(vkHash);
            if (signals.length != perProof * points.length) {
                revert SignalCountMismatch(perProof * points.length, signals.length);
            }
            if (points.length == 0) revert InvalidProof();
            uint256 total = _setCoefficients(pairs, coefficients, vkHash, signals, points);

            // A pair's G1 point comes first: what is multiplied overwrites the word behind it, a sum's term 160 bytes.
            _copyScaled(pairs, fixedPoints, total);
            _copy(pairs + 64, fixedPoints + 64, 128);

            uint256 sum = pairs + Bn254.PAIR_LENGTH;
            uint256 ic = fixedPoints + VerifyingKey.FIXED_POINTS_LENGTH;
            _copyScaled(sum, ic, total);
            for (uint256 i = 0; i < perProof; ++i) {
                ic += 64;
                _copyScaled(sum + 64, ic, _combine(signals, i, perProof, coefficients));
                Bn254.add(sum);
            }
            _copy(sum + 64, fixedPoints + 192, 128);

            sum += Bn254.PAIR_LENGTH;
            _addProofs(sum, coefficients, points);
            _copy(sum + 64, fixedPoints + 320, 128);

            bool success = Bn254.pair(pairs, pairsLength);
            assembly ("memory-safe") {
                success := and(success, eq(mload(pairs), 1))
            }
            if (!success) revert InvalidProof();
        }
    }

    /// @dev Writes the coefficients and returns their sum. The seed is keccak256(vkHash, all signals, all points), packed:
    ///      whoever changes anything gets other coefficients. Its data lie for a moment in the memory from `scratch` on.
    function _setCoefficients(
        uint256 scratch,
        uint256 location,
        bytes32 vkHash,
        uint256[] calldata signals,
        uint256[8][] calldata points
    ) private view returns (uint256 total) {
        unchecked {
            bytes32 seed;
            if (points.length > 1) {
                assembly ("memory-safe") {
                    let signalsLength := mul(signals.length, 32)
                    let pointsLength := mul(points.length, 256)
                    mstore(scratch, vkHash)
                    calldatacopy(add(scratch, 32), signals.offset, signalsLength)
                    calldatacopy(add(add(scratch, 32), signalsLength), points.offset, pointsLength)
                    seed := keccak256(scratch, add(add(signalsLength, pointsLength), 32))
                }
            }
            // Only now: the seed's data lay here too.
            assembly ("memory-safe") {
                mstore(location, 1)
            }
            total = 1;
            for (uint256 i = 1; i < points.length; ++i) {
                location += 32;
                uint256 coefficient = _coefficient(seed, i);
                total += coefficient;
                assembly ("memory-safe") {
                    mstore(location, coefficient)
                }
            }
        }
    }

    /// @dev Sums up the multiples of C at `sum` and writes the pairs (-A, B), A multiplied, from the next pair on.
    function _addProofs(uint256 sum, uint256 coefficients, uint256[8][] calldata points) private view {
        unchecked {
            uint256 q = Bn254.Q;
            bool success = true;
            assembly ("memory-safe") {
                let term := sum // the first one starts the sum
                let pair := sum
                let end := add(points.offset, mul(points.length, 256))
                // A precompile that refuses takes nearly all the gas and returns nothing: what is left is for the error.
                for { let point := points.offset } and(success, lt(point, end)) { point := add(point, 256) } {
                    pair := add(pair, 192)
                    calldatacopy(term, add(point, 192), 64)
                    calldatacopy(pair, point, 64)
                    // The negative of (x, q) would be (x, 0), and (0, 0) is infinity: y must be below q.
                    let y := mload(add(pair, 32))
                    success := lt(y, q)
                    mstore(add(pair, 32), mod(sub(q, y), q))

                    let coefficient := mload(coefficients)
                    coefficients := add(coefficients, 32)
                    if xor(coefficient, 1) {
                        mstore(add(term, 64), coefficient)
                        pop(staticcall(gas(), 7, term, 96, term, 64))
                        if eq(returndatasize(), 64) {
                            mstore(add(pair, 64), coefficient)
                            pop(staticcall(gas(), 7, pair, 96, pair, 64))
                        }
                        success := and(success, eq(returndatasize(), 64))
                    }
                    if mul(success, xor(term, sum)) {
                        pop(staticcall(gas(), 6, sum, 128, sum, 64))
                        success := eq(returndatasize(), 64)
                    }
                    term := add(sum, 64)
                    calldatacopy(add(pair, 64), add(point, 64), 128)
                }
            }
            if (!success) revert InvalidProof();
        }
    }

    /// @dev Copies a G1 point and multiplies it.
    function _copyScaled(uint256 to, uint256 from, uint256 factor) private view {
        _copy(to, from, 64);
        if (factor != 1) Bn254.multiply(to, factor);
    }

    function _storedKey(bytes32 vkHash) private view returns (address pointer) {
        pointer = keyPointer(vkHash);
        if (pointer == address(0)) revert UnknownKey(vkHash);
    }

    /// @dev The sum over the proofs of coefficient times signal `index`.
    function _combine(uint256[] calldata signals, uint256 index, uint256 perProof, uint256 coefficient)
        private
        pure
        returns (uint256 combined)
    {
        unchecked {
            uint256 r = Bn254.R;
            bool success = true;
            assembly ("memory-safe") {
                let step := mul(perProof, 32)
                let end := add(signals.offset, mul(signals.length, 32))
                for { let at := add(signals.offset, mul(index, 32)) } lt(at, end) { at := add(at, step) } {
                    let signal := calldataload(at)
                    success := and(success, lt(signal, r))
                    combined := addmod(combined, mulmod(mload(coefficient), signal, r), r)
                    coefficient := add(coefficient, 32)
                }
            }
            if (!success) _revertOutOfField(signals);
        }
    }

    /// @dev Finds the first signal that is no element of the field.
    function _revertOutOfField(uint256[] calldata signals) private pure {
        uint256 index = 0;
        while (signals[index] < Bn254.R) ++index;
        revert SignalOutOfField(index);
    }

    function _copy(uint256 to, uint256 from, uint256 length) private pure {
        assembly ("memory-safe") {
            mcopy(to, from, length)
        }
    }
}
