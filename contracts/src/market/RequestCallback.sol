// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceMarket} from "../interfaces/IInferenceMarket.sol";
import {IInferenceReceiver} from "../interfaces/IInferenceReceiver.sol";

/// @title The call of a receiver
/// @notice The receiver may revert, burn its gas, return a bomb or not exist.
library RequestCallback {
    /// @dev What is needed beside the callback's own gas: the call itself, and the note of a failure after it (a new slot of
    ///      storage and an event).
    uint256 private constant RESERVE = 40_000;

    /// @notice Tells the receiver the answer. It gets at least the gas that the request promises, or nothing is done at all:
    ///         whoever fulfils a request cannot make its callback fail by sending little gas (EIP-150 would pass on 63/64 of
    ///         what is left without a word).
    /// @param request   names receiver, model and input
    /// @param requestId its id
    /// @param output    the answer
    /// @param gasLimit  what the callback gets at most
    /// @return success false where there is no code or the call reverted; what it returned is not looked at
    function deliver(
        IInferenceMarket.InferenceRequest calldata request,
        bytes32 requestId,
        bytes calldata output,
        uint256 gasLimit
    ) internal returns (bool success) {
        address callback = request.callback;
        if (callback.code.length == 0) return false;
        bytes memory data = abi.encodeCall(
            IInferenceReceiver.onInference, (requestId, request.modelId, request.inputCommitment, output)
        );
        if (gasleft() * 63 / 64 < RESERVE + request.callbackGas) {
            revert IInferenceMarket.CallbackGasMissing(request.callbackGas);
        }
        assembly ("memory-safe") {
            success := call(gasLimit, callback, 0, add(data, 32), mload(data), 0, 0)
        }
    }
}
