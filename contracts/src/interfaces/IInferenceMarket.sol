// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMarketLedger} from "./IMarketLedger.sol";
import {IMarketNonces} from "./IMarketNonces.sol";

/// @title A fee for the first proven answer of a model about one input
/// @notice The fee lies in escrow until a proof of the answer earns it for the payee that the proof names, or until it goes
///         back: after the deadline, or at once when the model is deprecated. There is no way to cancel before that, since a
///         prover may be at work already.
/// @dev A request is named by its EIP-712 hash and kept by its state alone: every later call brings the request again, as the
///      event InferenceRequested shows it, and the id says that it is the same one.
interface IInferenceMarket is IMarketLedger, IMarketNonces {
    /// @param requester       who pays, and who gets the fee back
    /// @param modelId         a model of the registry
    /// @param inputCommitment names the input, as in verifyInference
    /// @param inputUri        where a prover finds the input
    /// @param feeToken        0 for the chain's own coin
    /// @param fee             what the prover earns; 0 is allowed
    /// @param deadline        the last second (Unix time) at which the request can be fulfilled
    /// @param callback        an IInferenceReceiver that is told the answer; 0 for none
    /// @param callbackGas     gas that the callback gets, at most MAX_CALLBACK_GAS
    /// @param nonce           an unused nonce of the requester, any number
    /// @param submitBy        the last second at which the request can be submitted; 0 for no limit but the deadline
    struct InferenceRequest {
        address requester;
        uint256 modelId;
        bytes32 inputCommitment;
        string inputUri;
        address feeToken;
        uint256 fee;
        uint64 deadline;
        address callback;
        uint32 callbackGas;
        uint256 nonce;
        uint64 submitBy;
    }

    /// @notice Fulfilled and Refunded are final.
    enum RequestState {
        None,
        Open,
        Fulfilled,
        Refunded
    }

    event InferenceRequested(
        bytes32 indexed requestId, uint256 indexed modelId, address indexed requester, InferenceRequest request
    );
    event InferenceFulfilled(bytes32 indexed requestId, uint256 indexed modelId, address indexed payee, bytes output);
    event InferenceRefunded(bytes32 indexed requestId, uint256 indexed modelId, address indexed requester);
    event CallbackSucceeded(bytes32 indexed requestId);
    event CallbackFailed(bytes32 indexed requestId);

    error RegistryWithoutCode(address registry);
    /// @notice Only the requester can make a request without a signature.
    error NotRequester(address requester, address caller);
    /// @notice The signature is not the requester's for this request, this market and this chain.
    error InvalidSignature(address requester);
    /// @notice The model was deprecated: nobody could fulfil the request.
    error RequestedModelDeprecated(uint256 modelId);
    /// @notice The deadline is over, or further away than MAX_DURATION.
    error DeadlineNotAllowed(uint256 deadline);
    error SubmissionExpired(uint256 submitBy);
    error CallbackGasTooHigh(uint256 callbackGas);
    /// @notice The request is not open: never made, fulfilled or refunded.
    error RequestNotOpen(bytes32 requestId, RequestState state);
    error RequestExpired(bytes32 requestId, uint256 deadline);
    /// @notice Before the deadline a fee goes back only where the model was deprecated.
    error RequestNotRefundable(bytes32 requestId, uint256 deadline);
    /// @notice The proof was made for another request.
    error ProofForAnotherRequest(bytes32 expected, bytes32 actual);
    /// @notice So little gas is left that the callback would get less than the request promises.
    error CallbackGasMissing(uint256 callbackGas);
    /// @notice No callback of this request failed with this output.
    error NoFailedCallback(bytes32 requestId);
    /// @notice The callback failed again.
    error CallbackReverted(bytes32 requestId);

    /// @notice Makes a request and moves its fee from the caller to escrow. Coins sent with the call are credited to the
    ///         caller's balance first, and the fee is taken from there: coins beyond it stay the caller's. A missing part of
    ///         an ERC-20 fee is fetched by transferFrom; no coins may come with such a request.
    /// @param inferenceRequest its requester is the caller
    /// @return requestId requestIdOf(inferenceRequest)
    function request(InferenceRequest calldata inferenceRequest) external payable returns (bytes32 requestId);

    /// @notice Submits a request that its requester signed; anyone may. The fee comes from the requester's balance, a missing
    ///         part of an ERC-20 fee from the requester's allowance to this contract.
    /// @dev What is signed is EIP-712 typed data, primary type InferenceRequest with the fields of the struct in order, domain
    ///      (name "Proofpress InferenceMarket", version "1", chainId, verifyingContract: this contract). An account with code
    ///      signs by ERC-1271. The nonce is what makes a signature work once, so it does not matter that a signature may have
    ///      more than one form. Who submits cannot change anything: the signature covers every field.
    /// @return requestId requestIdOf(inferenceRequest), the same as if the requester had called request
    function requestFor(InferenceRequest calldata inferenceRequest, bytes calldata signature)
        external
        returns (bytes32 requestId);

    /// @notice Answers an open request: verifies the proof, credits the fee to the payee in the proof's context, calls the
    ///         callback. Who sends the call does not matter, so a copied call earns its sender nothing.
    /// @dev The proof's context holds requestId, the payee and any deadline of the prover's; its consumer is this contract. A
    ///      callback that fails changes nothing but that it can be tried again.
    /// @param output abi.encode(int256[] values)
    /// @param proof  as for verifyInference of the registry
    function fulfil(InferenceRequest calldata inferenceRequest, bytes calldata output, bytes calldata proof) external;

    /// @notice Gives the fee of an open request back to its requester's balance; anyone may call it, after the deadline or once
    ///         the model is deprecated.
    function refund(InferenceRequest calldata inferenceRequest) external;

    /// @notice Tries a failed callback again, with all the gas of the call; anyone may. Reverts if it fails again, and there is
    ///         no second time after it succeeded.
    /// @param output the output that the request was fulfilled with
    function retryCallback(InferenceRequest calldata inferenceRequest, bytes calldata output) external;

    /// @notice The id that a request has or would have: its EIP-712 hash, which covers chain, market and every field.
    function requestIdOf(InferenceRequest calldata inferenceRequest) external view returns (bytes32 requestId);

    /// @notice The state of a request.
    function stateOf(bytes32 requestId) external view returns (RequestState state);

    /// @notice keccak256 of the output whose callback failed and can be tried again, or zero.
    function failedCallbackOf(bytes32 requestId) external view returns (bytes32 outputHash);

    /// @notice The registry that verifies the proofs.
    function registry() external view returns (address);

    /// @notice The most gas that a callback can get: a prover pays for it, and it has to fit a transaction.
    function MAX_CALLBACK_GAS() external view returns (uint256);

    /// @notice The furthest that a deadline can lie in the future, in seconds: milliseconds taken for seconds would lock a fee
    ///         for thousands of years.
    function MAX_DURATION() external view returns (uint256);
}
