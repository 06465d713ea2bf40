// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IModelRegistry} from "@proofpress/contracts/src/interfaces/IModelRegistry.sol";
import {PinnedModel} from "@proofpress/contracts/src/consumer/PinnedModel.sol";
import {ProvenInferenceConsumer} from "@proofpress/contracts/src/consumer/ProvenInferenceConsumer.sol";
import {PublicInput} from "@proofpress/contracts/src/consumer/PublicInput.sol";

/// @title Who suits whom, by profiles that nobody sees
/// @notice Everybody registers the commitment of a profile; a proof shows how well the profiles behind two registered
///         commitments fit. The book keeps the best offer that was proven for each seeker. Whoever proves has to know both
///         profiles: the chain does not.
contract MatchBook is ProvenInferenceConsumer {
    struct Profile {
        bytes32 commitment;
        uint256 version;
    }

    struct Match {
        address offer;
        int256 score;
        uint256 seekerVersion;
        uint256 offerVersion;
    }

    /// @notice Pairs below this score are no match.
    int256 public constant LEAST_SCORE = 500;

    /// @notice The profile of somebody; commitment 0 for none.
    mapping(address person => Profile profile) public profiles;
    /// @notice Whether a commitment was ever registered.
    mapping(bytes32 commitment => bool isTaken) public isTaken;
    mapping(address seeker => Match best) private _best;

    /// @notice Somebody has a new profile, or none.
    /// @param person     who
    /// @param commitment of the profile; 0 for none
    event ProfileChanged(address indexed person, bytes32 commitment);
    /// @notice A pair was proven.
    /// @param seeker who looks
    /// @param offer  what was found
    /// @param score  how well it fits
    /// @param isBest whether nothing as good was proven before
    event Proven(address indexed seeker, address indexed offer, int256 score, bool isBest);

    error CommitmentTaken(bytes32 commitment);
    error NoProfile(address person);
    error SamePerson();

    /// @notice Pins the model that compares.
    /// @param registry       the registry
    /// @param modelId        the model, with two committed inputs: seeker, offer
    /// @param commitmentHash what the deployer believes this model to be
    constructor(IModelRegistry registry, uint256 modelId, bytes32 commitmentHash)
        PinnedModel(registry, modelId, commitmentHash)
    {}

    /// @notice Registers the sender's profile in place of an earlier one, whose matches end.
    /// @dev One commitment is one person's: a copy of somebody's would be matched as that one. Honest commitments are salted
    ///      and never equal; who finds his taken by a copycat draws another salt.
    /// @param commitment the public signal of the committed input, below the field's order
    function register(bytes32 commitment) external {
        if (commitment == 0 || isTaken[commitment]) revert CommitmentTaken(commitment);
        isTaken[commitment] = true;
        _change(commitment);
    }

    /// @notice Takes the sender out of the book.
    function withdraw() external {
        _change(0);
    }

    /// @notice Takes the proven score of a pair, once for each version of both profiles. Anybody may bring it.
    /// @param seeker who looks
    /// @param offer  what was found
    /// @param output abi.encode(int256[1]): 0 to 1000
    /// @param proof  as for verifyInference, for questionOf(seeker, offer)
    function prove(address seeker, address offer, bytes calldata output, bytes calldata proof) external {
        (bytes32 requestId, bytes32 inputCommitment) = questionOf(seeker, offer);
        (int256[] memory values,) = _consumeInference(requestId, inputCommitment, output, proof);
        (address bestOffer, int256 bestScore) = bestOf(seeker);
        // Of two that fit equally well the first stays.
        bool isBest = values[0] >= LEAST_SCORE && (bestOffer == address(0) || values[0] > bestScore);
        if (isBest) {
            _best[seeker] = Match(offer, values[0], profiles[seeker].version, profiles[offer].version);
        }
        emit Proven(seeker, offer, values[0], isBest);
    }

    /// @notice The best offer that was proven for a seeker and still stands: neither profile has changed since.
    /// @param seeker who looks
    /// @return offer what was found; 0 for nothing
    /// @return score how well it fits
    function bestOf(address seeker) public view returns (address offer, int256 score) {
        Match memory best = _best[seeker];
        if (
            best.offer == address(0) || best.seekerVersion != profiles[seeker].version
                || best.offerVersion != profiles[best.offer].version
        ) return (address(0), 0);
        return (best.offer, best.score);
    }

    /// @notice What has to be proven about a pair.
    /// @param seeker           who looks
    /// @param offer            what was found
    /// @return requestId       the question
    /// @return inputCommitment of both registered profiles, the seeker's first
    function questionOf(address seeker, address offer)
        public
        view
        returns (bytes32 requestId, bytes32 inputCommitment)
    {
        if (seeker == offer) revert SamePerson();
        Profile memory first = profiles[seeker];
        Profile memory second = profiles[offer];
        if (first.commitment == 0) revert NoProfile(seeker);
        if (second.commitment == 0) revert NoProfile(offer);
        uint256[] memory signals = new uint256[](2);
        signals[0] = uint256(first.commitment);
        signals[1] = uint256(second.commitment);
        requestId = keccak256(
            abi.encode(block.chainid, address(this), seeker, first.version, offer, second.version)
        );
        return (requestId, PublicInput.commitmentOf(signals));
    }

    function _change(bytes32 commitment) private {
        Profile storage profile = profiles[msg.sender];
        profile.commitment = commitment;
        ++profile.version;
        emit ProfileChanged(msg.sender, commitment);
    }
}
