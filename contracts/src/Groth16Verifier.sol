// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {StatementLayout} from "./StatementLayout.sol";
import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";

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
    /// @dev alpha1, beta2, gamma2, delta2
    uint256 private constant FIXED_POINTS_LENGTH = 448;
    /// @dev What the header takes beside its inputs: version, inputCount, outputs, transcriptHash.
    uint256 private constant FIXED_HEADER_LENGTH = 2 + 6 + 32;

    /// @inheritdoc IGroth16Verifier
    bytes4 public constant proofSystemId = bytes4(keccak256("groth16-bn254-v1"));

    /// @inheritdoc IGroth16Verifier
    mapping(bytes32 vkHash => address pointer) public keyPointer;

    /// @inheritdoc IGroth16Verifier
    function storeKey(bytes calldata key) external returns (bytes32 vkHash) {
        vkHash = keccak256(key);
        if (keyPointer[vkHash] != address(0)) return vkHash;
        _checkKey(key);

        // PUSH2 size, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN: returns what follows it, which is a
        // STOP (so that nobody can run the key as code) and the key. A key too long for two bytes of size is refused here.
        if (key.length > type(uint16).max - 1) revert KeyNotStored();
        bytes memory creation = abi.encodePacked(hex"61", uint16(key.length + 1), hex"80600a3d393df3", hex"00", key);
        address pointer;
        assembly ("memory-safe") {
            pointer := create2(0, add(creation, 32), mload(creation), 0)
        }
        if (pointer == address(0)) revert KeyNotStored();
        keyPointer[vkHash] = pointer;
        emit KeyStored(vkHash, pointer);
    }

    /// @inheritdoc IGroth16Verifier
    function keyOf(bytes32 vkHash) external view returns (bytes memory key) {
        address pointer = keyPointer[vkHash];
        if (pointer == address(0)) revert UnknownKey(vkHash);
        key = new bytes(pointer.code.length - 1);
        assembly ("memory-safe") {
            extcodecopy(pointer, add(key, 32), 1, mload(key))
        }
    }

    /// @inheritdoc IGroth16Verifier
    function verify(bytes32 vkHash, uint256[] calldata signals, uint256[8] calldata points) external view {
        address pointer = keyPointer[vkHash];
        if (pointer == address(0)) revert UnknownKey(vkHash);

        // Memory from `key`: the key, then the 24 words of the pairing's input. The key was checked when it was stored, so
        // its length alone says how many IC points it has.
        uint256 fixedPoints;
        uint256 pairing;
        uint256 expected;
        assembly ("memory-safe") {
            let key := mload(0x40)
            let size := sub(extcodesize(pointer), 1)
            extcodecopy(pointer, key, 1, size)
            let header := add(FIXED_HEADER_LENGTH, mul(7, byte(1, mload(key))))
            fixedPoints := add(key, header)
            pairing := and(add(add(key, size), 31), not(31))
            expected := sub(shr(6, sub(sub(size, header), FIXED_POINTS_LENGTH)), 1)
            mstore(0x40, add(pairing, 768))
        }
        if (signals.length != expected) revert SignalCountMismatch(expected, signals.length);

        // The third pair's G1 point accumulates IC[0] + sum of signals[i] * IC[i + 1]; the 96 bytes after it, where gamma
        // will stand, hold the term.
        bool success = true;
        uint256 sum = pairing + 384;
        uint256 ic = fixedPoints + FIXED_POINTS_LENGTH;
        assembly ("memory-safe") {
            mcopy(sum, ic, 64)
        }
        for (uint256 i = 0; i < expected; ++i) {
            uint256 signal = signals[i];
            if (signal >= R) revert SignalOutOfField(i);
            assembly ("memory-safe") {
                ic := add(ic, 64)
                let term := add(sum, 64)
                mcopy(term, ic, 64)
                mstore(add(term, 64), signal)
                success := and(success, staticcall(gas(), 7, term, 96, term, 64))
                success := and(success, eq(returndatasize(), 64))
                success := and(success, staticcall(gas(), 6, sum, 128, sum, 64))
                success := and(success, eq(returndatasize(), 64))
            }
        }
        assembly ("memory-safe") {
            // (-A, B). With A.y = 0 (infinity) the negative is q, which the precompile refuses.
            let y := calldataload(add(points, 32))
            success := and(success, lt(y, Q))
            calldatacopy(pairing, points, 192)
            mstore(add(pairing, 32), sub(Q, y))
            // (alpha, beta)
            mcopy(add(pairing, 192), fixedPoints, 192)
            // (IC(signals), gamma)
            mcopy(add(pairing, 448), add(fixedPoints, 192), 128)
            // (C, delta)
            calldatacopy(add(pairing, 576), add(points, 192), 64)
            mcopy(add(pairing, 640), add(fixedPoints, 320), 128)
            success := and(success, staticcall(gas(), 8, pairing, 768, pairing, 32))
            success := and(success, eq(returndatasize(), 32))
            success := and(success, eq(mload(pairing), 1))
        }
        if (!success) revert InvalidProof();
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
        bool success;
        assembly ("memory-safe") {
            let pairing := mload(0x40)
            for { let i := 0 } lt(i, 3) { i := add(i, 1) } {
                let pair := add(pairing, mul(i, 192))
                mstore(pair, 1)
                mstore(add(pair, 32), 2)
                calldatacopy(add(pair, 64), add(key.offset, add(offset, mul(i, 128))), 128)
            }
            success := staticcall(gas(), 8, pairing, 576, pairing, 32)
            success := and(success, eq(returndatasize(), 32))
        }
        if (!success) revert KeySubgroupInvalid();
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
