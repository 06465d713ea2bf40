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
/// @notice What a proof has to show is computed here, from the call and the key's header; the verifier judges the proof.
abstract contract InferenceVerification is ModelLifecycle {
    using StatementLayout for StatementLayout.Header;
    using VerifierCall for VerifierCall.Arguments;

    /// @param header      of the model's key
    /// @param arguments   what the verifier is going to be asked
    /// @param nextSignals where the next statement's signals go
    /// @param frame       the contexts' common part
    struct Verification {
        StatementLayout.Header header;
        VerifierCall.Arguments arguments;
        uint256 nextSignals;
        uint256 frame;
    }

    /// @notice Separates contexts from all other hashes.
    bytes32 public constant DOMAIN_CONTEXT = InferenceStatement.DOMAIN_CONTEXT;
    /// @notice Separates commitments to several inputs from all other hashes.
    bytes32 public constant DOMAIN_INPUT = StatementSignals.DOMAIN_INPUT;
    /// @notice Separates statement ids from all other hashes.
    bytes32 public constant DOMAIN_STATEMENT = InferenceStatement.DOMAIN_STATEMENT;

    /// @inheritdoc IERCZKMLVerifier
    /// @dev The consumer in the context is the caller. One proof may be verified any number of times: a contract that acts
    ///      on a result keeps its own record of what it has used.
    function verifyInference(uint256 modelId, bytes32 inputCommitment, bytes calldata output, bytes calldata proof)
        external
    {
        Verification memory verification = _begin(_activeModel(modelId), 1, modelId, msg.sender, false);
        _checkDeadline(_addEncoded(verification, inputCommitment, output, proof));
        verification.arguments.submit(address(GROTH16_VERIFIER));
        emit InferenceVerified(modelId, inputCommitment, output, msg.sender);
    }

    /// @inheritdoc IModelRegistry
    function verifyInferenceBatch(uint256 modelId, Inference[] calldata inferences) external {
        if (inferences.length == 0) revert EmptyBatch();
        Verification memory verification =
            _begin(_activeModel(modelId), inferences.length, modelId, msg.sender, false);
        unchecked {
            for (uint256 i = 0; i < inferences.length; ++i) {
                (Inference calldata inference, uint256[] calldata inputSignals, int256[] calldata output) =
                    _inferenceAt(inferences, i);
                bytes32 inputCommitment = inference.inputCommitment;
                _checkDeadline(inference.context.deadline);
                _add(verification, inputCommitment, inference.context, inference.points, inputSignals, output);
                // Before the proofs are checked, to read the batch once: a revert takes it back.
                _emitVerified(modelId, inputCommitment, output);
            }
        }
        verification.arguments.submit(address(GROTH16_VERIFIER));
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
        uint256 deadline = _addEncoded(verification, inputCommitment, output, proof);
        verification.arguments.submit(address(GROTH16_VERIFIER));
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
        _addEncoded(verification, inputCommitment, output, proof);
        return verification.arguments.signalsOf();
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

    /// @dev emit InferenceVerified(modelId, inputCommitment, abi.encode(output), msg.sender), copied once
    function _emitVerified(uint256 modelId, bytes32 inputCommitment, int256[] calldata output) private {
        bytes32 topic = InferenceVerified.selector;
        assembly ("memory-safe") {
            let length := mul(output.length, 32)
            let data := mload(0x40)
            mstore(data, 32)
            mstore(add(data, 32), add(length, 64))
            mstore(add(data, 64), 32)
            mstore(add(data, 96), output.length)
            calldatacopy(add(data, 128), output.offset, length)
            log4(data, add(length, 128), topic, modelId, inputCommitment, caller())
        }
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
            verification.arguments.allocate(vkHash, verification.header.signalCount() * proofCount, proofCount);
        }
        verification.nextSignals = verification.arguments.signals;
        (uint256 chainId, address router_) = _place(offChain);
        verification.frame = InferenceStatement.contextFrame(chainId, router_, modelId, consumer);
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

    function _checkDeadline(uint256 deadline) private view {
        if (deadline != 0) {
            if (block.timestamp > deadline) revert DeadlineExpired(deadline);
            if (deadline > type(uint64).max) revert DeadlineOutOfRange(deadline);
        }
    }

    /// @dev Adds an inference whose parts are encoded; its deadline is not checked here.
    function _addEncoded(
        Verification memory verification,
        bytes32 inputCommitment,
        bytes calldata output,
        bytes calldata proof
    ) private pure returns (uint256 deadline) {
        (Context calldata context, uint256[8] calldata points, uint256[] calldata inputSignals) =
            InferenceStatement.decodeProof(proof);
        int256[] calldata values = InferenceStatement.decodeOutput(output);
        _add(verification, inputCommitment, context, points, inputSignals, values);
        return context.deadline;
    }

    /// @dev Adds the signals and points of an inference.
    function _add(
        Verification memory verification,
        bytes32 inputCommitment,
        Context calldata context,
        uint256[8] calldata points,
        uint256[] calldata inputSignals,
        int256[] calldata output
    ) private pure {
        verification.arguments.addPoints(points);
        verification.nextSignals = StatementSignals.write(
            verification.nextSignals,
            verification.header,
            InferenceStatement.contextIn(verification.frame, context),
            inputCommitment,
            inputSignals,
            output
        );
    }

    /// @dev Solidity's own access would check each offset and each length by itself, for four times the gas. What is read
    ///      beyond the calldata is zero, and an array that ends there is refused.
    function _inferenceAt(Inference[] calldata inferences, uint256 index)
        private
        pure
        returns (Inference calldata inference, uint256[] calldata inputSignals, int256[] calldata output)
    {
        bool outside;
        assembly ("memory-safe") {
            inference := add(inferences.offset, calldataload(add(inferences.offset, mul(index, 32))))
            // inputCommitment, context and points take 12 words, the offsets of the arrays one each.
            inputSignals.offset := add(add(inference, calldataload(add(inference, 384))), 32)
            inputSignals.length := calldataload(sub(inputSignals.offset, 32))
            output.offset := add(add(inference, calldataload(add(inference, 416))), 32)
            output.length := calldataload(sub(output.offset, 32))
            outside := or(
                gt(add(inputSignals.offset, mul(inputSignals.length, 32)), calldatasize()),
                gt(add(output.offset, mul(output.length, 32)), calldatasize())
            )
        }
        if (outside) revert MalformedProof();
    }
}
