// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERCZKMLVerifier} from "../interfaces/IERCZKMLVerifier.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {StatementLayout} from "./StatementLayout.sol";

/// @title The public signals of a statement, with every rule of the key's header applied
library StatementSignals {
    bytes32 internal constant DOMAIN_INPUT = keccak256("proofpress.input.v1");

    /// @notice Writes the signals at `location` in memory, which the caller has allocated.
    /// @return end where the signals end
    function write(
        uint256 location,
        StatementLayout.Header memory header,
        uint256 ctx,
        bytes32 inputCommitment,
        bytes calldata output,
        uint256[] calldata inputSignals
    ) internal pure returns (uint256 end) {
        unchecked {
            if (inputSignals.length != header.inputElements) {
                revert IModelRegistry.InputSignalCountMismatch(header.inputElements, inputSignals.length);
            }
            bytes32 commitment;
            if (header.singleCommitted) {
                assembly ("memory-safe") {
                    commitment := calldataload(inputSignals.offset)
                }
            } else {
                commitment = keccak256(abi.encode(DOMAIN_INPUT, inputSignals));
            }
            if (commitment != inputCommitment) revert IERCZKMLVerifier.InputCommitmentMismatch();
            uint256 inputsLength = 32 * inputSignals.length;
            assembly ("memory-safe") {
                mstore(location, ctx)
                calldatacopy(add(location, 32), inputSignals.offset, inputsLength)
            }
            return _packOutput(location + 32 + inputsLength, header, output);
        }
    }

    /// @dev Packs `output` into the words from `location`; only the one canonical encoding of an int256[] is taken.
    function _packOutput(uint256 location, StatementLayout.Header memory header, bytes calldata output)
        private
        pure
        returns (uint256 end)
    {
        unchecked {
            uint256 count = header.outputCount;
            uint256 value;
            uint256 deviation;
            assembly ("memory-safe") {
                value := add(output.offset, 64)
                deviation := or(
                    xor(calldataload(output.offset), 32),
                    or(xor(calldataload(add(output.offset, 32)), count), xor(output.length, add(64, mul(32, count))))
                )
            }
            if (deviation != 0) _revertMismatch(count, output);

            uint256 bits = header.outputBits;
            uint256 offset = header.outputOffset;
            uint256 perElement = header.outputStep;
            uint256 all = 0;
            assembly ("memory-safe") {
                // Modulo 2^256: a value outside its range lands at or above 2^bits, on either side, and is found in the
                // union of all.
                let valuesEnd := add(value, mul(32, count))
                for {} lt(value, valuesEnd) {} {
                    let start := value
                    value := add(start, perElement)
                    if gt(value, valuesEnd) { value := valuesEnd }
                    // From the last value to the first: of an odd number one, then two at a time
                    let at := value
                    let element := 0
                    if and(sub(at, start), 32) {
                        at := sub(at, 32)
                        element := add(calldataload(at), offset)
                        all := or(all, element)
                    }
                    for {} gt(at, start) {} {
                        let higher := add(calldataload(sub(at, 32)), offset)
                        at := sub(at, 64)
                        let lower := add(calldataload(at), offset)
                        all := or(all, or(higher, lower))
                        element := or(shl(bits, or(shl(bits, element), higher)), lower)
                    }
                    mstore(location, element)
                    location := add(location, 32)
                }
            }
            if (all >> bits != 0) _revertOutOfRange(bits, offset, output);
            return location;
        }
    }

    /// @dev Says what is wrong about the encoding of so many outputs.
    function _revertMismatch(uint256 expected, bytes calldata output) private pure {
        unchecked {
            uint256 head;
            uint256 count;
            assembly ("memory-safe") {
                head := calldataload(output.offset)
                count := calldataload(add(output.offset, 32))
            }
            if (output.length < 64 || output.length % 32 != 0 || head != 32 || count != output.length / 32 - 2) {
                revert IERCZKMLVerifier.OutputMismatch();
            }
            revert IModelRegistry.OutputCountMismatch(expected, count);
        }
    }

    /// @dev Finds the first value that is outside its range.
    function _revertOutOfRange(uint256 bits, uint256 offset, bytes calldata output) private pure {
        unchecked {
            uint256 index = 0;
            while (true) {
                uint256 value;
                assembly ("memory-safe") {
                    value := calldataload(add(output.offset, add(64, mul(32, index))))
                }
                if ((value + offset) >> bits != 0) revert IModelRegistry.OutputValueOutOfRange(index);
                ++index;
            }
        }
    }
}
