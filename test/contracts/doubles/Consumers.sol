// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModelRegistry} from "@proofpress/contracts/src/interfaces/IModelRegistry.sol";
import {PinnedModel} from "@proofpress/contracts/src/consumer/PinnedModel.sol";
import {ProvenInferenceConsumer} from "@proofpress/contracts/src/consumer/ProvenInferenceConsumer.sol";

/// Pays a bounty for each answered question, whatever its answer.
contract BountyConsumer is ProvenInferenceConsumer {
    mapping(bytes32 requestId => bytes32 inputCommitment) public questions;
    mapping(address payee => uint256 amount) public bounties;
    int256[] public lastValues;

    constructor(IModelRegistry registry, uint256 modelId, bytes32 commitmentHash)
        PinnedModel(registry, modelId, commitmentHash)
    {}

    function ask(bytes32 requestId, bytes32 inputCommitment) external {
        questions[requestId] = inputCommitment;
    }

    function answer(bytes32 requestId, bytes calldata output, bytes calldata proof) external {
        address payee;
        (lastValues, payee) = _consumeInference(requestId, questions[requestId], output, proof);
        bounties[payee] += 1 ether;
    }
}

/// One answer an input commitment, under however many questions it is asked.
contract OncePerInputConsumer is BountyConsumer {
    constructor(IModelRegistry registry, uint256 modelId, bytes32 commitmentHash)
        BountyConsumer(registry, modelId, commitmentHash)
    {}

    function _nullifierOf(bytes32, bytes32 inputCommitment) internal pure override returns (bytes32 nullifier) {
        return inputCommitment;
    }
}
