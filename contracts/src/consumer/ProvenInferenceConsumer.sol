// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {ProofContext} from "./ProofContext.sol";
import {PinnedModel} from "./PinnedModel.sol";

/// @title Base of a contract that acts on proven answers of one model, once on each
/// @notice A derived contract gives every question an id of its own (a counter, or a hash of what is decided: the applicant,
///         the token and the round), knows the input that the question is about, and hands over what anybody brings as the
///         answer.
abstract contract ProvenInferenceConsumer is PinnedModel {
    /// @notice Whether a nullifier was used.
    mapping(bytes32 nullifier => bool consumed) public isConsumed;

    /// @notice An answer was taken.
    /// @param nullifier       what cannot be used again
    /// @param requestId       the question
    /// @param inputCommitment the input that the answer is about
    /// @param payee           whom the proof names
    event InferenceConsumed(
        bytes32 indexed nullifier, bytes32 indexed requestId, bytes32 indexed inputCommitment, address payee
    );

    /// @notice The proof was made for another question.
    /// @param expected the question
    /// @param actual   the request id in the proof's context
    error RequestIdMismatch(bytes32 expected, bytes32 actual);
    /// @notice The question is answered already.
    /// @param nullifier the nullifier that was used
    error AlreadyConsumed(bytes32 nullifier);

    /// @notice Verifies an answer and marks its nullifier used, before the call of the registry. Reverts on anything amiss.
    /// @param requestId       the question's id, from this contract's own state, never from the caller
    /// @param inputCommitment the input's commitment, from this contract's own state too
    /// @param output          abi.encode(int256[] values)
    /// @param proof           as for verifyInference, made for this contract as the consumer
    /// @return values the model's answer about the input
    /// @return payee  whom the proof names: pay nobody else for it, or a copied proof would be paid
    function _consumeInference(
        bytes32 requestId,
        bytes32 inputCommitment,
        bytes calldata output,
        bytes calldata proof
    ) internal returns (int256[] memory values, address payee) {
        IModelRegistry.Context memory context = ProofContext.read(proof);
        if (context.requestId != requestId) revert RequestIdMismatch(requestId, context.requestId);
        payee = context.payee;
        bytes32 nullifier = _nullifierOf(requestId, inputCommitment);
        if (isConsumed[nullifier]) revert AlreadyConsumed(nullifier);
        isConsumed[nullifier] = true;
        REGISTRY.verifyInference(MODEL_ID, inputCommitment, output, proof);
        emit InferenceConsumed(nullifier, requestId, inputCommitment, payee);
        return (abi.decode(output, (int256[])), payee);
    }

    /// @notice What may happen once: the answer to a question. Nothing else of a proven inference would do:
    ///         - the proof's bytes: anybody can turn a valid proof into another valid one of the same statement;
    ///         - the context, or the registry's statement id, which covers it: a prover chooses payee and deadline and can
    ///           make many contexts for one question. Statement ids are for logs and indexes;
    ///         - a committed input: its commitment is salted, so one input has many; and two questions may be about one
    ///           input.
    ///         Override it where one question may be asked under several ids, to name what they have in common.
    /// @param requestId the question's id; the second argument, unnamed here, is the input's commitment
    /// @return nullifier what is marked used
    function _nullifierOf(bytes32 requestId, bytes32) internal view virtual returns (bytes32 nullifier) {
        return requestId;
    }
}
