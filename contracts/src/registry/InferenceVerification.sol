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

    /// @param header      of the model's key
    /// @param call        what the verifier is going to be asked
    /// @param nextSignals where the next statement's signals go
    /// @param frame       the contexts' common part
    struct Verification {
        StatementLayout.Header header;
        VerifierCall.Arguments call;
        uint256 nextSignals;
        uint256 frame;
    }

    /// @inheritdoc IERCZKMLVerifier
    /// @dev The consumer in the context is the caller. One proof may be verified any number of times: a contract that acts
    ///      on a result keeps its own record of what it has used.
    function verifyInference(uint256 modelId, bytes32 inputCommitment, bytes calldata output, bytes calldata proof)
        external
    {
        Verification memory verification = _begin(_activeModel(modelId), 1, modelId, msg.sender, false);
        _checkDeadline(_add(verification, inputCommitment, output, proof));
        verification.call.send(address(GROTH16_VERIFIER));
        emit InferenceVerified(modelId, inputCommitment, output, msg.sender);
    }

    /// @inheritdoc IModelRegistry
    function verifyInferenceBatch(uint256 modelId, Inference[] calldata inferences) external {
        if (inferences.length == 0) revert EmptyBatch();
        Verification memory verification =
            _begin(_activeModel(modelId), inferences.length, modelId, msg.sender, false);
        unchecked {
            for (uint256 i = 0; i < inferences.length; ++i) {
                (bytes32 inputCommitment, bytes calldata output, bytes calldata proof) = _inferenceAt(inferences, i);
                _checkDeadline(_add(verification, inputCommitment, output, proof));
                // Before the proofs are checked, to read the batch once: a revert takes it back.
                emit InferenceVerified(modelId, inputCommitment, output, msg.sender);
            }
        }
        verification.call.send(address(GROTH16_VERIFIER));
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
        Verification memory verification = _begin(model, 1, modelId, consumer, offChain);
        uint256 deadline = _add(verification, inputCommitment, output, proof);
        verification.call.send(address(GROTH16_VERIFIER));
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
        Verification memory verification = _begin(_model(modelId), 1, modelId, consumer, offChain);
        _add(verification, inputCommitment, output, proof);
        return verification.call.signalsOf();
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

    /// @dev Reads the key's header and makes room for so many proofs of a model.
    function _begin(Model storage model, uint256 proofCount, uint256 modelId, address consumer, bool offChain)
        private
        view
        returns (Verification memory verification)
    {
        bytes32 vkHash = model.vkHash;
        verification.header.read(StoredKey.pointerOf(address(GROTH16_VERIFIER), vkHash));
        unchecked {
            // No overflow: the key's length bounds the first factor, the calldata the second.
            verification.call.allocate(vkHash, verification.header.signalCount() * proofCount, proofCount);
        }
        verification.nextSignals = verification.call.signals;
        (uint256 chainId, address router_) = _place(offChain);
        verification.frame = InferenceStatement.contextFrame(chainId, router_, modelId, consumer);
    }

    /// @dev Adds the signals and points of an inference; its deadline is not checked here.
    function _add(
        Verification memory verification,
        bytes32 inputCommitment,
        bytes calldata output,
        bytes calldata proof
    ) private pure returns (uint256 deadline) {
        (Context calldata context, uint256[8] calldata points, uint256[] calldata inputSignals) =
            InferenceStatement.decodeProof(proof);
        verification.call.addPoints(points);
        verification.nextSignals = StatementSignals.write(
            verification.nextSignals,
            verification.header,
            InferenceStatement.contextIn(verification.frame, context),
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
        (uint256 chainId, address router_) = _place(offChain);
        return InferenceStatement.contextOf(chainId, router_, modelId, context, consumer);
    }

    /// @dev Where a proof counts.
    function _place(bool offChain) private view returns (uint256 chainId, address router_) {
        return offChain ? (0, address(0)) : (block.chainid, address(ROUTER));
    }

    function _activeModel(uint256 modelId) private view returns (Model storage model) {
        bool deprecated;
        (model, deprecated) = _modelAndState(modelId);
        if (deprecated) revert VerificationRefused_ModelDeprecated(modelId);
    }

    /// @dev Solidity's own access checks each offset and each length on its own; all of them together cost a quarter.
    function _inferenceAt(Inference[] calldata inferences, uint256 index)
        private
        pure
        returns (bytes32 inputCommitment, bytes calldata output, bytes calldata proof)
    {
        bool outside;
        assembly ("memory-safe") {
            let inference := add(inferences.offset, calldataload(add(inferences.offset, mul(index, 32))))
            inputCommitment := calldataload(inference)
            output.offset := add(inference, calldataload(add(inference, 32)))
            output.length := calldataload(output.offset)
            output.offset := add(output.offset, 32)
            proof.offset := add(inference, calldataload(add(inference, 64)))
            proof.length := calldataload(proof.offset)
            proof.offset := add(proof.offset, 32)
            outside := or(
                gt(add(output.offset, output.length), calldatasize()),
                gt(add(proof.offset, proof.length), calldatasize())
            )
        }
        if (outside) revert MalformedProof();
    }

    function _checkDeadline(uint256 deadline) private view {
        if (deadline != 0) {
            if (block.timestamp > deadline) revert DeadlineExpired(deadline);
            if (deadline > type(uint64).max) revert DeadlineOutOfRange(deadline);
        }
    }
}
