// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What a contract implements to be told an answer by the market
interface IInferenceReceiver {
    /// @notice Called once by the market after the proof was verified and the prover credited.
    /// @dev Anyone can make a request, of any model and any input, that names any contract as its callback. A receiver
    ///      therefore accepts calls of its market only, and request ids that it made itself: such an id fixes model, input
    ///      and requester. MarketInferenceConsumer does both. While this runs the market takes no other call. If it
    ///      reverts, the prover stays paid, and anyone can have it tried again.
    /// @param output abi.encode(int256[] values)
    function onInference(bytes32 requestId, uint256 modelId, bytes32 inputCommitment, bytes calldata output) external;
}
