// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title The inference verifier of ERC-7992 (draft) with both optional helpers, ERC-165 id 0x5df65472
/// @notice Takes an inference for true only with a proof.
interface IERCZKMLVerifier {
    /// @notice An inference was verified.
    /// @param modelId         the model
    /// @param inputCommitment names the input
    /// @param output          the model's answer
    /// @param caller          the consumer that the proof was made for
    event InferenceVerified(
        uint256 indexed modelId, bytes32 indexed inputCommitment, bytes output, address indexed caller
    );

    /// @notice The proof does not show the statement.
    error InvalidProof();
    /// @notice The proof is of another model.
    error ModelMismatch();
    /// @notice The input commitment is not that of the proven input.
    error InputCommitmentMismatch();
    /// @notice The output is not encoded as the model's outputs are.
    error OutputMismatch();
    /// @notice Nothing here verifies this proof system.
    /// @param proofSystemId its id
    error UnsupportedProofSystem(bytes4 proofSystemId);
    /// @notice The model's owner stopped its verification.
    /// @param modelId the model
    error VerificationRefused_ModelDeprecated(uint256 modelId);

    /// @notice Reverts unless `proof` shows that the model maps the committed input to `output`.
    /// @param modelId         the model
    /// @param inputCommitment names the input
    /// @param output          the model's answer
    /// @param proof           made for the caller
    function verifyInference(uint256 modelId, bytes32 inputCommitment, bytes calldata output, bytes calldata proof)
        external;

    /// @notice The proof system that a model was registered with.
    /// @param modelId the model
    /// @return proofSystemId its id
    function proofSystemOf(uint256 modelId) external view returns (bytes4 proofSystemId);

    /// @notice The registry that holds the models.
    /// @return its address
    function registry() external view returns (address);
}
