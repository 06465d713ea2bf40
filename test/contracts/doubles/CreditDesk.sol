// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceMarket} from "@proofpress/contracts/src/interfaces/IInferenceMarket.sol";
import {MarketInferenceConsumer} from "@proofpress/contracts/src/consumer/MarketInferenceConsumer.sol";

/// Approves an applicant when one particular model says so about the features that were asked about.
contract CreditDesk is MarketInferenceConsumer {
    mapping(bytes32 requestId => address applicant) public applicantOf;
    mapping(address applicant => bool approved) public isApproved;

    constructor(IInferenceMarket market, uint256 modelId, bytes32 commitmentHash)
        MarketInferenceConsumer(market, modelId, commitmentHash)
    {}

    /// The fee is what the applicant sends; it can be had back an hour later if nobody answers.
    function applyFor(bytes32 inputCommitment, string calldata inputUri) external payable returns (bytes32 requestId) {
        requestId = _requestInference(inputCommitment, inputUri, msg.value, msg.value, 1 hours, 100_000);
        applicantOf[requestId] = msg.sender;
    }

    function _receiveInference(bytes32 requestId, bytes32, int256[] memory logits) internal override {
        if (logits[0] > logits[1]) isApproved[applicantOf[requestId]] = true;
    }
}
