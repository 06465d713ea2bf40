// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IMarketLedger} from "./IMarketLedger.sol";
import {IMarketNonces} from "./IMarketNonces.sol";

/// @title A fee for the first proven answer of a model about one input
/// @notice The fee lies in escrow until a proof of the answer earns it for the payee that the proof names, or until it goes
///         back: after the deadline, or at once when the model is deprecated. There is no way to cancel before that, since a
///         prover may be at work already.
/// @dev A request is named by its EIP-712 hash, and only its state is stored: every later call brings the request again, as
///      the event InferenceRequested shows it, and its hash says that it is the same one.
interface IInferenceMarket is IMarketLedger, IMarketNonces {
    /// @notice Where a request stands; Fulfilled and Refunded are final.
    enum RequestState {
        None,
        Open,
        Fulfilled,
        Refunded
    }

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

    /// @notice A request is open; its fee is in escrow.
    /// @param requestId        its id
    /// @param modelId          the model asked
    /// @param requester        who asks
    /// @param inferenceRequest what later calls have to bring
    event InferenceRequested(
        bytes32 indexed requestId, uint256 indexed modelId, address indexed requester, InferenceRequest inferenceRequest
    );
    /// @notice A request was answered.
    /// @param requestId its id
    /// @param modelId   the model that answered
    /// @param payee     who was credited with the fee
    /// @param output    abi.encode(int256[] values)
    event InferenceFulfilled(bytes32 indexed requestId, uint256 indexed modelId, address indexed payee, bytes output);
    /// @notice The fee of a request went back to its requester's balance.
    /// @param requestId its id
    /// @param modelId   the model that did not answer
    /// @param requester who was credited
    event InferenceRefunded(bytes32 indexed requestId, uint256 indexed modelId, address indexed requester);
    /// @notice The callback was told the answer.
    /// @param requestId the request
    event CallbackSucceeded(bytes32 indexed requestId);
    /// @notice The callback reverted, ran out of gas, or has no code. It can be tried again.
    /// @param requestId the request
    event CallbackFailed(bytes32 indexed requestId);

    /// @notice There is no contract at the registry's address.
    /// @param registry the address
    error RegistryWithoutCode(address registry);
    /// @notice Only the requester can make a request without a signature.
    /// @param requester whom the request names
    /// @param caller    who made the call
    error NotRequester(address requester, address caller);
    /// @notice The signature is not the requester's for this request, this market and this chain.
    /// @param requester whom the request names
    error InvalidSignature(address requester);
    /// @notice The model was deprecated: nobody could fulfil the request.
    /// @param modelId the model
    error RequestedModelDeprecated(uint256 modelId);
    /// @notice The deadline is over, or further away than MAX_DURATION.
    /// @param deadline the deadline
    error DeadlineNotAllowed(uint256 deadline);
    /// @notice The request was to be submitted earlier.
    /// @param submitBy the last second for it
    error SubmissionExpired(uint256 submitBy);
    /// @notice The callback's gas is more than MAX_CALLBACK_GAS.
    /// @param callbackGas what the request asks for
    error CallbackGasTooHigh(uint256 callbackGas);
    /// @notice The request was never made, or it was fulfilled or refunded.
    /// @param requestId the request's id
    /// @param state     where it stands
    error RequestNotOpen(bytes32 requestId, RequestState state);
    /// @notice The request can no more be fulfilled.
    /// @param requestId the request
    /// @param deadline  its deadline
    error RequestExpired(bytes32 requestId, uint256 deadline);
    /// @notice Before the deadline a fee goes back only where the model was deprecated.
    /// @param requestId the request
    /// @param deadline  its deadline
    error RequestNotRefundable(bytes32 requestId, uint256 deadline);
    /// @notice The proof was made for another request.
    /// @param expected the request that is being fulfilled
    /// @param actual   the request id in the proof's context
    error ProofForAnotherRequest(bytes32 expected, bytes32 actual);
    /// @notice So little gas is left that the callback would get less than the request promises.
    /// @param callbackGas what the request promises
    error CallbackGasMissing(uint256 callbackGas);
    /// @notice No callback of this request failed with this output.
    /// @param requestId the request
    error NoFailedCallback(bytes32 requestId);
    /// @notice The callback failed again.
    /// @param requestId the request
    error CallbackReverted(bytes32 requestId);

