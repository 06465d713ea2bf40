// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ProofContext} from "./consumer/ProofContext.sol";
import {IInferenceMarket} from "./interfaces/IInferenceMarket.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {MarketLedger} from "./market/MarketLedger.sol";
import {MarketNonces} from "./market/MarketNonces.sol";
import {RequestCallback} from "./market/RequestCallback.sol";

/// @title Inferences for a fee: request, fulfil, refund
/// @notice No owner, no proxy, no fee to anybody but the prover. Everything that moves money is guarded against re-entry,
///         also while a callback runs; coins are taken by payable functions only.
contract InferenceMarket is IInferenceMarket, MarketLedger, MarketNonces, EIP712 {
    /// @inheritdoc IInferenceMarket
    uint256 public constant MAX_CALLBACK_GAS = 1_000_000;
    /// @inheritdoc IInferenceMarket
    uint256 public constant MAX_DURATION = 30 days;

    // The compiler hashes it; the rule counts its letters.
    // solhint-disable-next-line gas-small-strings
    bytes32 private constant REQUEST_TYPEHASH = keccak256(
        "InferenceRequest(address requester,uint256 modelId,bytes32 inputCommitment,string inputUri,address feeToken,"
        "uint256 fee,uint64 deadline,address callback,uint32 callbackGas,uint256 nonce,uint64 submitBy)"
    );

    IModelRegistry private immutable REGISTRY;

    /// @inheritdoc IInferenceMarket
    mapping(bytes32 requestId => RequestState state) public stateOf;
    /// @inheritdoc IInferenceMarket
    mapping(bytes32 requestId => bytes32 outputHash) public failedCallbackOf;

    constructor(IModelRegistry registry_) EIP712("Proofpress InferenceMarket", "1") {
        if (address(registry_).code.length == 0) revert RegistryWithoutCode(address(registry_));
        REGISTRY = registry_;
    }

    /// @inheritdoc IInferenceMarket
    function request(InferenceRequest calldata inferenceRequest)
        external
        payable
        nonReentrant
        returns (bytes32 requestId)
    {
        if (inferenceRequest.requester != msg.sender) revert NotRequester(inferenceRequest.requester, msg.sender);
        if (msg.value != 0) {
            if (inferenceRequest.feeToken != NATIVE) revert ValueMismatch(0, msg.value);
            _deposit(msg.sender, NATIVE, msg.value);
        }
        requestId = requestIdOf(inferenceRequest);
        _open(inferenceRequest, requestId);
    }

    /// @inheritdoc IInferenceMarket
    function requestFor(InferenceRequest calldata inferenceRequest, bytes calldata signature)
        external
        nonReentrant
        returns (bytes32 requestId)
    {
        requestId = requestIdOf(inferenceRequest);
        address requester = inferenceRequest.requester;
        if (!SignatureChecker.isValidSignatureNowCalldata(requester, requestId, signature)) {
            revert InvalidSignature(requester);
        }
        _open(inferenceRequest, requestId);
    }

    /// @inheritdoc IInferenceMarket
    function fulfil(InferenceRequest calldata inferenceRequest, bytes calldata output, bytes calldata proof)
        external
        nonReentrant
    {
        bytes32 requestId = _requireOpen(inferenceRequest);
        if (block.timestamp > inferenceRequest.deadline) revert RequestExpired(requestId, inferenceRequest.deadline);
        IModelRegistry.Context memory context = ProofContext.read(proof);
        if (context.requestId != requestId) revert ProofForAnotherRequest(requestId, context.requestId);

        stateOf[requestId] = RequestState.Fulfilled;
        uint256 modelId = inferenceRequest.modelId;
        REGISTRY.verifyInference(modelId, inferenceRequest.inputCommitment, output, proof);
        _credit(context.payee, inferenceRequest.feeToken, inferenceRequest.fee);
        emit InferenceFulfilled(requestId, modelId, context.payee, output);

        if (inferenceRequest.callback == address(0)) return;
        if (RequestCallback.deliver(inferenceRequest, requestId, output, inferenceRequest.callbackGas)) {
            emit CallbackSucceeded(requestId);
        } else {
            failedCallbackOf[requestId] = keccak256(output);
            emit CallbackFailed(requestId);
        }
    }

    /// @inheritdoc IInferenceMarket
    function refund(InferenceRequest calldata inferenceRequest) external nonReentrant {
        bytes32 requestId = _requireOpen(inferenceRequest);
        uint256 modelId = inferenceRequest.modelId;
        if (block.timestamp <= inferenceRequest.deadline && !_isDeprecated(modelId)) {
            revert RequestNotRefundable(requestId, inferenceRequest.deadline);
        }
        stateOf[requestId] = RequestState.Refunded;
        _credit(inferenceRequest.requester, inferenceRequest.feeToken, inferenceRequest.fee);
        emit InferenceRefunded(requestId, modelId, inferenceRequest.requester);
    }

    /// @inheritdoc IInferenceMarket
    function retryCallback(InferenceRequest calldata inferenceRequest, bytes calldata output) external nonReentrant {
        bytes32 requestId = requestIdOf(inferenceRequest);
        if (failedCallbackOf[requestId] != keccak256(output)) revert NoFailedCallback(requestId);
        delete failedCallbackOf[requestId];
        if (!RequestCallback.deliver(inferenceRequest, requestId, output, type(uint256).max)) {
            revert CallbackReverted(requestId);
        }
        emit CallbackSucceeded(requestId);
    }

    /// @inheritdoc IInferenceMarket
    function registry() external view returns (address) {
        return address(REGISTRY);
    }

    /// @inheritdoc IInferenceMarket
    function requestIdOf(InferenceRequest calldata inferenceRequest) public view returns (bytes32 requestId) {
        return _hashTypedDataV4(
            keccak256(
                abi.encode(
                    REQUEST_TYPEHASH,
                    inferenceRequest.requester,
                    inferenceRequest.modelId,
                    inferenceRequest.inputCommitment,
                    keccak256(bytes(inferenceRequest.inputUri)),
                    inferenceRequest.feeToken,
                    inferenceRequest.fee,
                    inferenceRequest.deadline,
                    inferenceRequest.callback,
                    inferenceRequest.callbackGas,
                    inferenceRequest.nonce,
                    inferenceRequest.submitBy
                )
            )
        );
    }

    /// @dev Opens a request that its requester asked for. Used once, its nonce makes the id unique.
    function _open(InferenceRequest calldata inferenceRequest, bytes32 requestId) private {
        uint256 deadline = inferenceRequest.deadline;
        if (deadline <= block.timestamp || deadline > block.timestamp + MAX_DURATION) {
            revert DeadlineNotAllowed(deadline);
        }
        uint256 submitBy = inferenceRequest.submitBy;
        if (submitBy != 0 && block.timestamp > submitBy) revert SubmissionExpired(submitBy);
        if (inferenceRequest.callbackGas > MAX_CALLBACK_GAS) revert CallbackGasTooHigh(inferenceRequest.callbackGas);
        uint256 modelId = inferenceRequest.modelId;
        if (_isDeprecated(modelId)) revert RequestedModelDeprecated(modelId);

        address requester = inferenceRequest.requester;
        _useNonce(requester, inferenceRequest.nonce);
        stateOf[requestId] = RequestState.Open;
        _moveToEscrow(requester, inferenceRequest.feeToken, inferenceRequest.fee);
        emit InferenceRequested(requestId, modelId, requester, inferenceRequest);
    }

    /// @dev The requester agreed to pay the fee: as the caller or by signature.
    function _moveToEscrow(address requester, address token, uint256 fee) private {
        if (token != NATIVE) {
            uint256 balance = balanceOf[requester][token];
            if (balance < fee) _deposit(requester, token, _fetch(token, requester, fee - balance));
        }
        _debit(requester, token, fee);
    }

    function _requireOpen(InferenceRequest calldata inferenceRequest) private view returns (bytes32 requestId) {
        requestId = requestIdOf(inferenceRequest);
        RequestState state = stateOf[requestId];
        if (state != RequestState.Open) revert RequestNotOpen(requestId, state);
    }

    /// @dev Reverts with ModelNotFound where there is no such model.
    function _isDeprecated(uint256 modelId) private view returns (bool deprecated) {
        (, deprecated,) = REGISTRY.getModel(modelId);
    }
}
