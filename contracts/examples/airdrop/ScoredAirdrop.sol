// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IModelRegistry} from "@proofpress/contracts/src/interfaces/IModelRegistry.sol";
import {PinnedModel} from "@proofpress/contracts/src/consumer/PinnedModel.sol";
import {ProvenInferenceConsumer} from "@proofpress/contracts/src/consumer/ProvenInferenceConsumer.sol";
import {PublicInput} from "@proofpress/contracts/src/consumer/PublicInput.sol";

/// @title Tokens for accounts that a model takes for people
/// @notice The features of all accounts are fixed by a Merkle root from the start, with the model. A claim shows its leaf, and
///         the model's input is made of the leaf. Anybody may bring claims, one at a time or many with one verification:
///         tokens go to the account of the leaf in any case.
contract ScoredAirdrop is ProvenInferenceConsumer {
    using SafeERC20 for IERC20;

    /// @notice A leaf of the tree: keccak256(bytes.concat(keccak256(abi.encode(account, features)))).
    struct Leaf {
        address account;
        uint8[8] features;
        bytes32[] path;
    }

    /// @notice A claim of a batch: its proof is made for requestIdOf(account), the account as payee, and deadline 0.
    struct ProvenLeaf {
        Leaf leaf;
        int256 score;
        uint256[8] points;
    }

    /// @notice From this score on an account gets GRANT, from DOUBLE_SCORE on twice as much.
    int256 public constant LEAST_SCORE = 500;
    /// @notice From this score on an account gets two grants.
    int256 public constant DOUBLE_SCORE = 800;

    uint256 private constant FEATURE_BITS = 8;

    /// @notice What is given away.
    IERC20 public immutable TOKEN;
    /// @notice Root of the accounts with their features.
    bytes32 public immutable ROOT;
    /// @notice Tokens of one grant.
    uint256 public immutable GRANT;
    /// @notice The last second of claims.
    uint256 public immutable END;
    /// @notice Who gets what is left.
    address public immutable FUNDER;

    /// @notice An account's claim was decided, for good.
    /// @param account the account
    /// @param score   what the model says
    /// @param amount  tokens
    event Claimed(address indexed account, int256 score, uint256 amount);

    error NotInTheTree(address account);
    error Ended();
    error NotEnded();

    /// @notice Pins model and accounts; the deployer is the funder and sends the tokens afterwards.
    /// @param registry       the registry
    /// @param modelId        the model
    /// @param commitmentHash what the deployer believes this model to be
    /// @param token          what is given away
    /// @param root           of the accounts with their features
    /// @param grant          tokens of one grant
    /// @param duration       seconds that claims take
    constructor(
        IModelRegistry registry,
        uint256 modelId,
        bytes32 commitmentHash,
        IERC20 token,
        bytes32 root,
        uint256 grant,
        uint256 duration
    ) PinnedModel(registry, modelId, commitmentHash) {
        TOKEN = token;
        ROOT = root;
        GRANT = grant;
        END = block.timestamp + duration;
        FUNDER = msg.sender;
    }

    /// @notice Decides one claim.
    /// @param leaf   account, features and path to the root
    /// @param output abi.encode(int256[1]): the score
    /// @param proof  as for verifyInference, for requestIdOf(account)
    function claim(Leaf calldata leaf, bytes calldata output, bytes calldata proof) external {
        if (block.timestamp > END) revert Ended();
        bytes32 inputCommitment = PublicInput.commitmentOf(_inputOf(leaf));
        (int256[] memory values,) =
            _consumeInference(requestIdOf(leaf.account), inputCommitment, output, proof);
        _grant(leaf.account, values[0]);
    }

    /// @notice Decides many claims with one verification. Claims that were decided before are passed over: somebody who
    ///         brings one of them first does not stop the others.
    /// @param leaves with their proofs
    function claimAll(ProvenLeaf[] calldata leaves) external {
        if (block.timestamp > END) revert Ended();
        IModelRegistry.Inference[] memory inferences = new IModelRegistry.Inference[](leaves.length);
        ProvenLeaf[] memory open = new ProvenLeaf[](leaves.length);
        uint256 count = 0;
        for (uint256 i = 0; i < leaves.length; ++i) {
            bytes32 requestId = requestIdOf(leaves[i].leaf.account);
            if (isConsumed[requestId]) continue;
            isConsumed[requestId] = true;
            open[count] = leaves[i];
            inferences[count++] = _inferenceOf(leaves[i], requestId);
        }
        if (count == 0) return;
        assembly ("memory-safe") {
            mstore(inferences, count)
        }
        REGISTRY.verifyInferenceBatch(MODEL_ID, inferences);
        for (uint256 i = 0; i < count; ++i) {
            _grant(open[i].leaf.account, open[i].score);
        }
    }

    /// @notice Gives the funder what is left after the end.
    function sweep() external {
        if (block.timestamp <= END) revert NotEnded();
        TOKEN.safeTransfer(FUNDER, TOKEN.balanceOf(address(this)));
    }

    /// @notice The question about an account. There is one, ever.
    /// @param account    the account
    /// @return requestId the question
    function requestIdOf(address account) public view returns (bytes32 requestId) {
        return keccak256(abi.encode(block.chainid, address(this), account));
    }

    function _grant(address account, int256 score) private {
        uint256 amount = score < LEAST_SCORE ? 0 : score < DOUBLE_SCORE ? GRANT : 2 * GRANT;
        emit Claimed(account, score, amount);
        if (amount > 0) TOKEN.safeTransfer(account, amount);
    }

    function _inferenceOf(ProvenLeaf calldata proven, bytes32 requestId)
        private
        view
        returns (IModelRegistry.Inference memory inference)
    {
        inference.inputSignals = _inputOf(proven.leaf);
        inference.inputCommitment = PublicInput.commitmentOf(inference.inputSignals);
        inference.context = IModelRegistry.Context(requestId, proven.leaf.account, 0);
        inference.points = proven.points;
        inference.output = new int256[](1);
        inference.output[0] = proven.score;
    }

    /// @dev The model's input, from a leaf that is in the tree.
    function _inputOf(Leaf calldata leaf) private view returns (uint256[] memory words) {
        bytes32 hash = keccak256(bytes.concat(keccak256(abi.encode(leaf.account, leaf.features))));
        if (!MerkleProof.verifyCalldata(leaf.path, ROOT, hash)) revert NotInTheTree(leaf.account);
        int256[] memory values = new int256[](8);
        for (uint256 i = 0; i < 8; ++i) {
            values[i] = int256(uint256(leaf.features[i]));
        }
        return PublicInput.pack(values, FEATURE_BITS, false);
    }
}
