// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The header of a verifying key: how the values of a statement become public signals
/// @dev Packing: floor(248 / bits) values an element, value i at bit bits * i of its element, signed values offset by
///      2^(bits - 1). The format is in IGroth16Verifier.
library StatementLayout {
    uint256 internal constant VERSION = 1;
    /// @dev version and inputCount
    uint256 internal constant INPUTS_OFFSET = 2;
    /// @dev mode, valueCount, bits, signed
    uint256 internal constant INPUT_LENGTH = 7;
    uint256 internal constant MODE_PUBLIC = 0;
    uint256 internal constant MODE_COMMITTED = 1;
    uint256 internal constant PACKED_BITS = 248;

    /// @param count      number of values
    /// @param bits       width of a value, 1 to 248
    /// @param signedFlag 0 or 1
    struct Values {
        uint256 count;
        uint256 bits;
        uint256 signedFlag;
    }

    /// @param word a word of the key that begins with u32 valueCount, u8 bits, u8 signed
    function decode(uint256 word) internal pure returns (Values memory values) {
        values.count = word >> 224;
        values.bits = (word >> 216) & 0xff;
        values.signedFlag = (word >> 208) & 0xff;
    }

    function isValid(Values memory values) internal pure returns (bool) {
        return values.count != 0 && values.bits != 0 && values.bits <= PACKED_BITS && values.signedFlag <= 1;
    }

    /// @notice Field elements that the values take; the values must be valid.
    function elements(Values memory values) internal pure returns (uint256) {
        unchecked {
            uint256 perElement = PACKED_BITS / values.bits;
            return (values.count + perElement - 1) / perElement;
        }
    }
}
