// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

// solhint-disable gas-small-strings

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IModelRegistry} from "@proofpress/contracts/src/interfaces/IModelRegistry.sol";
import {PinnedModel} from "@proofpress/contracts/src/consumer/PinnedModel.sol";
import {ProvenInferenceConsumer} from "@proofpress/contracts/src/consumer/ProvenInferenceConsumer.sol";
import {PublicInput} from "@proofpress/contracts/src/consumer/PublicInput.sol";
import {IAggregatorV3} from "./IAggregatorV3.sol";

/// @title What a model expects of signed market data, in Chainlink's shape
/// @notice A source that is known signs what it observed (EIP-712); the model's input is made of that and nothing else. The
///         source is trusted for the data, nobody for the forecast. Anybody may push a round.
contract ProvenVolatilityFeed is ProvenInferenceConsumer, EIP712, IAggregatorV3 {
    /// @param observedAt end of the last hour, Unix seconds
    /// @param moves      returns of the last eight hours in basis points, the oldest first, from -1000 to 1000
    struct Observation {
        uint64 observedAt;
        int16[8] moves;
    }

    struct Round {
        int192 answer;
        uint64 observedAt;
    }

    /// @notice Older observations are not taken.
    uint256 public constant MAX_AGE = 1 hours;
    /// @notice The largest answer, in basis points.
    int256 public constant MAX_ANSWER = 1000;
    /// @notice The type that a source signs.
    bytes32 public constant OBSERVATION_TYPE = keccak256("Observation(uint64 observedAt,int16[8] moves)");

    int256 private constant MAX_MOVE = 1000;
    uint256 private constant MOVE_BITS = 12;

    /// @notice Whose observations count.
    address public immutable SOURCE;

    /// @notice The number of the latest round; 0 for none.
    uint80 public latestRound;
    mapping(uint80 roundId => Round round) private _rounds;

    /// @notice A round was pushed.
    /// @param answer    in basis points
    /// @param roundId   its number
    /// @param updatedAt when the data were observed
    event AnswerUpdated(int256 indexed answer, uint256 indexed roundId, uint256 updatedAt);

    error NotFromTheSource(address signer);
    error ObservationOutOfTime(uint256 observedAt);
    error ObservationNotNewer(uint256 observedAt);
    error MoveOutOfRange(uint256 index);
    error NoData(uint80 roundId);

    /// @notice Pins model and source.
    /// @param registry       the registry
    /// @param modelId        the model
    /// @param commitmentHash what the deployer believes this model to be
    /// @param source         who signs observations
    constructor(IModelRegistry registry, uint256 modelId, bytes32 commitmentHash, address source)
        PinnedModel(registry, modelId, commitmentHash)
        EIP712("Proven volatility feed", "1")
    {
        SOURCE = source;
    }

    /// @notice Takes what the model says to a signed observation that is newer than the last one.
    /// @param observation what the source saw
    /// @param signature   of the source
    /// @param output      abi.encode(int256[1]): basis points
    /// @param proof       as for verifyInference; its request id is digestOf(observation)
    function push(
        Observation calldata observation,
        bytes calldata signature,
        bytes calldata output,
        bytes calldata proof
    ) external {
        bytes32 digest = digestOf(observation);
        address signer = ECDSA.recover(digest, signature);
        if (signer != SOURCE) revert NotFromTheSource(signer);
        uint64 observedAt = observation.observedAt;
        if (observedAt > block.timestamp || observedAt + MAX_AGE < block.timestamp) {
            revert ObservationOutOfTime(observedAt);
        }
        uint80 roundId = latestRound;
        if (observedAt <= _rounds[roundId].observedAt) revert ObservationNotNewer(observedAt);
        latestRound = ++roundId;
        (int256[] memory values,) = _consumeInference(digest, inputCommitmentOf(observation.moves), output, proof);
        int256 answer = values[0] < 0 ? int256(0) : values[0] > MAX_ANSWER ? MAX_ANSWER : values[0];
        // The time of the data, not of the push: who holds an observation back cannot make it look fresh.
        _rounds[roundId] = Round(int192(answer), observedAt);
        emit AnswerUpdated(answer, roundId, observedAt);
    }

    /// @inheritdoc IAggregatorV3
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        return getRoundData(latestRound);
    }

    /// @inheritdoc IAggregatorV3
    function decimals() external pure returns (uint8 count) {
        return 4;
    }

    /// @inheritdoc IAggregatorV3
    function description() external pure returns (string memory text) {
        return "Volatility of the next 8 hours";
    }

    /// @inheritdoc IAggregatorV3
    function version() external pure returns (uint256 number) {
        return 1;
    }

    /// @inheritdoc IAggregatorV3
    function getRoundData(uint80 id)
        public
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        Round memory round = _rounds[id];
        if (round.observedAt == 0) revert NoData(id);
        return (id, round.answer, round.observedAt, round.observedAt, id);
    }

    /// @notice What the source signs, and the request id of the proof.
    /// @param observation what it saw
    /// @return digest     by EIP-712
    function digestOf(Observation calldata observation) public view returns (bytes32 digest) {
        bytes32 moves = keccak256(abi.encodePacked(observation.moves));
        return _hashTypedDataV4(keccak256(abi.encode(OBSERVATION_TYPE, observation.observedAt, moves)));
    }

    /// @notice The model's input for an observation.
    /// @param moves       basis points
    /// @return commitment as verifyInference takes it
    function inputCommitmentOf(int16[8] calldata moves) public pure returns (bytes32 commitment) {
        int256[] memory values = new int256[](8);
        for (uint256 i = 0; i < 8; ++i) {
            if (moves[i] < -MAX_MOVE || moves[i] > MAX_MOVE) revert MoveOutOfRange(i);
            values[i] = moves[i];
        }
        return PublicInput.commitmentOf(PublicInput.pack(values, MOVE_BITS, true));
    }
}
