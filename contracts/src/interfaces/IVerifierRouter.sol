// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Which verifier serves a proof system
/// @notice Fixed for good when the router is made.
interface IVerifierRouter {
    /// @notice No verifier serves this proof system.
    /// @param proofSystemId its id
    error UnsupportedProofSystem(bytes4 proofSystemId);
    /// @notice There is no contract at the verifier's address.
    /// @param verifier the address
    error VerifierWithoutCode(address verifier);

    /// @notice The verifier of a proof system; reverts with UnsupportedProofSystem.
    /// @param proofSystemId first four bytes of keccak256 of the proof system's name
    /// @return verifier its address
    function verifierOf(bytes4 proofSystemId) external view returns (address verifier);
}
