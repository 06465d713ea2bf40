// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVerifierRouter} from "@proofpress/contracts/src/interfaces/IVerifierRouter.sol";

/// @notice A router that looks at nothing: it names any address as the verifier.
contract AnyRouter is IVerifierRouter {
    address private immutable VERIFIER;

    constructor(address verifier) {
        VERIFIER = verifier;
    }

    /// @inheritdoc IVerifierRouter
    function verifierOf(bytes4) external view returns (address verifier) {
        return VERIFIER;
    }
}
