// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IModelRegistry} from "@proofpress/contracts/src/interfaces/IModelRegistry.sol";
import {PinnedModel} from "@proofpress/contracts/src/consumer/PinnedModel.sol";
import {ProvenInferenceConsumer} from "@proofpress/contracts/src/consumer/ProvenInferenceConsumer.sol";
import {IERC8004Validation} from "./IERC8004Validation.sol";

/// @title A validator of ERC-8004 that says 100 to what is proven and nothing else
/// @notice An agent claims that one model answered so to an input: the request's hash is that claim. Whoever brings the proof
///         has this contract answer. There is no answer below 100: that a proof fails shows nothing.
contract ProvenInferenceValidator is ProvenInferenceConsumer {
    /// @notice The answer.
    uint8 public constant PROVEN = 100;
    /// @notice Its kind.
    string public constant TAG = "zkml";

    /// @notice Where agents ask.
    IERC8004Validation public immutable VALIDATIONS;

    error NotAskedOfThisValidator(bytes32 requestHash);
    error AskedByAnotherAgent(uint256 agentId);

    /// @notice Pins the model whose answers are validated, and the registry of requests.
    /// @param validations    the validation registry
    /// @param registry       the registry of models
    /// @param modelId        the model
    /// @param commitmentHash what the deployer believes this model to be
    constructor(IERC8004Validation validations, IModelRegistry registry, uint256 modelId, bytes32 commitmentHash)
        PinnedModel(registry, modelId, commitmentHash)
    {
        VALIDATIONS = validations;
    }

    /// @notice Answers a request, once.
    /// @param agentId         who claims
    /// @param inputCommitment about which input
    /// @param output          what the model is said to have answered, abi.encode(int256[])
    /// @param salt            of the request's hash
    /// @param proof           as for verifyInference, with the request's hash as its request id
    function respond(
        uint256 agentId,
        bytes32 inputCommitment,
        bytes calldata output,
        bytes32 salt,
        bytes calldata proof
    ) external {
        bytes32 outputHash = keccak256(output);
        bytes32 requestHash = requestHashOf(agentId, inputCommitment, outputHash, salt);
        (address validator, uint256 asker,,,,) = VALIDATIONS.getValidationStatus(requestHash);
        if (validator != address(this)) revert NotAskedOfThisValidator(requestHash);
        if (asker != agentId) revert AskedByAnotherAgent(asker);
        _consumeInference(requestHash, inputCommitment, output, proof);
        VALIDATIONS.validationResponse(requestHash, PROVEN, "", outputHash, TAG);
    }

    /// @notice The hash that an agent asks under. It is the claim itself.
    /// @param agentId         who claims
    /// @param inputCommitment about which input
    /// @param outputHash      keccak256(output)
    /// @param salt            anything: another one where somebody took the hash in the registry before
    /// @return requestHash    the hash
    function requestHashOf(uint256 agentId, bytes32 inputCommitment, bytes32 outputHash, bytes32 salt)
        public
        view
        returns (bytes32 requestHash)
    {
        return keccak256(
            abi.encode(block.chainid, address(this), MODEL_ID, agentId, inputCommitment, outputHash, salt)
        );
    }
}
