// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC165} from "./IERC165.sol";
import {IERCZKMLRegistry} from "./IERCZKMLRegistry.sol";
import {IERCZKMLVerifier} from "./IERCZKMLVerifier.sol";

/// @title The registry and verifier of ERC-7992 in one contract, with what the draft leaves open
/// @notice A model's id is computed from what it is: every change but one of the uri is a new id. A proof is bound to a
///         context (chain, router, model, request, consumer, payee, deadline) that the contract computes itself.
///         `output` is abi.encode(int256[]); `proof` is abi.encode(Context, uint256[8] points, uint256[] inputSignals).
interface IModelRegistry is IERC165, IERCZKMLRegistry, IERCZKMLVerifier {
    /// @param requestId chosen by whoever asks; the contract keeps no record of it
    /// @param payee     who is paid for the proof; a copied proof cannot name another
    /// @param deadline  the last second (Unix time, below 2^64) at which the proof counts; 0 for none
    struct Context {
        bytes32 requestId;
        address payee;
        uint256 deadline;
    }

    /// @notice An inference with its proof, as verifyInferenceBatch takes it.
    /// @param inputCommitment as for verifyInference
    /// @param context         the first part of verifyInference's `proof`
    /// @param points          the second part
    /// @param inputSignals    the third part
    /// @param output          what verifyInference takes encoded
    struct Inference {
        bytes32 inputCommitment;
        Context context;
        uint256[8] points;
        uint256[] inputSignals;
        int256[] output;
    }

    /// @notice A model took the place of another.
    /// @param oldModelId the other
    /// @param newModelId its successor
    event SuccessorSet(uint256 indexed oldModelId, uint256 indexed newModelId);

    error ModelAlreadyRegistered(uint256 modelId);
    error OnlyUriMayChange(uint256 modelId);
    error VkHashMismatch(bytes32 expected, bytes32 actual);
    /// @notice The model has a successor already.
    error SuccessorAlreadySet(uint256 oldModelId);
    /// @notice The model is its own successor or has a successor itself: following successors comes to an end.
    error SuccessorNotLast(uint256 newModelId);
    error EmptyBatch();
    error MalformedProof();
    error InputSignalCountMismatch(uint256 expected, uint256 actual);
    error OutputCountMismatch(uint256 expected, uint256 actual);
    error OutputValueOutOfRange(uint256 index);
    error DeadlineExpired(uint256 deadline);
    error DeadlineOutOfRange(uint256 deadline);

    /// @notice Stores the verifying key (if it is not stored yet) and registers the model, in one transaction.
    /// @param commitment what the model is
    /// @param key        the verifying key's bytes
    /// @return modelId   the model's id
    function registerModelWithKey(ModelCommitment calldata commitment, bytes calldata key)
        external
        returns (uint256 modelId);

    /// @notice Verifies several inferences of one model together, for less gas each; the caller is the consumer of all.
    ///         One wrong proof rejects the whole batch; an empty batch is refused. Emits InferenceVerified for each.
    /// @param modelId    the model of all
    /// @param inferences one or more
    function verifyInferenceBatch(uint256 modelId, Inference[] calldata inferences) external;

    /// @notice Names the model that takes the place of another: once, by the owner of both. A hint for people and their
    ///         programs that no contract follows by itself.
    /// @param oldModelId a model without a successor
    /// @param newModelId another model without a successor, so that following them comes to an end
    function setSuccessor(uint256 oldModelId, uint256 newModelId) external;

    /// @notice The model that takes this one's place; 0 for none. Reverts with ModelNotFound.
    /// @param modelId     the model
    /// @return newModelId its successor
    function successorOf(uint256 modelId) external view returns (uint256 newModelId);

    /// @notice The view twin of verifyInference. It authorises nothing: `consumer` is a claim here.
    /// @dev The checks that depend on time come last: VerificationRefused_ModelDeprecated and DeadlineExpired say that the
    ///      proof itself holds.
    /// @param modelId         the model
    /// @param inputCommitment names the input
    /// @param output          abi.encode(int256[])
    /// @param proof           abi.encode(Context, uint256[8] points, uint256[] inputSignals)
    /// @param consumer        who stands in the context
    /// @param offChain        true for a receipt made for no chain: chain id 0 and router 0 stand in its context
    function checkInference(
        uint256 modelId,
        bytes32 inputCommitment,
        bytes calldata output,
        bytes calldata proof,
        address consumer,
        bool offChain
    ) external view;

    /// @notice The public signals that the proof has to show: context, inputs, packed outputs. Nothing is verified.
    /// @param modelId         the model
    /// @param inputCommitment names the input
    /// @param output          abi.encode(int256[])
    /// @param proof           abi.encode(Context, uint256[8] points, uint256[] inputSignals)
    /// @param consumer        who stands in the context
    /// @param offChain        as for checkInference
    /// @return signals        in the order of the circuit
    function publicSignals(
        uint256 modelId,
        bytes32 inputCommitment,
        bytes calldata output,
        bytes calldata proof,
        address consumer,
        bool offChain
    ) external view returns (uint256[] memory signals);

    /// @notice The id that a model of this owner has or would have in this registry on this chain.
    /// @param owner      who registers it
    /// @param commitment what the model is; the uri counts for nothing
    /// @return modelId   the id
    function modelIdOf(address owner, ModelCommitment calldata commitment) external view returns (uint256 modelId);

    /// @notice The first public signal of a proof made for this context.
    /// @param modelId  the model
    /// @param context  the part that travels with the proof
    /// @param consumer who acts on the result
    /// @param offChain as for checkInference
    /// @return ctx     below 2^253
    function contextOf(uint256 modelId, Context calldata context, address consumer, bool offChain)
        external
        view
        returns (uint256 ctx);

    /// @notice The name of a statement: keccak256(abi.encode(keccak256("proofpress.statement.v1"), ctx, inputCommitment,
    ///         keccak256(output))). All proofs of one statement have one id; a proof's bytes can be changed by anybody.
    /// @param modelId         the model
    /// @param inputCommitment names the input
    /// @param output          abi.encode(int256[])
    /// @param context         the part that travels with the proof
    /// @param consumer        who acts on the result
    /// @param offChain        as for checkInference
    /// @return statementId    the id
    function statementIdOf(
        uint256 modelId,
        bytes32 inputCommitment,
        bytes calldata output,
        Context calldata context,
        address consumer,
        bool offChain
    ) external view returns (bytes32 statementId);

    /// @notice The router whose verifiers this registry uses.
    function router() external view returns (address);
}
