// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IModelRegistry} from "@proofpress/contracts/src/interfaces/IModelRegistry.sol";
import {PinnedModel} from "@proofpress/contracts/src/consumer/PinnedModel.sol";
import {ProvenInferenceConsumer} from "@proofpress/contracts/src/consumer/ProvenInferenceConsumer.sol";
import {PublicInput} from "@proofpress/contracts/src/consumer/PublicInput.sol";
import {ITraits} from "./ITraits.sol";

/// @title Loans on tokens, as large as a model's appraisal allows
/// @notice The traits that the model sees are read from the collection, at the appraisal and again at the loan. An appraisal
///         lasts a day. Half of it is lent, and never more than MAX_LOAN: a model can be wrong.
contract AppraisedLoans is ProvenInferenceConsumer {
    struct Appraisal {
        uint256 value;
        uint256 time;
        bytes32 traits;
    }

    struct Loan {
        address borrower;
        uint256 owed;
        uint256 due;
    }

    /// @notice An appraisal counts for so long.
    uint256 public constant APPRAISAL_LIFE = 1 days;
    /// @notice A loan is due after this.
    uint256 public constant TERM = 30 days;
    /// @notice The share of the appraisal that is lent, in percent.
    uint256 public constant LOAN_TO_VALUE = 50;
    /// @notice What a loan costs, in percent of it.
    uint256 public constant FEE = 2;
    /// @notice The largest loan.
    uint256 public constant MAX_LOAN = 0.8 ether;

    uint256 private constant TRAIT_BITS = 8;
    /// @dev The model's unit.
    uint256 private constant MILLIETHER = 1e15;

    /// @notice The collection whose tokens are taken as pledges.
    address public immutable COLLECTION;
    /// @notice Who funds the loans and gets the pledges of those that are not paid back.
    address public immutable LENDER;

    /// @notice The latest appraisal of a token.
    mapping(uint256 tokenId => Appraisal appraisal) public appraisals;
    /// @notice How often a token was appraised.
    mapping(uint256 tokenId => uint256 count) public appraisalCount;
    /// @notice The loan on a token.
    mapping(uint256 tokenId => Loan loan) public loans;

    /// @notice A token was appraised.
    /// @param tokenId the token
    /// @param value   in wei
    event Appraised(uint256 indexed tokenId, uint256 value);
    /// @notice A loan was given.
    /// @param tokenId  the pledge
    /// @param borrower to whom
    /// @param amount   in wei
    event Lent(uint256 indexed tokenId, address indexed borrower, uint256 amount);
    /// @notice A loan was paid back.
    /// @param tokenId the pledge
    event Repaid(uint256 indexed tokenId);
    /// @notice A pledge went to the lender.
    /// @param tokenId the pledge
    event Seized(uint256 indexed tokenId);

    error NoFreshAppraisal(uint256 tokenId);
    error TraitsChanged(uint256 tokenId);
    error LoanTooLarge(uint256 most);
    error LoanOpen(uint256 tokenId);
    error NoLoan(uint256 tokenId);
    error NotTheSumOwed(uint256 owed);
    error NotDue(uint256 due);
    error NotTheLender();
    error TransferFailed();

    /// @notice Pins model and collection; the deployer is the lender.
    /// @param registry       the registry
    /// @param modelId        the model
    /// @param commitmentHash what the deployer believes this model to be
    /// @param collection     ERC-721 with traitsOf
    constructor(IModelRegistry registry, uint256 modelId, bytes32 commitmentHash, address collection)
        PinnedModel(registry, modelId, commitmentHash)
    {
        COLLECTION = collection;
        LENDER = msg.sender;
    }

    /// @notice Funds the loans.
    receive() external payable {}

    /// @notice Takes the answer to the next question about a token. Anybody may bring it.
    /// @param tokenId the token
    /// @param output  abi.encode(int256[1]): the price in thousandths of an ether
    /// @param proof   as for verifyInference
    function appraise(uint256 tokenId, bytes calldata output, bytes calldata proof) external {
        (bytes32 requestId, bytes32 traits) = nextQuestion(tokenId);
        ++appraisalCount[tokenId];
        (int256[] memory values,) = _consumeInference(requestId, traits, output, proof);
        uint256 value = values[0] > 0 ? uint256(values[0]) * MILLIETHER : 0;
        appraisals[tokenId] = Appraisal(value, block.timestamp, traits);
        emit Appraised(tokenId, value);
    }

    /// @notice Lends on a token of the sender, who has approved this contract for it.
    /// @param tokenId the pledge
    /// @param amount  in wei
    function borrow(uint256 tokenId, uint256 amount) external {
        Appraisal memory appraisal = appraisals[tokenId];
        if (appraisal.time == 0 || block.timestamp > appraisal.time + APPRAISAL_LIFE) {
            revert NoFreshAppraisal(tokenId);
        }
        if (appraisal.traits != traitsCommitmentOf(tokenId)) revert TraitsChanged(tokenId);
        uint256 most = appraisal.value * LOAN_TO_VALUE / 100;
        if (most > MAX_LOAN) most = MAX_LOAN;
        if (amount > most) revert LoanTooLarge(most);
        if (loans[tokenId].borrower != address(0)) revert LoanOpen(tokenId);
        loans[tokenId] = Loan(msg.sender, amount + amount * FEE / 100, block.timestamp + TERM);
        emit Lent(tokenId, msg.sender, amount);
        IERC721(COLLECTION).transferFrom(msg.sender, address(this), tokenId);
        _pay(msg.sender, amount);
    }

    /// @notice Pays a loan back, for the borrower, who gets the pledge. Late is not too late while it was not seized.
    /// @param tokenId the pledge
    function repay(uint256 tokenId) external payable {
        Loan memory loan = loans[tokenId];
        if (loan.borrower == address(0)) revert NoLoan(tokenId);
        if (msg.value != loan.owed) revert NotTheSumOwed(loan.owed);
        delete loans[tokenId];
        emit Repaid(tokenId);
        IERC721(COLLECTION).transferFrom(address(this), loan.borrower, tokenId);
    }

    /// @notice Gives the lender the pledge of a loan that was not paid back in time.
    /// @param tokenId the pledge
    function seize(uint256 tokenId) external {
        Loan memory loan = loans[tokenId];
        if (loan.borrower == address(0)) revert NoLoan(tokenId);
        if (block.timestamp <= loan.due) revert NotDue(loan.due);
        delete loans[tokenId];
        emit Seized(tokenId);
        IERC721(COLLECTION).transferFrom(address(this), LENDER, tokenId);
    }

    /// @notice Gives the lender what is not lent.
    /// @param amount in wei
    function withdraw(uint256 amount) external {
        if (msg.sender != LENDER) revert NotTheLender();
        _pay(LENDER, amount);
    }

    /// @notice What has to be proven for the next appraisal of a token.
    /// @param tokenId          the token
    /// @return requestId       the question
    /// @return inputCommitment its traits as they are now
    function nextQuestion(uint256 tokenId) public view returns (bytes32 requestId, bytes32 inputCommitment) {
        requestId = keccak256(abi.encode(block.chainid, address(this), tokenId, appraisalCount[tokenId]));
        return (requestId, traitsCommitmentOf(tokenId));
    }

    /// @notice The model's input for a token, from the collection.
    /// @param tokenId     the token
    /// @return commitment as verifyInference takes it
    function traitsCommitmentOf(uint256 tokenId) public view returns (bytes32 commitment) {
        uint8[8] memory traits = ITraits(COLLECTION).traitsOf(tokenId);
        int256[] memory values = new int256[](8);
        for (uint256 i = 0; i < 8; ++i) {
            values[i] = int256(uint256(traits[i]));
        }
        return PublicInput.commitmentOf(PublicInput.pack(values, TRAIT_BITS, false));
    }

    function _pay(address to, uint256 amount) private {
        (bool success,) = to.call{value: amount}("");
        if (!success) revert TransferFailed();
    }
}