    /// @notice Makes a request and moves its fee from the caller to escrow. Coins sent with the call are credited to the
    ///         caller's balance first, and the fee is taken from there: coins beyond it stay the caller's. A missing part of
    ///         an ERC-20 fee is fetched by transferFrom; no coins may come with such a request.
    /// @param inferenceRequest its requester is the caller
    /// @return requestId requestIdOf(inferenceRequest)
    function request(InferenceRequest calldata inferenceRequest) external payable returns (bytes32 requestId);

    /// @notice Submits a request that its requester signed; anyone may. The fee comes from the requester's balance, a
    ///         missing part of an ERC-20 fee from the requester's allowance to this contract.
    /// @dev What is signed is EIP-712 typed data: primary type InferenceRequest with the fields of the struct in order,
    ///      domain (name "Proofpress InferenceMarket", version "1", chainId, verifyingContract: this contract). An account
    ///      with code signs by ERC-1271. The nonce is what makes a signature work once, so it does not matter whether a
    ///      signature has a second form. Who submits cannot change anything: the signature covers every field.
    /// @param inferenceRequest what was signed
    /// @param signature        65 bytes r, s, v of an account without code, else whatever its ERC-1271 takes
    /// @return requestId requestIdOf(inferenceRequest), the same as if the requester had called request
    function requestFor(InferenceRequest calldata inferenceRequest, bytes calldata signature)
        external
        returns (bytes32 requestId);

    /// @notice Answers an open request: verifies the proof, credits the fee to the payee in the proof's context, calls the
    ///         callback. Who sends the call does not matter, so a copied call earns its sender nothing. A callback that
    ///         fails changes nothing but that it can be tried again.
    /// @dev The proof's context holds the request's id, the payee and any deadline of the prover's; its consumer is this
    ///      contract.
    /// @param inferenceRequest the request
    /// @param output           abi.encode(int256[] values)
    /// @param proof            as for verifyInference of the registry
    function fulfil(InferenceRequest calldata inferenceRequest, bytes calldata output, bytes calldata proof) external;

    /// @notice Gives the fee of an open request back to its requester's balance; anyone may call it, after the deadline or
    ///         once the model is deprecated.
    /// @param inferenceRequest the request
    function refund(InferenceRequest calldata inferenceRequest) external;

    /// @notice Tries a failed callback again, with all the gas of the call; anyone may. Reverts if it fails again, and there
    ///         is no second time after it succeeded.
    /// @param inferenceRequest the request
    /// @param output           the output that it was fulfilled with
    function retryCallback(InferenceRequest calldata inferenceRequest, bytes calldata output) external;

    /// @notice The id that a request has or would have: its EIP-712 hash, which covers chain, market and every field.
    /// @param inferenceRequest any request
    /// @return requestId the id
    function requestIdOf(InferenceRequest calldata inferenceRequest) external view returns (bytes32 requestId);

    /// @notice Where a request stands.
    /// @param requestId any id
    /// @return state None where no such request was made
    function stateOf(bytes32 requestId) external view returns (RequestState state);

    /// @notice Tells whether a callback can be tried again.
    /// @param requestId any id
    /// @return outputHash keccak256 of the output whose callback failed, or zero
    function failedCallbackOf(bytes32 requestId) external view returns (bytes32 outputHash);

    /// @notice The registry that verifies the proofs.
    /// @return the address
    function registry() external view returns (address);

    /// @notice The most gas that a callback can get: a prover pays for it, and it has to fit a transaction.
    /// @return gas units
    function MAX_CALLBACK_GAS() external view returns (uint256);

    /// @notice The furthest that a deadline can lie in the future: milliseconds taken for seconds would lock a fee for
    ///         thousands of years, and a request's event has to be there still when its fee goes back.
    /// @return seconds
    function MAX_DURATION() external view returns (uint256);
}
