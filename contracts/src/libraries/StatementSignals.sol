// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERCZKMLVerifier} from "../interfaces/IERCZKMLVerifier.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {StatementLayout} from "./StatementLayout.sol";

/// @title The public signals of a statement, with every rule of the key's header applied
/// @notice In this order: the context, the inputs', the packed outputs.
library StatementSignals {
    bytes32 internal constant DOMAIN_INPUT = keccak256("proofpress.input.v1");

    /// @notice Writes the signals at `location` in memory, which the caller has allocated.
    /// @param location        where the first signal goes
    /// @param header          of the model's key
    /// @param ctx             the context
    /// @param inputCommitment what the input signals have to amount to
    /// @param inputSignals    the signals of the inputs
    /// @param output          the values of the outputs
    /// @return end            where the signals end
    function write(
        uint256 location,
        StatementLayout.Header memory header,
        uint256 ctx,
        bytes32 inputCommitment,
        uint256[] calldata inputSignals,
        int256[] calldata output
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
            if (output.length != header.outputCount) {
                revert IModelRegistry.OutputCountMismatch(header.outputCount, output.length);
            }
            uint256 inputsLength = 32 * inputSignals.length;
            assembly ("memory-safe") {
                mstore(location, ctx)
                calldatacopy(add(location, 32), inputSignals.offset, inputsLength)
            }
            return _pack(location + 32 + inputsLength, header, output);
        }
    }

    /// @dev Packs the values into the words from `location`.
    function _pack(uint256 location, StatementLayout.Header memory header, int256[] calldata output)
        private
        pure
        returns (uint256 end)
    {
        uint256 bits = header.outputBits;
        uint256 offset = header.outputOffset;
        uint256 step = header.outputStep;
        uint256 all = 0;
        assembly ("memory-safe") {
            // Modulo 2^256: a value outside its range lands at or above 2^bits, on either side, and is found in the union of
            // all.
            let value := output.offset
            let valuesEnd := add(value, mul(32, output.length))
            for {} lt(value, valuesEnd) {} {
                let start := value
                value := add(start, step)
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

    /// @dev Finds the first value that is outside its range.
    function _revertOutOfRange(uint256 bits, uint256 offset, int256[] calldata output) private pure {
        unchecked {
            uint256 index = 0;
            while ((uint256(output[index]) + offset) >> bits == 0) ++index;
            revert IModelRegistry.OutputValueOutOfRange(index);
        }
    }
}
