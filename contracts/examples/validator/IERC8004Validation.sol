// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title The validation registry of ERC-8004 (draft), as far as a validator needs it
/// @notice Agents ask validators, validators answer with 0 to 100.
interface IERC8004Validation {
    /// @notice A validator's answer.
    /// @param requestHash  the request
    /// @param response     0 to 100
    /// @param responseURI  where more is to be found
    /// @param responseHash what the answer is about
    /// @param tag          what kind of answer
    function validationResponse(
        bytes32 requestHash,
        uint8 response,
        string calldata responseURI,
        bytes32 responseHash,
        string calldata tag
    ) external;

    /// @notice What is known of a request.
    /// @param requestHash       the request
    /// @return validatorAddress who was asked
    /// @return agentId          by whom
    /// @return response         the answer so far
    /// @return responseHash     what the answer is about
    /// @return tag              what kind of answer
    /// @return lastUpdate       when
    function getValidationStatus(bytes32 requestHash)
        external
        view
        returns (
            address validatorAddress,
            uint256 agentId,
            uint8 response,
            bytes32 responseHash,
            string memory tag,
            uint256 lastUpdate
        );
}
