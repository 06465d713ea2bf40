// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERCZKMLRegistry} from "../interfaces/IERCZKMLRegistry.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";

/// @title A contract that trusts one model of one registry, named twice
/// @notice A model id is a hash of what the model is, so it alone fixes the model for good. The commitment hash is checked
///         once, when the contract is made: it catches an id that was copied from the wrong line or the wrong chain.
abstract contract PinnedModel {
    /// @notice The registry that verifies for this contract.
    IModelRegistry public immutable REGISTRY;
    /// @notice The model whose answers this contract takes.
    uint256 public immutable MODEL_ID;
    /// @notice keccak256(abi.encode(modelHash, circuitHash, vkHash, proofSystemId)) of the model.
    bytes32 public immutable COMMITMENT_HASH;

    /// @notice There is no contract at the registry's address.
    /// @param registry the address
    error RegistryWithoutCode(address registry);
    /// @notice The model under this id is another one.
    /// @param expected the hash that the constructor was given
    /// @param actual   the hash of what the registry holds under the model id
    error CommitmentHashMismatch(bytes32 expected, bytes32 actual);
    /// @notice The model was deprecated before this contract was made.
    /// @param modelId the model
    error PinnedModelDeprecated(uint256 modelId);

    /// @notice Pins the model, after a look at what the registry holds under its id.
    /// @param registry       the registry
    /// @param modelId        the model
    /// @param commitmentHash what the deployer believes this model to be
    constructor(IModelRegistry registry, uint256 modelId, bytes32 commitmentHash) {
        if (address(registry).code.length == 0) revert RegistryWithoutCode(address(registry));
        (IERCZKMLRegistry.ModelCommitment memory commitment, bool deprecated,) = registry.getModel(modelId);
        bytes32 actual = keccak256(
            abi.encode(commitment.modelHash, commitment.circuitHash, commitment.vkHash, commitment.proofSystemId)
        );
        if (actual != commitmentHash) revert CommitmentHashMismatch(commitmentHash, actual);
        if (deprecated) revert PinnedModelDeprecated(modelId);
        REGISTRY = registry;
        MODEL_ID = modelId;
        COMMITMENT_HASH = commitmentHash;
    }
}
