// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The model registry of ERC-7992 (draft), ERC-165 id 0xd28519b1
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

    event ModelRegistered(uint256 indexed modelId, address indexed owner, ModelCommitment commitment);
    event ModelUpdated(uint256 indexed modelId, ModelCommitment oldCommitment, ModelCommitment newCommitment);
    event ModelDeprecated(uint256 indexed modelId);

    error ModelNotFound(uint256 modelId);
    error NotModelOwner(uint256 modelId, address caller);
    error ModelIsDeprecated(uint256 modelId);

    /// @notice Registers a model for the caller.
    function registerModel(ModelCommitment calldata commitment) external returns (uint256 modelId);

    /// @notice Changes what may change of a model; owner only.
    function updateModel(uint256 modelId, ModelCommitment calldata commitment) external;

    /// @notice Stops verification for a model, for good; owner only.
    function deprecateModel(uint256 modelId) external;

    /// @notice The commitment, state and owner of a model; reverts with ModelNotFound.
    function getModel(uint256 modelId)
        external
        view
        returns (ModelCommitment memory commitment, bool deprecated, address owner);
}
