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
        uint256 payee;
        uint256 offset;
        uint256 count;
        assembly ("memory-safe") {
            context := proof.offset
            points := add(proof.offset, 96)
            payee := calldataload(add(proof.offset, 32))
            offset := calldataload(add(proof.offset, sub(SIGNALS_OFFSET, 32)))
            count := calldataload(add(proof.offset, SIGNALS_OFFSET))
            inputSignals.offset := add(proof.offset, PROOF_HEAD_LENGTH)
            inputSignals.length := count
        }
        unchecked {
            // The reads above may have gone beyond a short proof: its length is judged first.
            if (
                proof.length < PROOF_HEAD_LENGTH || proof.length % 32 != 0 || payee >> 160 != 0
                    || offset != SIGNALS_OFFSET || count != (proof.length - PROOF_HEAD_LENGTH) / 32
            ) revert IModelRegistry.MalformedProof();
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
        return uint256(
            keccak256(
                abi.encode(
                    DOMAIN_CONTEXT,
                    chainId,
                    router,
                    modelId,
                    context.requestId,
                    consumer,
                    context.payee,
                    context.deadline
                )
            )
        ) & CONTEXT_MASK;
    }

    /// @notice The id of a statement: what a contract keeps to act on a result once. It is made of nothing that a proof's
    ///         holder may choose: a Groth16 proof can be re-randomised.
    function idOf(uint256 ctx, bytes32 inputCommitment, bytes calldata output) internal pure returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_STATEMENT, ctx, inputCommitment, keccak256(output)));
    }
}
