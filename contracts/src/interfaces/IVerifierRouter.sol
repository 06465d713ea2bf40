// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Which verifier serves a proof system; fixed for good when the router is made
interface IVerifierRouter {
    error UnsupportedProofSystem(bytes4 proofSystemId);
    error VerifierWithoutCode(address verifier);

    /// @notice The verifier of a proof system; reverts with UnsupportedProofSystem.
    function verifierOf(bytes4 proofSystemId) external view returns (address verifier);
}
