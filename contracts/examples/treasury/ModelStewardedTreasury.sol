// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IModelRegistry} from "@proofpress/contracts/src/interfaces/IModelRegistry.sol";
import {PinnedModel} from "@proofpress/contracts/src/consumer/PinnedModel.sol";
import {ProvenInferenceConsumer} from "@proofpress/contracts/src/consumer/ProvenInferenceConsumer.sol";
import {PublicInput} from "@proofpress/contracts/src/consumer/PublicInput.sol";

/// @title A members' treasury that a model decides for, within narrow bounds
/// @notice Once a period the facts are frozen, from this contract's own books; the model rates four actions about them; the
///         best one waits behind a timelock, where the guardian can veto it, and is carried out by code that is written
///         here. The model never chooses an address, an amount or a call.
contract ModelStewardedTreasury is ProvenInferenceConsumer {
    enum Action {
        Hold,
        Grant,
        Save,
        Pause
    }

    enum Preference {
        None,
        Spend,
        Save
    }

    enum State {
        None,
        Open,
        Queued,
        Done,
        Vetoed
    }

    struct Period {
        State state;
        Action action;
        uint64 openedAt;
        uint64 executableAt;
        bytes32 facts;
    }

    struct Request {
        address recipient;
        uint256 amount;
    }

    /// @notice Facts are frozen no more often than this.
    uint256 public constant PERIOD = 7 days;
    /// @notice What is decided waits so long.
    uint256 public constant DELAY = 2 days;
    /// @notice A grant is at most this share of the balance, in percent; saving moves just as much.
    uint256 public constant MAX_SHARE = 10;
    /// @notice Periods without grants after the model said Pause.
    uint256 public constant PAUSE = 2;

    uint256 private constant FACT_BITS = 8;

    /// @notice Who can veto, and nothing else.
    address public immutable GUARDIAN;
    /// @notice The balance that the facts are measured by, in wei.
    uint256 public immutable TARGET;
    /// @notice How many may ask for grants and have a preference.
    uint256 public immutable MEMBER_COUNT;

    /// @notice Who is a member.
    mapping(address person => bool isMember) public isMember;
    /// @notice What a member prefers.
    mapping(address member => Preference preference) public preferenceOf;
    /// @notice How many members prefer something.
    mapping(Preference preference => uint256 count) public preferenceCount;
    /// @notice What can be fetched by withdraw.
    mapping(address person => uint256 amount) public credits;
    /// @notice What happened in a period.
    mapping(uint256 number => Period period) public periods;

    /// @notice The latest period; 0 before the first.
    uint256 public period;
    /// @notice Coins that are neither saved nor granted, by the books: what was sent past `receive` does not count.
    uint256 public balance;
    /// @notice Coins put aside.
    uint256 public saved;
    /// @notice What came in since the latest period was opened.
    uint256 public income;
    /// @notice Share of the balance that was granted in the last two periods, in percent.
    uint256[2] public spent;
    /// @notice Period of the latest grant.
    uint256 public lastGrant;
    /// @notice No grants up to this period.
    uint256 public pausedUntil;
    /// @notice The grant that is asked for and that the next period will be about.
    Request public request;
    /// @notice The grant that the latest period is about.
    Request public frozenRequest;

    /// @notice Facts were frozen.
    /// @param number the period
    /// @param facts  eight numbers from 0 to 100
    event Opened(uint256 indexed number, int256[] facts);
    /// @notice The model decided.
    /// @param number       the period
    /// @param action       what will be done
    /// @param executableAt from when on
    event Decided(uint256 indexed number, Action action, uint256 executableAt);
    /// @notice It was done.
    /// @param number the period
    /// @param action what
    /// @param amount coins that it moved
    event Executed(uint256 indexed number, Action action, uint256 amount);
    /// @notice The guardian said no.
    /// @param number the period
    event Vetoed(uint256 indexed number);

    error NotAMember(address caller);
    error NotTheGuardian(address caller);
    error RequestNotPossible();
    error TooEarly(uint256 earliest);
    error NotInState(State state);
    error NoMajority();
    error TransferFailed();

    /// @notice Pins the model and the members.
    /// @param registry       the registry
    /// @param modelId        the model
    /// @param commitmentHash what the deployer believes this model to be
    /// @param guardian       who can veto
    /// @param target         the balance that is aimed at, in wei, not 0
    /// @param members        who may ask for grants
    constructor(
        IModelRegistry registry,
        uint256 modelId,
        bytes32 commitmentHash,
        address guardian,
        uint256 target,
        address[] memory members
    ) PinnedModel(registry, modelId, commitmentHash) {
        GUARDIAN = guardian;
        TARGET = target;
        MEMBER_COUNT = members.length;
        for (uint256 i = 0; i < members.length; ++i) {
            isMember[members[i]] = true;
        }
        preferenceCount[Preference.None] = members.length;
    }

    /// @notice Takes coins into the books.
    receive() external payable {
        _book(msg.value);
    }

    /// @notice A member's preference, which the next facts count.
    /// @param preference what
    function prefer(Preference preference) external {
        if (!isMember[msg.sender]) revert NotAMember(msg.sender);
        --preferenceCount[preferenceOf[msg.sender]];
        ++preferenceCount[preference];
        preferenceOf[msg.sender] = preference;
    }

    /// @notice Asks for a grant: the next period will be about it. There is one request a period.
    /// @param recipient who would get it
    /// @param amount    in wei, at most MAX_SHARE of the balance
    function ask(address recipient, uint256 amount) external {
        if (!isMember[msg.sender]) revert NotAMember(msg.sender);
        if (request.recipient != address(0) || recipient == address(0)) revert RequestNotPossible();
        if (amount > balance * MAX_SHARE / 100) revert RequestNotPossible();
        request = Request(recipient, amount);
    }

    /// @notice Freezes the facts of a new period, so that nobody can change the question while it is being answered. What
    ///         was not carried out by now is dropped. Anybody may call it.
    function open() external {
        uint256 earliest = periods[period].openedAt + PERIOD;
        if (period != 0 && block.timestamp < earliest) revert TooEarly(earliest);
        int256[] memory facts = currentFacts();
        ++period;
        periods[period] = Period(
            State.Open,
            Action.Hold,
            uint64(block.timestamp),
            0,
            PublicInput.commitmentOf(PublicInput.pack(facts, FACT_BITS, false))
        );
        frozenRequest = request;
        delete request;
        spent = [0, spent[0]];
        income = 0;
        emit Opened(period, facts);
    }

    /// @notice Takes what the model says about the frozen facts. Anybody may bring it.
    /// @param output abi.encode(int256[4]): points for each action
    /// @param proof  as for verifyInference, for requestIdOf(period)
    function decide(bytes calldata output, bytes calldata proof) external {
        Period storage current = periods[period];
        if (current.state != State.Open) revert NotInState(current.state);
        (int256[] memory points,) = _consumeInference(requestIdOf(period), current.facts, output, proof);
        current.state = State.Queued;
        current.action = bestOf(points);
        current.executableAt = uint64(block.timestamp + DELAY);
        emit Decided(period, current.action, current.executableAt);
    }

    /// @notice Stops what was decided. There is nothing else that a guardian can do.
    function veto() external {
        if (msg.sender != GUARDIAN) revert NotTheGuardian(msg.sender);
        Period storage current = periods[period];
        if (current.state != State.Queued) revert NotInState(current.state);
        current.state = State.Vetoed;
        emit Vetoed(period);
    }

    /// @notice Carries out what was decided. Anybody may call it.
    function execute() external {
        Period storage current = periods[period];
        if (current.state != State.Queued) revert NotInState(current.state);
        if (block.timestamp < current.executableAt) revert TooEarly(current.executableAt);
        current.state = State.Done;
        uint256 amount = 0;
        if (current.action == Action.Grant) amount = _grant();
        else if (current.action == Action.Save) amount = _save();
        else if (current.action == Action.Pause) pausedUntil = period + PAUSE;
        emit Executed(period, current.action, amount);
    }

    /// @notice Takes what was saved back into the balance, when more than half of the members are for spending.
    function release() external {
        if (2 * preferenceCount[Preference.Spend] <= MEMBER_COUNT) revert NoMajority();
        balance += saved;
        saved = 0;
    }

    /// @notice Fetches a grant. A recipient that takes no coins hinders nobody.
    function withdraw() external {
        uint256 amount = credits[msg.sender];
        credits[msg.sender] = 0;
        (bool success,) = msg.sender.call{value: amount}("");
        if (!success) revert TransferFailed();
    }

    /// @notice The question of a period.
    /// @param number     the period
    /// @return requestId the question
    function requestIdOf(uint256 number) public view returns (bytes32 requestId) {
        return keccak256(abi.encode(block.chainid, address(this), number));
    }

    /// @notice What the model would see if a period were opened now, each from 0 to 100: balance of the target, granted in
    ///         the last two periods, income, members for spending, members for saving, ten for each period since the last
    ///         grant, the request's share of what may be granted.
    /// @return facts the numbers
    function currentFacts() public view returns (int256[] memory facts) {
        facts = new int256[](8);
        facts[0] = _percent(balance, TARGET);
        facts[1] = _percent(spent[0], 100);
        facts[2] = _percent(spent[1], 100);
        facts[3] = _percent(income, TARGET);
        facts[4] = _percent(preferenceCount[Preference.Spend], MEMBER_COUNT);
        facts[5] = _percent(preferenceCount[Preference.Save], MEMBER_COUNT);
        facts[6] = _percent(period - lastGrant, 10);
        facts[7] = _percent(request.amount, balance * MAX_SHARE / 100);
    }

    /// @notice The action with the most points; of equals none: nothing is done.
    /// @param points  for each action
    /// @return action the best
    function bestOf(int256[] memory points) public pure returns (Action action) {
        uint256 best = 0;
        bool isTied = false;
        for (uint256 i = 1; i < 4; ++i) {
            if (points[i] > points[best]) {
                best = i;
                isTied = false;
            } else if (points[i] == points[best]) {
                isTied = true;
            }
        }
        return isTied ? Action.Hold : Action(best);
    }

    function _book(uint256 amount) private {
        balance += amount;
        income += amount;
    }

    function _grant() private returns (uint256 amount) {
        Request memory asked = frozenRequest;
        if (period <= pausedUntil || asked.recipient == address(0)) return 0;
        amount = asked.amount;
        uint256 most = balance * MAX_SHARE / 100;
        if (amount > most) amount = most;
        spent[0] = uint256(_percent(amount, balance));
        lastGrant = period;
        balance -= amount;
        credits[asked.recipient] += amount;
    }

    function _save() private returns (uint256 amount) {
        amount = balance * MAX_SHARE / 100;
        balance -= amount;
        saved += amount;
    }

    /// @dev The share in percent, at most 100.
    function _percent(uint256 part, uint256 whole) private pure returns (int256 percent) {
        if (part >= whole) return part == 0 ? int256(0) : int256(100);
        return int256(100 * part / whole);
    }
}
