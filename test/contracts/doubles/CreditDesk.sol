// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceMarket} from "@proofpress/contracts/src/interfaces/IInferenceMarket.sol";
import {MarketInferenceConsumer} from "@proofpress/contracts/src/consumer/MarketInferenceConsumer.sol";

/// Approves an applicant when one particular model says so about the features that were asked about.
contract CreditDesk is MarketInferenceConsumer {
    struct Application {
        address applicant;
        uint256 fee;
    }

    mapping(bytes32 requestId => Application) public applications;
    mapping(address applicant => bool) public isApproved;

    constructor(IInferenceMarket market, uint256 modelId, bytes32 commitmentHash)
        MarketInferenceConsumer(market, modelId, commitmentHash)
    {}

    /// What is sent is the fee for whoever proves the answer within the hour.
    function applyFor(bytes32 inputCommitment, string calldata inputUri) external payable {
        bytes32 requestId = _requestInference(inputCommitment, inputUri, msg.value, msg.value, 1 hours, 100_000);
        applications[requestId] = Application(msg.sender, msg.value);
    }

    /// The market calls this with the proven answer.
    function _receiveInference(bytes32 requestId, bytes32, int256[] memory logits) internal override {
        if (logits[0] > logits[1]) isApproved[applications[requestId].applicant] = true;
        delete applications[requestId];
    }

    /// Nobody answered, and the market was told to refund: the fee is the applicant's again.
    function takeBack(bytes32 requestId) external {
        require(MARKET.stateOf(requestId) == IInferenceMarket.RequestState.Refunded, "not refunded");
        Application memory application = applications[requestId];
        delete applications[requestId];
        _withdrawFromMarket(address(0), application.fee, application.applicant);
    }
}
