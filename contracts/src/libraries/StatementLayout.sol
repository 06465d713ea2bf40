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

    /// @param inputElements   signals of the inputs
    /// @param singleCommitted there is one graph input, and that one is committed
    /// @param outputs         all graph outputs together
    struct Header {
        uint256 inputElements;
        bool singleCommitted;
        Values outputs;
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

    /// @notice Public signals of a statement: the context, the inputs', the packed outputs.
    function signalCount(Header memory header) internal pure returns (uint256) {
        unchecked {
            return 1 + header.inputElements + elements(header.outputs);
        }
    }

    /// @notice Reads the header of a stored key, which was checked when it was stored.
    function read(address keyPointer) internal view returns (Header memory header) {
        unchecked {
            uint256 field;
            uint256 inputCount;
            assembly ("memory-safe") {
                field := mload(0x40)
                extcodecopy(keyPointer, field, 1, 32)
                inputCount := byte(1, mload(field))
                let size := add(8, mul(INPUT_LENGTH, inputCount))
                if gt(size, 32) { extcodecopy(keyPointer, field, 1, size) }
                // A word may be read at the last field, which begins six bytes before the end.
                mstore(0x40, and(add(add(field, size), 63), not(31)))
            }
            field += INPUTS_OFFSET;
            for (uint256 i = 0; i < inputCount; ++i) {
                bool committed = _word(field) >> 248 == MODE_COMMITTED;
                header.inputElements += committed ? 1 : elements(decode(_word(field + 1)));
                header.singleCommitted = committed && inputCount == 1;
                field += INPUT_LENGTH;
            }
            header.outputs = decode(_word(field));
        }
    }

    function _word(uint256 location) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(location)
        }
    }
}
