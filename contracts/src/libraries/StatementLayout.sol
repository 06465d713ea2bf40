// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The header of a verifying key: how the values of a statement become public signals
/// @notice Packing: floor(248 / bits) values an element, value i at bit bits * i of its element, signed values offset by
///         2^(bits - 1). The format is in IGroth16Verifier.
library StatementLayout {
    /// @param inputElements   signals of the inputs
    /// @param singleCommitted there is one graph input, and that one is committed
    /// @param outputCount     values of all graph outputs together
    /// @param outputBits      width of an output, 1 to 248
    /// @param outputOffset    what is added to an output before it is packed: 2^(bits - 1) or 0
    /// @param outputStep      bytes of abi.encode(int256[]) that go into one element
    struct Header {
        uint256 inputElements;
        bool singleCommitted;
        uint256 outputCount;
        uint256 outputBits;
        uint256 outputOffset;
        uint256 outputStep;
    }

    uint256 internal constant VERSION = 1;
    /// @dev version and inputCount
    uint256 internal constant INPUTS_OFFSET = 2;
    /// @dev mode, valueCount, bits, signed
    uint256 internal constant INPUT_LENGTH = 7;
    uint256 internal constant MODE_PUBLIC = 0;
    uint256 internal constant MODE_COMMITTED = 1;
    uint256 internal constant PACKED_BITS = 248;

    /// @notice Reads the header of a stored key, which was checked when it was stored.
    /// @param header     where to put it
    /// @param keyPointer the contract that holds the key
    function read(Header memory header, address keyPointer) internal view {
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
            uint256 inputElements = 0;
            bool committed;
            for (uint256 i = 0; i < inputCount; ++i) {
                committed = _word(field) >> 248 == MODE_COMMITTED;
                if (committed) {
                    ++inputElements;
                } else {
                    (uint256 count, uint256 inputBits,) = decode(_word(field + 1));
                    inputElements += elements(count, inputBits);
                }
                field += INPUT_LENGTH;
            }
            header.inputElements = inputElements;
            header.singleCommitted = committed && inputCount == 1;
            (uint256 outputCount, uint256 bits, uint256 signedFlag) = decode(_word(field));
            header.outputCount = outputCount;
            header.outputBits = bits;
            header.outputOffset = signedFlag << (bits - 1);
            header.outputStep = 32 * (PACKED_BITS / bits);
        }
    }

    /// @notice Public signals of a statement: the context, the inputs', the packed outputs.
    /// @param header of the model's key
    function signalCount(Header memory header) internal pure returns (uint256) {
        unchecked {
            return 1 + header.inputElements + elements(header.outputCount, header.outputBits);
        }
    }

    /// @notice Takes apart the description of a run of values.
    /// @param word        a word of the key that begins with u32 valueCount, u8 bits, u8 signed
    /// @return count      number of values
    /// @return bits       width of a value
    /// @return signedFlag 1 for signed values
    function decode(uint256 word) internal pure returns (uint256 count, uint256 bits, uint256 signedFlag) {
        return (word >> 224, (word >> 216) & 0xff, (word >> 208) & 0xff);
    }

    /// @notice Whether a description is one of the format.
    /// @param count      number of values
    /// @param bits       width of a value
    /// @param signedFlag 1 for signed values
    function isValid(uint256 count, uint256 bits, uint256 signedFlag) internal pure returns (bool) {
        return count != 0 && bits != 0 && bits <= PACKED_BITS && signedFlag <= 1;
    }

    /// @notice Field elements that valid values take.
    /// @param count number of values
    /// @param bits  width of a value
    function elements(uint256 count, uint256 bits) internal pure returns (uint256) {
        unchecked {
            uint256 perElement = PACKED_BITS / bits;
            return (count + perElement - 1) / perElement;
        }
    }

    function _word(uint256 location) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(location)
        }
    }
}
