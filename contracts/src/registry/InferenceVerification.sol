// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERCZKMLVerifier} from "../interfaces/IERCZKMLVerifier.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {InferenceStatement} from "../libraries/InferenceStatement.sol";
import {StatementLayout} from "../libraries/StatementLayout.sol";
import {StatementSignals} from "../libraries/StatementSignals.sol";
import {StoredKey} from "../libraries/StoredKey.sol";
import {VerifierCall} from "../libraries/VerifierCall.sol";
import {ModelLifecycle} from "./ModelLifecycle.sol";

/// @title The verification of inferences
abstract contract InferenceVerification is ModelLifecycle {
    using StatementLayout for StatementLayout.Header;
    using VerifierCall for VerifierCall.Arguments;

    bytes32 public constant DOMAIN_CONTEXT = InferenceStatement.DOMAIN_CONTEXT;
    bytes32 public constant DOMAIN_INPUT = StatementSignals.DOMAIN_INPUT;
    bytes32 public constant DOMAIN_STATEMENT = InferenceStatement.DOMAIN_STATEMENT;

    /// @inheritdoc IERCZKMLVerifier
    /// @dev The consumer in the context is the caller. One proof may be verified any number of times: a contract that acts
    ///      on a result keeps its own record of what it has used.
    function verifyInference(uint256 modelId, bytes32 inputCommitment, bytes calldata output, bytes calldata proof)
        external
    {
        (StatementLayout.Header memory header, VerifierCall.Arguments memory arguments) = _begin(_activeModel(modelId), 1);
        _addTimely(arguments, header, 0, modelId, inputCommitment, output, proof);
        arguments.send(address(VERIFIER));
        emit InferenceVerified(modelId, inputCommitment, output, msg.sender);
    }

    /// @inheritdoc IModelRegistry
    function verifyInferenceBatch(uint256 modelId, Inference[] calldata inferences) external {
        if (inferences.length == 0) revert EmptyBatch();
        (StatementLayout.Header memory header, VerifierCall.Arguments memory arguments) =
            _begin(_activeModel(modelId), inferences.length);
        for (uint256 i = 0; i < inferences.length; ++i) {
            Inference calldata inference = inferences[i];
            _addTimely(arguments, header, i, modelId, inference.inputCommitment, inference.output, inference.proof);
        }
        arguments.send(address(VERIFIER));
        for (uint256 i = 0; i < inferences.length; ++i) {
            Inference calldata inference = inferences[i];
            emit InferenceVerified(modelId, inference.inputCommitment, inference.output, msg.sender);
        }
    }

    /// @inheritdoc IModelRegistry
    function checkInference(
        uint256 modelId,
        bytes32 inputCommitment,
        bytes calldata output,
        bytes calldata proof,
        address consumer,
        bool offChain
    ) external view {
        Model storage model = _model(modelId);
        (StatementLayout.Header memory header, VerifierCall.Arguments memory arguments) = _begin(model, 1);
        uint256 deadline = _add(arguments, header, 0, modelId, inputCommitment, output, proof, consumer, offChain);
        arguments.send(address(VERIFIER));
        if (model.deprecated) revert VerificationRefused_ModelDeprecated(modelId);
        _checkDeadline(deadline);
    }

    /// @inheritdoc IModelRegistry
    function publicSignals(
        uint256 modelId,
        bytes32 inputCommitment,
        bytes calldata output,
        bytes calldata proof,
        address consumer,
        bool offChain
    ) external view returns (uint256[] memory signals) {
        (StatementLayout.Header memory header, VerifierCall.Arguments memory arguments) = _begin(_model(modelId), 1);
        _add(arguments, header, 0, modelId, inputCommitment, output, proof, consumer, offChain);
        return arguments.signalsOf();
    }

    /// @inheritdoc IModelRegistry
    function contextOf(uint256 modelId, Context calldata context, address consumer, bool offChain)
        external
        view
        returns (uint256 ctx)
    {
        return _context(modelId, context, consumer, offChain);
    }

    /// @inheritdoc IModelRegistry
    function statementIdOf(
        uint256 modelId,
        bytes32 inputCommitment,
        bytes calldata output,
        Context calldata context,
        address consumer,
        bool offChain
    ) external view returns (bytes32 statementId) {
        return InferenceStatement.idOf(_context(modelId, context, consumer, offChain), inputCommitment, output);
    }

    /// @dev Reads the key's header and makes room for the proofs of a model.
    function _begin(Model storage model, uint256 proofs)
        private
        view
        returns (StatementLayout.Header memory header, VerifierCall.Arguments memory arguments)
    {
        bytes32 vkHash = model.vkHash;
        header = StatementLayout.read(StoredKey.pointerOf(address(VERIFIER), vkHash));
        arguments = VerifierCall.allocate(vkHash, header.signalCount() * proofs, proofs);
    }

    /// @dev Adds inference `index` of the caller, in time.
    function _addTimely(
        VerifierCall.Arguments memory arguments,
        StatementLayout.Header memory header,
        uint256 index,
        uint256 modelId,
        bytes32 inputCommitment,
        bytes calldata output,
        bytes calldata proof
    ) private view {
        _checkDeadline(_add(arguments, header, index, modelId, inputCommitment, output, proof, msg.sender, false));
    }

    /// @dev Writes the signals and points of inference `index`.
    function _add(
        VerifierCall.Arguments memory arguments,
        StatementLayout.Header memory header,
        uint256 index,
        uint256 modelId,
        bytes32 inputCommitment,
        bytes calldata output,
        bytes calldata proof,
        address consumer,
        bool offChain
    ) private view returns (uint256 deadline) {
        (Context calldata context, uint256[8] calldata points, uint256[] calldata inputSignals) =
            InferenceStatement.decodeProof(proof);
        arguments.setPoints(index, points);
        StatementSignals.write(
            arguments.signals + 32 * header.signalCount() * index,
            header,
            _context(modelId, context, consumer, offChain),
            inputCommitment,
            output,
            inputSignals
        );
        return context.deadline;
    }

    function _context(uint256 modelId, Context calldata context, address consumer, bool offChain)
        private
        view
        returns (uint256 ctx)
    {
        return InferenceStatement.contextOf(
            offChain ? 0 : block.chainid, offChain ? address(0) : address(ROUTER), modelId, context, consumer
        );
    }

    function _activeModel(uint256 modelId) private view returns (Model storage model) {
        model = _model(modelId);
        if (model.deprecated) revert VerificationRefused_ModelDeprecated(modelId);
    }

    function _checkDeadline(uint256 deadline) private view {
        if (deadline > type(uint64).max) revert DeadlineOutOfRange(deadline);
        if (deadline != 0 && block.timestamp > deadline) revert DeadlineExpired(deadline);
    }
}
