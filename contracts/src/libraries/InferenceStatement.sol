// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERCZKMLVerifier} from "../interfaces/IERCZKMLVerifier.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";

/// @title What an inference states, beside its numbers: for whom, where, until when, and under which id
/// @notice Reads the arguments of verifyInference and computes context and statement id as the registry does.
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
    /// @param proof         abi.encode(Context, uint256[8] points, uint256[] inputSignals)
    /// @return context      request, payee and deadline; the payee is not checked to be an address here
    /// @return points       of the proof, in the verifier's order
    /// @return inputSignals the public signals of the inputs
    function decodeProof(bytes calldata proof)
        internal
        pure
        returns (IModelRegistry.Context calldata context, uint256[8] calldata points, uint256[] calldata inputSignals)
    {
        uint256 deviation;
        assembly ("memory-safe") {
            context := proof.offset
            points := add(proof.offset, 96)
            inputSignals.offset := add(proof.offset, PROOF_HEAD_LENGTH)
            inputSignals.length := calldataload(add(proof.offset, SIGNALS_OFFSET))
            // A proof that was read beyond its end, another offset of the array, another length
            deviation := or(
                or(
                    lt(proof.length, PROOF_HEAD_LENGTH),
                    xor(calldataload(add(proof.offset, sub(SIGNALS_OFFSET, 32))), SIGNALS_OFFSET)
                ),
                or(and(proof.length, 31), xor(inputSignals.length, shr(5, sub(proof.length, PROOF_HEAD_LENGTH))))
            )
        }
        if (deviation != 0) revert IModelRegistry.MalformedProof();
    }

    /// @notice The values of an `output` argument; reverts with OutputMismatch unless it is the one canonical encoding.
    /// @param output  abi.encode(int256[])
    /// @return values the integers
    function decodeOutput(bytes calldata output) internal pure returns (int256[] calldata values) {
        uint256 deviation;
        assembly ("memory-safe") {
            values.offset := add(output.offset, 64)
            values.length := calldataload(add(output.offset, 32))
            deviation := or(
                or(lt(output.length, 64), xor(calldataload(output.offset), 32)),
                or(and(output.length, 31), xor(values.length, shr(5, sub(output.length, 64))))
            )
        }
        if (deviation != 0) revert IERCZKMLVerifier.OutputMismatch();
    }

    /// @notice ctx, the first public signal: where and for whom a proof counts.
    /// @param chainId  0 for a receipt made for no chain
    /// @param router   0 for a receipt made for no chain
    /// @param modelId  the model
    /// @param context  the part that travels with the proof
    /// @param consumer who acts on the result
    /// @return ctx     below 2^253
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
    /// @param chainId  0 for receipts made for no chain
    /// @param router   0 for receipts made for no chain
    /// @param modelId  the model
    /// @param consumer who acts on the results
    /// @return frame   abi.encode(DOMAIN_CONTEXT, chainId, router, modelId, requestId, consumer, payee, deadline) in memory,
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

    /// @notice ctx of a context in a frame; the frame can be used again. Reverts with MalformedProof where
    ///         the payee is no address.
    /// @param frame   made by contextFrame
    /// @param context the part that travels with the proof
    /// @return ctx    below 2^253
    function contextIn(uint256 frame, IModelRegistry.Context calldata context) internal pure returns (uint256 ctx) {
        uint256 payee;
        assembly ("memory-safe") {
            payee := calldataload(add(context, 32))
            calldatacopy(add(frame, 128), context, 32)
            calldatacopy(add(frame, 192), add(context, 32), 64)
            ctx := and(keccak256(frame, 256), CONTEXT_MASK)
        }
        if (payee >> 160 != 0) revert IModelRegistry.MalformedProof();
    }

    /// @notice The id of a statement: all proofs of it have one, since a Groth16 proof can be re-randomised.
    /// @param ctx             the context of the proofs
    /// @param inputCommitment as for verifyInference
    /// @param output          abi.encode(int256[])
    function idOf(uint256 ctx, bytes32 inputCommitment, bytes calldata output) internal pure returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_STATEMENT, ctx, inputCommitment, keccak256(output)));
    }
}
