// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

// solhint-disable use-natspec, named-parameters-mapping

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC8004Validation} from "../validator/IERC8004Validation.sol";

/// @title A validation registry by the rules of ERC-8004, for the tests and the demonstration
/// @notice Only an agent's owner asks for it, only the validator asked answers, and it may answer again.
contract ValidationRegistry is IERC8004Validation {
    struct Validation {
        address validator;
        uint256 agentId;
        uint8 response;
        bytes32 responseHash;
        string tag;
        uint256 lastUpdate;
    }

    IERC721 public immutable AGENTS;
    mapping(bytes32 requestHash => Validation) private _validations;

    event ValidationRequest(
        address indexed validatorAddress, uint256 indexed agentId, string requestURI, bytes32 indexed requestHash
    );
    event ValidationResponse(
        address indexed validatorAddress,
        uint256 indexed agentId,
        bytes32 indexed requestHash,
        uint8 response,
        string responseURI,
        bytes32 responseHash,
        string tag
    );

    error NotTheAgentsOwner();
    error RequestExists();
    error NotTheValidator();
    error ResponseAbove100();

    constructor(IERC721 agents) {
        AGENTS = agents;
    }

    function validationRequest(
        address validatorAddress,
        uint256 agentId,
        string calldata requestURI,
        bytes32 requestHash
    ) external {
        if (AGENTS.ownerOf(agentId) != msg.sender) revert NotTheAgentsOwner();
        Validation storage validation = _validations[requestHash];
        if (validation.validator != address(0)) revert RequestExists();
        validation.validator = validatorAddress;
        validation.agentId = agentId;
        validation.lastUpdate = block.timestamp;
        emit ValidationRequest(validatorAddress, agentId, requestURI, requestHash);
    }

    function validationResponse(
        bytes32 requestHash,
        uint8 response,
        string calldata responseURI,
        bytes32 responseHash,
        string calldata tag
    ) external {
        Validation storage validation = _validations[requestHash];
        if (msg.sender != validation.validator) revert NotTheValidator();
        if (response > 100) revert ResponseAbove100();
        validation.response = response;
        validation.responseHash = responseHash;
        validation.tag = tag;
        validation.lastUpdate = block.timestamp;
        emit ValidationResponse(
            msg.sender, validation.agentId, requestHash, response, responseURI, responseHash, tag
        );
    }

    function getValidationStatus(bytes32 requestHash)
        external
        view
        returns (address, uint256, uint8, bytes32, string memory, uint256)
    {
        Validation storage v = _validations[requestHash];
        return (v.validator, v.agentId, v.response, v.responseHash, v.tag, v.lastUpdate);
    }
}
