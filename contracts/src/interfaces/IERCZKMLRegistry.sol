// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title The model registry of ERC-7992 (draft), ERC-165 id 0xd28519b1
/// @notice Who published which model, and whether its owner still stands by it.
/// @dev The draft gives one name, `ModelDeprecated`, to an event and to an error, which no compiler accepts. The error is
///      called `ModelIsDeprecated` here; topics, selectors and the interface id are those of the draft.
interface IERCZKMLRegistry {
    /// @param modelHash     identifies the model's weights and architecture
    /// @param circuitHash   identifies the circuit that computes the model
    /// @param vkHash        keccak256 of the stored verifying key
    /// @param proofSystemId first four bytes of keccak256 of the proof system's name
    /// @param uri           where the model's bundle can be fetched
    struct ModelCommitment {
        bytes32 modelHash;
        bytes32 circuitHash;
        bytes32 vkHash;
        bytes4 proofSystemId;
        string uri;
    }

    /// @notice A model was registered.
    /// @param modelId    its id
    /// @param owner      who registered it
    /// @param commitment what it is
    event ModelRegistered(uint256 indexed modelId, address indexed owner, ModelCommitment commitment);
    /// @notice What may change of a model was changed.
    /// @param modelId       its id
    /// @param oldCommitment what it was
    /// @param newCommitment what it is
    event ModelUpdated(uint256 indexed modelId, ModelCommitment oldCommitment, ModelCommitment newCommitment);
    /// @notice A model's owner stopped its verification for good.
    /// @param modelId its id
    event ModelDeprecated(uint256 indexed modelId);

    /// @notice No model has this id.
    /// @param modelId the id
    error ModelNotFound(uint256 modelId);
    /// @notice Only the model's owner may do this.
    /// @param modelId the model
    /// @param caller  who tried
    error NotModelOwner(uint256 modelId, address caller);
    /// @notice The model is deprecated already.
    /// @param modelId the model
    error ModelIsDeprecated(uint256 modelId);

    /// @notice Registers a model for the caller.
    /// @param commitment what the model is
    /// @return modelId its id
    function registerModel(ModelCommitment calldata commitment) external returns (uint256 modelId);

    /// @notice Changes what may change of a model; owner only.
    /// @param modelId    the model
    /// @param commitment what it is from now on
    function updateModel(uint256 modelId, ModelCommitment calldata commitment) external;

    /// @notice Stops verification for a model, for good; owner only.
    /// @param modelId the model
    function deprecateModel(uint256 modelId) external;

    /// @notice The commitment, state and owner of a model; reverts with ModelNotFound.
    /// @param modelId the model
    /// @return commitment what it is
    /// @return deprecated whether its owner stopped its verification
    /// @return owner      who registered it
    function getModel(uint256 modelId)
        external
        view
        returns (ModelCommitment memory commitment, bool deprecated, address owner);
}
