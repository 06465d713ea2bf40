// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {StatementLayout} from "./StatementLayout.sol";
import {IERC165} from "./interfaces/IERC165.sol";
import {IERCZKMLRegistry} from "./interfaces/IERCZKMLRegistry.sol";
import {IERCZKMLVerifier} from "./interfaces/IERCZKMLVerifier.sol";
import {IGroth16Verifier} from "./interfaces/IGroth16Verifier.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {IVerifierRouter} from "./interfaces/IVerifierRouter.sol";

/// @title Models and the verification of their inferences (ERC-7992)
/// @notice No owner, no proxy: a model's own owner can change its uri and deprecate it, nothing else.
contract ModelRegistry is IModelRegistry {
    using StatementLayout for StatementLayout.Values;

    bytes32 public constant DOMAIN_MODEL = keccak256("proofpress.model.v1");
    bytes32 public constant DOMAIN_CONTEXT = keccak256("proofpress.context.v1");
    bytes32 public constant DOMAIN_INPUT = keccak256("proofpress.input.v1");

    /// @dev ctx is a field element: 253 bits are always below r.
    uint256 private constant CONTEXT_MASK = (1 << 253) - 1;
    /// @dev abi.encode(Context, uint256[8], uint256[]): three words, eight words, the offset of the array, its length.
    uint256 private constant SIGNALS_OFFSET = 12 * 32;
    uint256 private constant PROOF_HEAD_LENGTH = 13 * 32;

    /// @dev What a verification reads comes first and in two slots.
    struct Model {
        address owner;
        bytes4 proofSystemId;
        bool deprecated;
        bytes32 vkHash;
        bytes32 modelHash;
        bytes32 circuitHash;
        string uri;
    }

    /// @dev What a verification needs, read and decoded once.
    struct Statement {
        IGroth16Verifier verifier;
        bytes32 vkHash;
        uint256[] signals;
    }

    bytes4 private constant GROTH16 = bytes4(keccak256("groth16-bn254-v1"));

    IVerifierRouter private immutable ROUTER;
    /// @dev The router's answer for Groth16. A route never changes, so asking once saves every verification the call.
    IGroth16Verifier private immutable GROTH16_VERIFIER;

    mapping(uint256 modelId => Model model) private _models;

    constructor(IVerifierRouter router_) {
        if (address(router_).code.length == 0) revert IVerifierRouter.VerifierWithoutCode(address(router_));
        ROUTER = router_;
        GROTH16_VERIFIER = IGroth16Verifier(router_.verifierOf(GROTH16));
    }

    /// @inheritdoc IERCZKMLRegistry
    function registerModel(ModelCommitment calldata commitment) external returns (uint256 modelId) {
        IGroth16Verifier verifier = _verifierOf(commitment.proofSystemId);
        if (verifier.keyPointer(commitment.vkHash) == address(0)) {
            revert IGroth16Verifier.UnknownKey(commitment.vkHash);
        }
        return _register(commitment);
    }

    /// @inheritdoc IModelRegistry
    function registerModelWithKey(ModelCommitment calldata commitment, bytes calldata key)
        external
        returns (uint256 modelId)
    {
        bytes32 vkHash = _verifierOf(commitment.proofSystemId).storeKey(key);
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

    /// @inheritdoc IERCZKMLVerifier
    /// @dev The consumer in the context is the caller. One proof may be verified any number of times: a contract that acts
    ///      on a result keeps its own record of what it has used.
    function verifyInference(uint256 modelId, bytes32 inputCommitment, bytes calldata output, bytes calldata proof)
        external
    {
        Model storage model = _model(modelId);
        if (model.deprecated) revert VerificationRefused_ModelDeprecated(modelId);
        (Context calldata context, uint256[8] calldata points, uint256[] calldata inputSignals) = _decodeProof(proof);
        _checkDeadline(context.deadline);
        uint256 ctx = _context(modelId, context, msg.sender, false);
        Statement memory statement = _statement(model, ctx, inputCommitment, output, inputSignals);
        statement.verifier.verify(statement.vkHash, statement.signals, points);
        emit InferenceVerified(modelId, inputCommitment, output, msg.sender);
    }

    /// @inheritdoc IModelRegistry
    function checkInference(
        uint256 modelId,
        bytes32 inputCommitment,
        bytes calldata output,
        bytes calldata proof,
        address consumer,
        bool offChain
    ) external view {
        Model storage model = _model(modelId);
        (Context calldata context, uint256[8] calldata points, uint256[] calldata inputSignals) = _decodeProof(proof);
        uint256 ctx = _context(modelId, context, consumer, offChain);
        Statement memory statement = _statement(model, ctx, inputCommitment, output, inputSignals);
        statement.verifier.verify(statement.vkHash, statement.signals, points);
        if (model.deprecated) revert VerificationRefused_ModelDeprecated(modelId);
        _checkDeadline(context.deadline);
    }

    /// @inheritdoc IModelRegistry
    function publicSignals(
        uint256 modelId,
        bytes32 inputCommitment,
        bytes calldata output,
        bytes calldata proof,
        address consumer,
        bool offChain
    ) external view returns (uint256[] memory signals) {
        Model storage model = _model(modelId);
        (Context calldata context,, uint256[] calldata inputSignals) = _decodeProof(proof);
        uint256 ctx = _context(modelId, context, consumer, offChain);
        return _statement(model, ctx, inputCommitment, output, inputSignals).signals;
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

    /// @inheritdoc IERCZKMLVerifier
    function registry() external view returns (address) {
        return address(this);
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

    /// @inheritdoc IModelRegistry
    function contextOf(uint256 modelId, Context calldata context, address consumer, bool offChain)
        external
        view
        returns (uint256 ctx)
    {
        return _context(modelId, context, consumer, offChain);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(IERCZKMLRegistry).interfaceId
            || interfaceId == type(IERCZKMLVerifier).interfaceId
            || interfaceId == IERCZKMLVerifier.verifyInference.selector; // the verifier without its optional helpers
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

    /// @dev The public signals of a statement, with every rule of the key's header applied.
    function _statement(
        Model storage model,
        uint256 ctx,
        bytes32 inputCommitment,
        bytes calldata output,
        uint256[] calldata inputSignals
    ) private view returns (Statement memory statement) {
        unchecked {
            statement.verifier = _verifierOf(model.proofSystemId);
            statement.vkHash = model.vkHash;
            uint256 header = _readHeader(statement.verifier.keyPointer(statement.vkHash));

            uint256 inputCount = _byteAt(header + 1);
            uint256 field = header + StatementLayout.INPUTS_OFFSET;
            uint256 inputElements = 0;
            bool committed;
            for (uint256 i = 0; i < inputCount; ++i) {
                committed = _byteAt(field) == StatementLayout.MODE_COMMITTED;
                inputElements += committed ? 1 : StatementLayout.decode(_wordAt(field + 1)).elements();
                field += StatementLayout.INPUT_LENGTH;
            }
            if (inputSignals.length != inputElements) {
                revert InputSignalCountMismatch(inputElements, inputSignals.length);
            }
            bytes32 commitment = inputCount == 1 && committed
                ? bytes32(inputSignals[0])
                : keccak256(abi.encode(DOMAIN_INPUT, inputSignals));
            if (commitment != inputCommitment) revert InputCommitmentMismatch();

            StatementLayout.Values memory outputs = StatementLayout.decode(_wordAt(field));
            uint256[] memory signals = new uint256[](1 + inputElements + outputs.elements());
            signals[0] = ctx;
            for (uint256 i = 0; i < inputElements; ++i) {
                signals[1 + i] = inputSignals[i];
            }
            _packOutput(outputs, output, signals, 1 + inputElements);
            statement.signals = signals;
        }
    }

    /// @dev Packs `output` into signals[from...]; only the one canonical encoding of an int256[] is taken.
    function _packOutput(
        StatementLayout.Values memory outputs,
        bytes calldata output,
        uint256[] memory signals,
        uint256 from
    ) private pure {
        unchecked {
            if (output.length < 64 || output.length % 32 != 0 || _calldataWord(output, 0) != 32) revert OutputMismatch();
            uint256 count = _calldataWord(output, 32);
            if (count != output.length / 32 - 2) revert OutputMismatch();
            if (count != outputs.count) revert OutputCountMismatch(outputs.count, count);

            uint256 bits = outputs.bits;
            uint256 offset = outputs.signedFlag << (bits - 1);
            uint256 end = StatementLayout.PACKED_BITS / bits * bits;
            uint256 element = 0;
            uint256 shift = 0;
            for (uint256 i = 0; i < count; ++i) {
                // Modulo 2^256: a value outside its range lands at or above 2^bits, on either side.
                uint256 value = _calldataWord(output, 64 + 32 * i) + offset;
                if (value >> bits != 0) revert OutputValueOutOfRange(i);
                element |= value << shift;
                shift += bits;
                if (shift == end) {
                    signals[from++] = element;
                    element = 0;
                    shift = 0;
                }
            }
            if (shift != 0) signals[from] = element;
        }
    }

    /// @dev Only the one canonical encoding is taken, so that a statement has one calldata.
    function _decodeProof(bytes calldata proof)
        private
        pure
        returns (Context calldata context, uint256[8] calldata points, uint256[] calldata inputSignals)
    {
        unchecked {
            if (proof.length < PROOF_HEAD_LENGTH || proof.length % 32 != 0) revert MalformedProof();
            if (_calldataWord(proof, 32) >> 160 != 0) revert MalformedProof();
            if (_calldataWord(proof, SIGNALS_OFFSET - 32) != SIGNALS_OFFSET) revert MalformedProof();
            uint256 count = _calldataWord(proof, SIGNALS_OFFSET);
            if (count != (proof.length - PROOF_HEAD_LENGTH) / 32) revert MalformedProof();
            assembly ("memory-safe") {
                context := proof.offset
                points := add(proof.offset, 96)
                inputSignals.offset := add(proof.offset, PROOF_HEAD_LENGTH)
                inputSignals.length := count
            }
        }
    }

    function _checkDeadline(uint256 deadline) private view {
        if (deadline > type(uint64).max) revert DeadlineOutOfRange(deadline);
        if (deadline != 0 && block.timestamp > deadline) revert DeadlineExpired(deadline);
    }

    function _context(uint256 modelId, Context calldata context, address consumer, bool offChain)
        private
        view
        returns (uint256)
    {
        return uint256(
            keccak256(
                abi.encode(
                    DOMAIN_CONTEXT,
                    offChain ? 0 : block.chainid,
                    offChain ? address(0) : address(ROUTER),
                    modelId,
                    context.requestId,
                    consumer,
                    context.payee,
                    context.deadline
                )
            )
        ) & CONTEXT_MASK;
    }

    /// @dev Copies the header (less the transcript hash) of a stored key; returns where it lies in memory.
    function _readHeader(address pointer) private view returns (uint256 header) {
        assembly ("memory-safe") {
            header := mload(0x40)
            extcodecopy(pointer, header, 1, 32)
            let size := add(8, mul(7, byte(1, mload(header))))
            if gt(size, 32) { extcodecopy(pointer, header, 1, size) }
            // A word may be read at the last field, which begins six bytes before the end.
            mstore(0x40, and(add(add(header, size), 63), not(31)))
        }
    }

    function _byteAt(uint256 location) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := byte(0, mload(location))
        }
    }

    function _wordAt(uint256 location) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(location)
        }
    }

    function _calldataWord(bytes calldata data, uint256 offset) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := calldataload(add(data.offset, offset))
        }
    }

    function _verifierOf(bytes4 proofSystemId) private view returns (IGroth16Verifier) {
        return proofSystemId == GROTH16 ? GROTH16_VERIFIER : IGroth16Verifier(ROUTER.verifierOf(proofSystemId));
    }

    function _model(uint256 modelId) private view returns (Model storage model) {
        model = _models[modelId];
        if (model.owner == address(0)) revert ModelNotFound(modelId);
    }

    function _ownedModel(uint256 modelId) private view returns (Model storage model) {
        model = _model(modelId);
        if (model.owner != msg.sender) revert NotModelOwner(modelId, msg.sender);
    }

    function _commitment(Model storage model) private view returns (ModelCommitment memory) {
        return ModelCommitment(model.modelHash, model.circuitHash, model.vkHash, model.proofSystemId, model.uri);
    }
}
