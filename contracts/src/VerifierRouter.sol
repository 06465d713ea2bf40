// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVerifierRouter} from "./interfaces/IVerifierRouter.sol";

/// @title Proof system -> verifier, as constants: no owner, no way to change a route
/// @notice A new proof system is a new router and a new registry.
contract VerifierRouter is IVerifierRouter {
    bytes4 private constant GROTH16 = bytes4(keccak256("groth16-bn254-v1"));

    address private immutable GROTH16_VERIFIER;

    constructor(address groth16Verifier) {
        if (groth16Verifier.code.length == 0) revert VerifierWithoutCode(groth16Verifier);
        GROTH16_VERIFIER = groth16Verifier;
    }

    /// @inheritdoc IVerifierRouter
    function verifierOf(bytes4 proofSystemId) external view returns (address verifier) {
        if (proofSystemId == GROTH16) return GROTH16_VERIFIER;
        revert UnsupportedProofSystem(proofSystemId);
    }
}
