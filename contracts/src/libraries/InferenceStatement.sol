// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModelRegistry} from "../interfaces/IModelRegistry.sol";

/// @title What an inference states, beside its numbers: for whom, where, until when, and under which id
library InferenceStatement {
    bytes32 internal constant DOMAIN_CONTEXT = keccak256("proofpress.context.v1");
    bytes32 internal constant DOMAIN_STATEMENT = keccak256("proofpress.statement.v1");

    /// @dev ctx is a field element: 253 bits are always below r.
    uint256 private constant CONTEXT_MASK = (1 << 253) - 1;
    /// @dev abi.encode(Context, uint256[8], uint256[]): three words, eight words, the offset of the array, its length.
    uint256 private constant SIGNALS_OFFSET = 12 * 32;
    uint256 private constant PROOF_HEAD_LENGTH = 13 * 32;

    /// @notice The parts of a `proof` argument; reverts with MalformedProof.
    /// @dev Only the one canonical encoding is taken, so that a statement has one calldata.
    function decodeProof(bytes calldata proof)
        internal
        pure
        returns (
            IModelRegistry.Context calldata context,
            uint256[8] calldata points,
            uint256[] calldata inputSignals
        )
    {
        unchecked {
            uint256 deviation;
            assembly ("memory-safe") {
                context := proof.offset
                points := add(proof.offset, 96)
                inputSignals.offset := add(proof.offset, PROOF_HEAD_LENGTH)
                inputSignals.length := calldataload(add(proof.offset, SIGNALS_OFFSET))
                // The payee's upper bytes, the array's offset, a proof that was read beyond its end, the array's length
                deviation := or(
                    or(
                        shr(160, calldataload(add(proof.offset, 32))),
                        xor(calldataload(add(proof.offset, sub(SIGNALS_OFFSET, 32))), SIGNALS_OFFSET)
                    ),
                    or(
                        lt(proof.length, PROOF_HEAD_LENGTH),
                        or(
                            and(proof.length, 31),
                            xor(inputSignals.length, shr(5, sub(proof.length, PROOF_HEAD_LENGTH)))
                        )
                    )
                )
            }
            if (deviation != 0) revert IModelRegistry.MalformedProof();
        }
    }

    /// @notice ctx, the first public signal: where and for whom a proof counts.
    /// @param chainId 0 for a receipt made for no chain
    /// @param router  0 for a receipt made for no chain
    function contextOf(
        uint256 chainId,
        address router,
        uint256 modelId,
        IModelRegistry.Context calldata context,
        address consumer
    ) internal pure returns (uint256 ctx) {
        return contextIn(contextFrame(chainId, router, modelId, consumer), context);
    }

    /// @notice Allocates what the contexts of one consumer and model have in common: for `contextIn`.
    /// @return frame abi.encode(DOMAIN_CONTEXT, chainId, router, modelId, requestId, consumer, payee, deadline) in memory,
    ///         with nothing yet where requestId, payee and deadline stand
    function contextFrame(uint256 chainId, address router, uint256 modelId, address consumer)
        internal
        pure
        returns (uint256 frame)
    {
        bytes32 domain = DOMAIN_CONTEXT;
        assembly ("memory-safe") {
            frame := mload(0x40)
            mstore(0x40, add(frame, 256))
            mstore(frame, domain)
            mstore(add(frame, 32), chainId)
            mstore(add(frame, 64), router)
            mstore(add(frame, 96), modelId)
            mstore(add(frame, 160), consumer)
        }
    }

    /// @notice ctx of a context in a frame; the frame can be used again.
    function contextIn(uint256 frame, IModelRegistry.Context calldata context) internal pure returns (uint256 ctx) {
        assembly ("memory-safe") {
            calldatacopy(add(frame, 128), context, 32)
            calldatacopy(add(frame, 192), add(context, 32), 64)
            ctx := and(keccak256(frame, 256), CONTEXT_MASK)
        }
    }

    /// @notice The id of a statement: what a contract keeps to act on a result once. It is made of nothing that a proof's
    ///         holder may choose: a Groth16 proof can be re-randomised.
    function idOf(uint256 ctx, bytes32 inputCommitment, bytes calldata output) internal pure returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_STATEMENT, ctx, inputCommitment, keccak256(output)));
    }
}
