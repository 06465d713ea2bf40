// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IInferenceMarket} from "../interfaces/IInferenceMarket.sol";
import {IInferenceReceiver} from "../interfaces/IInferenceReceiver.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {PinnedModel} from "./PinnedModel.sol";

/// @title Base of a contract that asks one model through the market and is told the answers
/// @notice The market verifies, pays the prover and calls onInference. A derived contract asks with _requestInference and
///         acts in _receiveInference, once for each request that it made and that was answered.
abstract contract MarketInferenceConsumer is PinnedModel, IInferenceReceiver {
    /// @notice The market that this contract asks.
    IInferenceMarket public immutable MARKET;

    /// @notice Requests of this contract whose answer has not come.
    mapping(bytes32 requestId => bool pending) public isPending;
    uint256 private _nextNonce;

    /// @notice Somebody else than the market brought an answer.
    /// @param caller who
    error NotMarket(address caller);
    /// @notice The answer is to a request that this contract did not make, or was told before.
    /// @param requestId the request
    error NotPending(bytes32 requestId);

    /// @notice Pins the market and the model.
    /// @param market         the market, whose registry holds the model
    /// @param modelId        the model
    /// @param commitmentHash what the deployer believes this model to be
    constructor(IInferenceMarket market, uint256 modelId, bytes32 commitmentHash)
        PinnedModel(IModelRegistry(market.registry()), modelId, commitmentHash)
    {
        MARKET = market;
    }

    /// @inheritdoc IInferenceReceiver
    function onInference(bytes32 requestId, uint256, bytes32 inputCommitment, bytes calldata output) external {
        if (msg.sender != address(MARKET)) revert NotMarket(msg.sender);
        if (!isPending[requestId]) revert NotPending(requestId);
        delete isPending[requestId];
        // The request fixes the model: this contract asks no other.
        _receiveInference(requestId, inputCommitment, abi.decode(output, (int256[])));
    }

    /// @notice Asks for an answer in the chain's own coin.
    /// @param inputCommitment names the input, as in verifyInference
    /// @param inputUri        where a prover finds the input
    /// @param fee             taken from `value` first, then from this contract's balance in the market
    /// @param value           coins to send along; what the fee leaves of them stays in that balance
    /// @param duration        seconds until the fee can be had back
    /// @param callbackGas     what _receiveInference and this contract's checks may use
    /// @return requestId the id under which the answer will come
    function _requestInference(
        bytes32 inputCommitment,
        string memory inputUri,
        uint256 fee,
        uint256 value,
        uint64 duration,
        uint32 callbackGas
    ) internal returns (bytes32 requestId) {
        requestId = MARKET.request{value: value}(
            IInferenceMarket.InferenceRequest({
                requester: address(this),
                modelId: MODEL_ID,
                inputCommitment: inputCommitment,
                inputUri: inputUri,
                feeToken: address(0),
                fee: fee,
                deadline: uint64(block.timestamp) + duration,
                callback: address(this),
                callbackGas: callbackGas,
                nonce: _nextNonce++,
                submitBy: 0
            })
        );
        isPending[requestId] = true;
    }

    /// @notice Fetches what this contract has in the market: fees that were refunded, what deposits left over.
    /// @param token  0 for the chain's own coin
    /// @param amount how much
    /// @param to     who gets it; a contract that has to take the chain's coin needs a receive function
    function _withdrawFromMarket(address token, uint256 amount, address to) internal {
        MARKET.withdraw(token, amount, to);
    }

    /// @notice Acts on an answer. If this reverts, the market notes it and anyone can have it tried again.
    /// @param requestId       what _requestInference returned
    /// @param inputCommitment the input that the answer is about
    /// @param values          the model's answer
    function _receiveInference(bytes32 requestId, bytes32 inputCommitment, int256[] memory values) internal virtual;
}
