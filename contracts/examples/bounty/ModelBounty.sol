// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IModelRegistry} from "@proofpress/contracts/src/interfaces/IModelRegistry.sol";
import {PublicInput} from "@proofpress/contracts/src/consumer/PublicInput.sol";

/// @title A bounty for the model that answers a hidden test set best
/// @notice The sponsor commits to a test set. Models are handed in; then the set is revealed, and anybody proves what each
///         model answers to its rows. The best one that is better than the baseline wins, of equals the one that was handed
///         in first. Whoever made a model's key alone could forge its answers: so the sponsor has to admit each model, and
///         should only where he took part in the ceremony of its key. A sponsor who does not reveal loses the bounty.
contract ModelBounty {
    struct Submission {
        address author;
        uint64 order;
        bool isAdmitted;
        uint32 answered;
        uint32 correct;
    }

    /// @notice What a model answers to one row; its proof names requestIdOf(modelId, row), the author, and deadline 0.
    struct Answer {
        int256 value;
        uint256[8] points;
    }

    /// @notice From this answer on a model says yes.
    int256 public constant YES = 500;
    /// @notice Time for the sponsor to reveal the test set after submissions have closed.
    uint256 public constant REVEAL_TIME = 3 days;
    /// @notice Time to prove scores after that.
    uint256 public constant SCORE_TIME = 4 days;
    /// @notice The largest test set.
    uint256 public constant MAX_ROWS = 256;

    uint256 private constant FEATURES = 8;
    uint256 private constant FEATURE_BITS = 8;

    /// @notice The registry of the models.
    IModelRegistry public immutable REGISTRY;
    /// @notice Who pays.
    address public immutable SPONSOR;
    /// @notice Who gets the bounty where the sponsor does not reveal: somebody whom he would rather not pay.
    address public immutable FORFEIT;
    /// @notice keccak256(abi.encode(rows, labels, salt))
    bytes32 public immutable TEST_SET;
    /// @notice A model has to answer more rows than this correctly.
    uint256 public immutable BASELINE;
    /// @notice The last second of submissions.
    uint256 public immutable CLOSE;

    /// @notice Models that were handed in.
    mapping(uint256 modelId => Submission submission) public submissions;
    /// @notice What was awarded and not fetched.
    mapping(address person => uint256 amount) public credits;

    /// @notice How many models were handed in.
    uint64 public submissionCount;
    /// @notice The best model that was scored so far; 0 for none.
    uint256 public bestModel;
    /// @notice Whether the bounty was awarded.
    bool public isAwarded;
    /// @dev The rows as a model's input signal; none before the reveal.
    uint256[] private _rows;
    /// @dev Bit i: the answer to row i should be yes.
    uint256 private _labels;

    /// @notice A model was handed in.
    /// @param modelId the model
    /// @param author  by whom
    event Submitted(uint256 indexed modelId, address indexed author);
    /// @notice The sponsor takes a model's key for honestly made.
    /// @param modelId the model
    event Admitted(uint256 indexed modelId);
    /// @notice The test set is known.
    /// @param rows how many
    event Revealed(uint256 rows);
    /// @notice Answers of a model were proven.
    /// @param modelId  the model
    /// @param answered rows so far
    /// @param correct  rows right so far
    event Scored(uint256 indexed modelId, uint256 answered, uint256 correct);
    /// @notice The bounty went to somebody.
    /// @param to      whom
    /// @param modelId the winner; 0 for none
    event Awarded(address indexed to, uint256 indexed modelId);

    error NotNow();
    error NotTheModelsOwner(uint256 modelId);
    error AlreadySubmitted(uint256 modelId);
    error NotTheSponsor();
    error NotSubmitted(uint256 modelId);
    error NotAdmitted(uint256 modelId);
    error NotTheTestSet();
    error MoreAnswersThanRows();
    error TransferFailed();

    /// @notice Puts up a bounty: the coins that are sent along.
    /// @param registry the registry of the models
    /// @param testSet  keccak256(abi.encode(uint8[8][] rows, bool[] labels, bytes32 salt))
    /// @param baseline rows that have to be exceeded
    /// @param duration seconds that models can be handed in
    /// @param forfeit  who gets the bounty where the test set is not revealed
    constructor(IModelRegistry registry, bytes32 testSet, uint256 baseline, uint256 duration, address forfeit) payable {
        REGISTRY = registry;
        SPONSOR = msg.sender;
        TEST_SET = testSet;
        BASELINE = baseline;
        CLOSE = block.timestamp + duration;
        FORFEIT = forfeit;
    }

    /// @notice Hands a model in, by its owner in the registry: eight public inputs of eight bits, one answer.
    /// @param modelId the model
    function submit(uint256 modelId) external {
        if (block.timestamp > CLOSE) revert NotNow();
        (,, address owner) = REGISTRY.getModel(modelId);
        if (owner != msg.sender) revert NotTheModelsOwner(modelId);
        Submission storage submission = submissions[modelId];
        if (submission.author != address(0)) revert AlreadySubmitted(modelId);
        submission.author = msg.sender;
        submission.order = ++submissionCount;
        emit Submitted(modelId, msg.sender);
    }

    /// @notice Takes a model's key for honestly made, before the sponsor has shown what it will be tested on.
    /// @param modelId the model
    function admit(uint256 modelId) external {
        if (msg.sender != SPONSOR) revert NotTheSponsor();
        if (_rows.length != 0) revert NotNow();
        if (submissions[modelId].author == address(0)) revert NotSubmitted(modelId);
        submissions[modelId].isAdmitted = true;
        emit Admitted(modelId);
    }

    /// @notice Shows the test set after submissions have closed. Anybody who knows it may.
    /// @param rows   features from 0 to 255
    /// @param labels what should be answered
    /// @param salt   of the commitment
    function reveal(uint8[8][] calldata rows, bool[] calldata labels, bytes32 salt) external {
        if (block.timestamp <= CLOSE || block.timestamp > CLOSE + REVEAL_TIME || _rows.length != 0) revert NotNow();
        if (keccak256(abi.encode(rows, labels, salt)) != TEST_SET) revert NotTheTestSet();
        if (rows.length == 0 || rows.length > MAX_ROWS || rows.length != labels.length) revert NotTheTestSet();
        uint256 bits = 0;
        for (uint256 i = 0; i < rows.length; ++i) {
            int256[] memory values = new int256[](FEATURES);
            for (uint256 j = 0; j < FEATURES; ++j) {
                values[j] = int256(uint256(rows[i][j]));
            }
            _rows.push(PublicInput.pack(values, FEATURE_BITS, false)[0]);
            if (labels[i]) bits |= 1 << i;
        }
        _labels = bits;
        emit Revealed(rows.length);
    }

    /// @notice Takes a model's answers to the next rows, proven together. Anybody may bring them.
    /// @param modelId the model
    /// @param answers to as many rows as are wanted at once
    function score(uint256 modelId, Answer[] calldata answers) external {
        if (_rows.length == 0 || block.timestamp > CLOSE + REVEAL_TIME + SCORE_TIME) revert NotNow();
        Submission storage submission = submissions[modelId];
        if (!submission.isAdmitted) revert NotAdmitted(modelId);
        uint256 first = submission.answered;
        if (first + answers.length > _rows.length) revert MoreAnswersThanRows();
        uint32 correct = submission.correct;
        IModelRegistry.Inference[] memory inferences = new IModelRegistry.Inference[](answers.length);
        for (uint256 i = 0; i < answers.length; ++i) {
            uint256 row = first + i;
            bool label = (_labels >> row) & 1 == 1;
            if ((answers[i].value >= YES) == label) ++correct;
            inferences[i] = _inferenceOf(modelId, submission.author, row, answers[i]);
        }
        submission.answered = uint32(first + answers.length);
        submission.correct = correct;
        if (submission.answered == _rows.length) _compare(modelId, submission);
        emit Scored(modelId, submission.answered, correct);
        REGISTRY.verifyInferenceBatch(modelId, inferences);
    }

    /// @notice Awards the bounty when all is over: to the best model's author, back to the sponsor where none is better than
    ///         the baseline, and to neither where the test set was not revealed.
    function award() external {
        bool isRevealed = _rows.length != 0;
        uint256 end = CLOSE + REVEAL_TIME + (isRevealed ? SCORE_TIME : 0);
        if (block.timestamp <= end || isAwarded) revert NotNow();
        isAwarded = true;
        address to = bestModel != 0 ? submissions[bestModel].author : isRevealed ? SPONSOR : FORFEIT;
        credits[to] = address(this).balance;
        emit Awarded(to, bestModel);
    }

    /// @notice Fetches what was awarded.
    function withdraw() external {
        uint256 amount = credits[msg.sender];
        credits[msg.sender] = 0;
        (bool success,) = msg.sender.call{value: amount}("");
        if (!success) revert TransferFailed();
    }

    /// @notice The question of a model's answer to a row.
    /// @param modelId    the model
    /// @param row        its number
    /// @return requestId the question
    function requestIdOf(uint256 modelId, uint256 row) public view returns (bytes32 requestId) {
        return keccak256(abi.encode(block.chainid, address(this), modelId, row));
    }

    /// @dev A model that was scored to the end: is it the best?
    function _compare(uint256 modelId, Submission storage submission) private {
        if (submission.correct <= BASELINE) return;
        Submission storage best = submissions[bestModel];
        bool isBetter = bestModel == 0 || submission.correct > best.correct
            || (submission.correct == best.correct && submission.order < best.order);
        if (isBetter) bestModel = modelId;
    }

    function _inferenceOf(uint256 modelId, address author, uint256 row, Answer calldata answer)
        private
        view
        returns (IModelRegistry.Inference memory inference)
    {
        inference.inputSignals = new uint256[](1);
        inference.inputSignals[0] = _rows[row];
        inference.inputCommitment = PublicInput.commitmentOf(inference.inputSignals);
        inference.context = IModelRegistry.Context(requestIdOf(modelId, row), author, 0);
        inference.points = answer.points;
        inference.output = new int256[](1);
        inference.output[0] = answer.value;
    }
}
