// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title One Groth16 verifier (BN254) for all models: a verifying key is data
/// @notice Key bytes, version 1, all numbers big-endian:
///         u8 version = 1 | u8 inputCount
///         | per graph input: u8 mode (0 public, packed; 1 committed), u32 valueCount, u8 bits, u8 signed (0 or 1)
///         | outputs: u32 valueCount, u8 bits, u8 signed
///         | bytes32 transcriptHash
///         | alpha1 (x, y) | beta2 | gamma2 | delta2 (each x.c1, x.c0, y.c1, y.c0, the order of EIP-197)
///         | IC[0..n] (x, y), n the number of public signals.
///         n = 1 (context) + per input (committed: 1, public: elements) + elements of the outputs, where `count` values of
///         `bits` bits take ceil(count / floor(248 / bits)) elements.
interface IGroth16Verifier {
    /// @notice A key was stored for the first time.
    /// @param vkHash  its hash
    /// @param pointer the contract that holds it
    event KeyStored(bytes32 indexed vkHash, address pointer);

    /// @notice The proof does not show the statement: the pairing equation fails or a point is no point.
    error InvalidProof();
    /// @notice No key is stored under this hash.
    error UnknownKey(bytes32 vkHash);
    /// @notice The key takes another number of public signals.
    error SignalCountMismatch(uint256 expected, uint256 actual);
    /// @notice Signal `index` is not below the order r of the scalar field.
    error SignalOutOfField(uint256 index);
    /// @notice The key's header breaks the format at this byte.
    error KeyHeaderInvalid(uint256 offset);
    /// @notice The header asks for another length.
    error KeyLengthMismatch(uint256 expected, uint256 actual);
    /// @notice The point at this byte of the key is not on its curve, or a coordinate is not below q.
    error KeyPointInvalid(uint256 offset);
    /// @notice The point at this byte of the key is the point at infinity.
    error KeyPointAtInfinity(uint256 offset);
    /// @notice beta2, gamma2 or delta2 is not on the curve or not in the subgroup of order r.
    error KeySubgroupInvalid();
    /// @notice Two of beta2, gamma2 and delta2 are equal or opposite: anyone could forge proofs for such a key.
    error KeyForgeable();
    /// @notice The chain refused to store the key as code: it is longer than 24,575 bytes or the gas ran out.
    error KeyNotStored();

    /// @notice Checks a key and stores it; storing the same bytes again changes nothing.
    /// @param key     the bytes
    /// @return vkHash keccak256 of the key bytes, the name of the key
    function storeKey(bytes calldata key) external returns (bytes32 vkHash);

    /// @notice The bytes of a stored key; reverts with UnknownKey.
    /// @param vkHash its hash
    /// @return key   the bytes
    function keyOf(bytes32 vkHash) external view returns (bytes memory key);

    /// @notice The contract whose code is 0x00 followed by the key, or zero if there is none. Its address follows from the
    ///         verifier's and from the hash (StoredKey).
    /// @param vkHash   the key's hash
    /// @return pointer the contract
    function keyPointer(bytes32 vkHash) external view returns (address pointer);

    /// @notice Ends with 0x00 and the key that this transaction stores, not ABI-encoded: what the creation code of a key's
    ///         contract asks for. Of no use to anyone else.
    function keyUnderway() external view;

    /// @notice Reverts unless the proof holds: e(-A, B) e(alpha, beta) e(IC(signals), gamma) e(C, delta) = 1.
    /// @param vkHash  a stored key
    /// @param signals the public signals in the order of the circuit, each below r
    /// @param points  A.x, A.y, B.x.c1, B.x.c0, B.y.c1, B.y.c0, C.x, C.y
    function verify(bytes32 vkHash, uint256[] calldata signals, uint256[8] calldata points) external view;

    /// @notice Reverts unless all proofs hold, checked together by a random linear combination: with one wrong proof the
    ///         product is 1 with a chance of about 2^-128. It does not say which proof is wrong. An empty batch is refused.
    /// @dev The first proof counts once, proof i > 0 counts c_i times: the low 128 bits of keccak256(abi.encode(seed, i)),
    ///      seed = keccak256(abi.encodePacked(vkHash, all signals, all points)). Made of the batch itself, never of block data:
    ///      who sends the batch could choose when.
    /// @param vkHash  a stored key
    /// @param signals the public signals of all proofs one behind the other, each below r
    /// @param points  the points of each proof, in the order of `verify`
    function verifyBatch(bytes32 vkHash, uint256[] calldata signals, uint256[8][] calldata points) external view;

    /// @notice First four bytes of keccak256("groth16-bn254-v1").
    function proofSystemId() external pure returns (bytes4);
}
