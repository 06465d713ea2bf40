// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IModelRegistry} from "../interfaces/IModelRegistry.sol";

/// @title The context at the head of a proof
/// @notice For contracts that call verifyInference and need to know whom or what a proof names.
library ProofContext {
    uint256 private constant LENGTH = 3 * 32;

    /// @notice Reads the context. It is a claim until the registry has verified the proof, which is bound to it.
    /// @param proof abi.encode(Context, uint256[8] points, uint256[] inputSignals)
    /// @return context request id, payee and deadline
    function read(bytes calldata proof) internal pure returns (IModelRegistry.Context memory context) {
        if (proof.length < LENGTH || uint256(bytes32(proof[32:64])) >> 160 != 0) revert IModelRegistry.MalformedProof();
        return abi.decode(proof[:LENGTH], (IModelRegistry.Context));
    }
}
