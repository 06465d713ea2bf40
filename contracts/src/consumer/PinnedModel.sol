// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERCZKMLRegistry} from "../interfaces/IERCZKMLRegistry.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";

/// @title A contract that trusts one model of one registry, named twice
/// @notice A model id is a hash of what the model is, so it alone fixes the model for good. The commitment hash is checked
///         once, when the contract is made: it catches an id that was copied from the wrong line or the wrong chain.
abstract contract PinnedModel {
    /// @notice The registry that verifies for this contract.
    IModelRegistry public immutable registry;
    /// @notice The model whose answers this contract takes.
    uint256 public immutable modelId;
    /// @notice keccak256(abi.encode(modelHash, circuitHash, vkHash, proofSystemId)) of the model.
    bytes32 public immutable commitmentHash;

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

    /// @param registry_       the registry
    /// @param modelId_        the model
    /// @param commitmentHash_ what the deployer believes this model to be
    constructor(IModelRegistry registry_, uint256 modelId_, bytes32 commitmentHash_) {
        if (address(registry_).code.length == 0) revert RegistryWithoutCode(address(registry_));
        (IERCZKMLRegistry.ModelCommitment memory commitment, bool deprecated,) = registry_.getModel(modelId_);
        bytes32 actual = keccak256(
            abi.encode(commitment.modelHash, commitment.circuitHash, commitment.vkHash, commitment.proofSystemId)
        );
        if (actual != commitmentHash_) revert CommitmentHashMismatch(commitmentHash_, actual);
        if (deprecated) revert PinnedModelDeprecated(modelId_);
        registry = registry_;
        modelId = modelId_;
        commitmentHash = commitmentHash_;
    }
}
