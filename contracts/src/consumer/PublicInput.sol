// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title The input of a question, written by the contract that asks it
/// @notice For models with public inputs: a contract packs the facts that it holds and gets the commitment that a proof has to
///         show, so that a proof about anything else fails. How many bits a value has, and whether it is signed, stands in
///         the model's card; with several inputs, pack each and put the words one behind the other.
library PublicInput {
    bytes32 private constant DOMAIN = keccak256("proofpress.input.v1");
    uint256 private constant PACKED_BITS = 248;

    /// @notice A value does not fit the bits that the model has for it.
    /// @param index which
    error InputValueOutOfRange(uint256 index);

    /// @notice Packs the values of one input: as many as fit into 248 bits a word, the first in the lowest bits.
    /// @param values   the integers that the model takes
    /// @param bits     width of each, 1 to 248
    /// @param isSigned values are offset by 2^(bits - 1)
    /// @return words   the public signals of the input
    function pack(int256[] memory values, uint256 bits, bool isSigned) internal pure returns (uint256[] memory words) {
        uint256 perWord = PACKED_BITS / bits;
        uint256 offset = isSigned ? 1 << (bits - 1) : 0;
        words = new uint256[]((values.length + perWord - 1) / perWord);
        for (uint256 i = 0; i < values.length; ++i) {
            uint256 value;
            unchecked {
                // Modulo 2^256: what is below the range lands far above it.
                value = uint256(values[i]) + offset;
            }
            if (value >> bits != 0) revert InputValueOutOfRange(i);
            words[i / perWord] |= value << (bits * (i % perWord));
        }
    }

    /// @notice The inputCommitment of public signals, as verifyInference takes it.
    /// @param words       the signals of all inputs in order
    /// @return commitment keccak256(abi.encode(keccak256("proofpress.input.v1"), words))
    function commitmentOf(uint256[] memory words) internal pure returns (bytes32 commitment) {
        return keccak256(abi.encode(DOMAIN, words));
    }
}
