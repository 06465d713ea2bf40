// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The inference verifier of ERC-7992 (draft) with both optional helpers, ERC-165 id 0x5df65472
interface IERCZKMLVerifier {
    event InferenceVerified(
        uint256 indexed modelId, bytes32 indexed inputCommitment, bytes output, address indexed caller
    );

    error InvalidProof();
    error ModelMismatch();
    error InputCommitmentMismatch();
    error OutputMismatch();
    error UnsupportedProofSystem(bytes4 proofSystemId);
    error VerificationRefused_ModelDeprecated(uint256 modelId);

    /// @notice Reverts unless `proof` shows that the model maps the committed input to `output`.
    function verifyInference(uint256 modelId, bytes32 inputCommitment, bytes calldata output, bytes calldata proof)
        external;

    /// @notice The proof system that a model was registered with.
    function proofSystemOf(uint256 modelId) external view returns (bytes4 proofSystemId);

    /// @notice The registry that holds the models.
    function registry() external view returns (address);
}
