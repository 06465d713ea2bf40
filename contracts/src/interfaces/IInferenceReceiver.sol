// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title What a contract implements to be told an answer by the market
/// @notice Anyone can make a request, of any model and any input, that names any contract as its callback. A receiver
///         therefore accepts calls of its market only, and only request ids that it made itself: such an id fixes model,
///         input and requester. MarketInferenceConsumer does both.
interface IInferenceReceiver {
    /// @notice Called once by the market, after the proof was verified and the prover credited. While it runs the market
    ///         takes no call that moves money. If it reverts, the prover stays paid, and anyone can have it tried again.
    /// @param requestId       the request
    /// @param modelId         the model that answered
    /// @param inputCommitment the input that the answer is about
    /// @param output          abi.encode(int256[] values)
    function onInference(bytes32 requestId, uint256 modelId, bytes32 inputCommitment, bytes calldata output) external;
}
