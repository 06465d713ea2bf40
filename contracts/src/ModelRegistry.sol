// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC165} from "./interfaces/IERC165.sol";
import {IERCZKMLRegistry} from "./interfaces/IERCZKMLRegistry.sol";
import {IERCZKMLVerifier} from "./interfaces/IERCZKMLVerifier.sol";
import {IVerifierRouter} from "./interfaces/IVerifierRouter.sol";
import {InferenceVerification} from "./registry/InferenceVerification.sol";
import {ModelLifecycle} from "./registry/ModelLifecycle.sol";

/// @title Models and the verification of their inferences (ERC-7992)
/// @notice No owner, no proxy: a model's own owner can change its uri, deprecate it and name its successor, nothing else.
contract ModelRegistry is InferenceVerification {
    constructor(IVerifierRouter router_) ModelLifecycle(router_) {}

    /// @inheritdoc IERCZKMLVerifier
    function registry() external view returns (address) {
        return address(this);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == type(IERC165).interfaceId || interfaceId == type(IERCZKMLRegistry).interfaceId
            || interfaceId == type(IERCZKMLVerifier).interfaceId
            || interfaceId == IERCZKMLVerifier.verifyInference.selector; // the verifier without its optional helpers
    }
}
