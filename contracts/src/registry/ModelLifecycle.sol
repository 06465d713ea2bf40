// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERCZKMLRegistry} from "../interfaces/IERCZKMLRegistry.sol";
import {IERCZKMLVerifier} from "../interfaces/IERCZKMLVerifier.sol";
import {IGroth16Verifier} from "../interfaces/IGroth16Verifier.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {IVerifierRouter} from "../interfaces/IVerifierRouter.sol";

/// @title Models: registration and what their owners may still do
/// @notice An owner can change a model's uri, deprecate it and name its successor.
abstract contract ModelLifecycle is IModelRegistry {
    /// @dev What a verification reads comes first and in two slots.
    struct Model {
        address owner;
        bytes4 proofSystemId;
        bool deprecated;
        bytes32 vkHash;
        bytes32 modelHash;
        bytes32 circuitHash;
        string uri;
        uint256 successor;
    }

    /// @notice Separates model ids from all other hashes.
    bytes32 public constant DOMAIN_MODEL = keccak256("proofpress.model.v1");

    bytes4 private constant GROTH16 = bytes4(keccak256("groth16-bn254-v1"));

    IVerifierRouter internal immutable ROUTER;
    /// @dev The router's answer for Groth16, the one proof system of this registry. A route never changes.
    IGroth16Verifier internal immutable GROTH16_VERIFIER;

    mapping(uint256 modelId => Model model) private _models;

    constructor(IVerifierRouter router_) {
        if (address(router_).code.length == 0) revert IVerifierRouter.VerifierWithoutCode(address(router_));
        address verifier = router_.verifierOf(GROTH16);
        if (verifier.code.length == 0) revert IVerifierRouter.VerifierWithoutCode(verifier);
        ROUTER = router_;
        GROTH16_VERIFIER = IGroth16Verifier(verifier);
    }

    /// @inheritdoc IERCZKMLRegistry
    function registerModel(ModelCommitment calldata commitment) external returns (uint256 modelId) {
        _checkProofSystem(commitment.proofSystemId);
        if (GROTH16_VERIFIER.keyPointer(commitment.vkHash) == address(0)) {
            revert IGroth16Verifier.UnknownKey(commitment.vkHash);
        }
        return _register(commitment);
    }

    /// @inheritdoc IModelRegistry
    function registerModelWithKey(ModelCommitment calldata commitment, bytes calldata key)
        external
        returns (uint256 modelId)
    {
        _checkProofSystem(commitment.proofSystemId);
        bytes32 vkHash = GROTH16_VERIFIER.storeKey(key);
        if (vkHash != commitment.vkHash) revert VkHashMismatch(commitment.vkHash, vkHash);
        return _register(commitment);
    }

    /// @inheritdoc IERCZKMLRegistry
    /// @dev Only the uri may differ; a deprecated model's uri may still change, since its bundle has to stay reachable.
    function updateModel(uint256 modelId, ModelCommitment calldata commitment) external {
        Model storage model = _ownedModel(modelId);
        if (
            commitment.modelHash != model.modelHash || commitment.circuitHash != model.circuitHash
                || commitment.vkHash != model.vkHash || commitment.proofSystemId != model.proofSystemId
        ) revert OnlyUriMayChange(modelId);
        ModelCommitment memory oldCommitment = _commitment(model);
        model.uri = commitment.uri;
        emit ModelUpdated(modelId, oldCommitment, commitment);
    }

    /// @inheritdoc IERCZKMLRegistry
    function deprecateModel(uint256 modelId) external {
        Model storage model = _ownedModel(modelId);
        if (model.deprecated) revert ModelIsDeprecated(modelId);
        model.deprecated = true;
        emit ModelDeprecated(modelId);
    }

    /// @inheritdoc IModelRegistry
    function setSuccessor(uint256 oldModelId, uint256 newModelId) external {
        Model storage oldModel = _ownedModel(oldModelId);
        Model storage newModel = _ownedModel(newModelId);
        if (oldModel.successor != 0) revert SuccessorAlreadySet(oldModelId);
        if (oldModelId == newModelId || newModel.successor != 0) revert SuccessorNotLast(newModelId);
        oldModel.successor = newModelId;
        emit SuccessorSet(oldModelId, newModelId);
    }

    /// @inheritdoc IModelRegistry
    function successorOf(uint256 modelId) external view returns (uint256 newModelId) {
        return _model(modelId).successor;
    }

    /// @inheritdoc IERCZKMLRegistry
    function getModel(uint256 modelId)
        external
        view
        returns (ModelCommitment memory commitment, bool deprecated, address owner)
    {
        Model storage model = _model(modelId);
        return (_commitment(model), model.deprecated, model.owner);
    }

    /// @inheritdoc IERCZKMLVerifier
    function proofSystemOf(uint256 modelId) external view returns (bytes4 proofSystemId) {
        return _model(modelId).proofSystemId;
    }

    /// @inheritdoc IModelRegistry
    function router() external view returns (address) {
        return address(ROUTER);
    }

    /// @inheritdoc IModelRegistry
    function modelIdOf(address owner, ModelCommitment calldata commitment) public view returns (uint256 modelId) {
        return uint256(
            keccak256(
                abi.encode(
                    DOMAIN_MODEL,
                    block.chainid,
                    address(this),
                    owner,
                    commitment.modelHash,
                    commitment.circuitHash,
                    commitment.vkHash,
                    commitment.proofSystemId
                )
            )
        );
    }

    function _model(uint256 modelId) internal view returns (Model storage model) {
        (model,) = _modelAndState(modelId);
    }

    /// @dev One look at the slot for both.
    function _modelAndState(uint256 modelId) internal view returns (Model storage model, bool deprecated) {
        model = _models[modelId];
        address owner = model.owner;
        deprecated = model.deprecated;
        if (owner == address(0)) revert ModelNotFound(modelId);
    }

    function _register(ModelCommitment calldata commitment) private returns (uint256 modelId) {
        modelId = modelIdOf(msg.sender, commitment);
        Model storage model = _models[modelId];
        if (model.owner != address(0)) revert ModelAlreadyRegistered(modelId);
        model.owner = msg.sender;
        model.proofSystemId = commitment.proofSystemId;
        model.vkHash = commitment.vkHash;
        model.modelHash = commitment.modelHash;
        model.circuitHash = commitment.circuitHash;
        model.uri = commitment.uri;
        emit ModelRegistered(modelId, msg.sender, commitment);
    }

    function _ownedModel(uint256 modelId) private view returns (Model storage model) {
        model = _model(modelId);
        if (model.owner != msg.sender) revert NotModelOwner(modelId, msg.sender);
    }

    function _commitment(Model storage model) private view returns (ModelCommitment memory) {
        return ModelCommitment(model.modelHash, model.circuitHash, model.vkHash, model.proofSystemId, model.uri);
    }

    function _checkProofSystem(bytes4 proofSystemId) private pure {
        if (proofSystemId != GROTH16) revert UnsupportedProofSystem(proofSystemId);
    }
}
