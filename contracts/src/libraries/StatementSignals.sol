// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERCZKMLVerifier} from "../interfaces/IERCZKMLVerifier.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {StatementLayout} from "./StatementLayout.sol";

/// @title The public signals of a statement, with every rule of the key's header applied
library StatementSignals {
    using StatementLayout for StatementLayout.Header;

    bytes32 internal constant DOMAIN_INPUT = keccak256("proofpress.input.v1");

    /// @notice Writes header.signalCount() signals at `location` in memory, which the caller has allocated.
    function write(
        uint256 location,
        StatementLayout.Header memory header,
        uint256 ctx,
        bytes32 inputCommitment,
        bytes calldata output,
        uint256[] calldata inputSignals
    ) internal pure {
        unchecked {
            if (inputSignals.length != header.inputElements) {
                revert IModelRegistry.InputSignalCountMismatch(header.inputElements, inputSignals.length);
            }
            bytes32 commitment = header.singleCommitted
                ? bytes32(inputSignals[0])
                : keccak256(abi.encode(DOMAIN_INPUT, inputSignals));
            if (commitment != inputCommitment) revert IERCZKMLVerifier.InputCommitmentMismatch();
            assembly ("memory-safe") {
                mstore(location, ctx)
                calldatacopy(add(location, 32), inputSignals.offset, mul(inputSignals.length, 32))
            }
            _packOutput(header.outputs, output, location + 32 + 32 * inputSignals.length);
        }
    }

    /// @dev Packs `output` into the words from `location`; only the one canonical encoding of an int256[] is taken.
    function _packOutput(StatementLayout.Values memory outputs, bytes calldata output, uint256 location) private pure {
        unchecked {
            if (output.length < 64 || output.length % 32 != 0 || _word(output, 0) != 32) {
                revert IERCZKMLVerifier.OutputMismatch();
            }
            uint256 count = _word(output, 32);
            if (count != output.length / 32 - 2) revert IERCZKMLVerifier.OutputMismatch();
            if (count != outputs.count) revert IModelRegistry.OutputCountMismatch(outputs.count, count);

            uint256 bits = outputs.bits;
            uint256 offset = outputs.signedFlag << (bits - 1);
            uint256 end = StatementLayout.PACKED_BITS / bits * bits;
            uint256 element = 0;
            uint256 shift = 0;
            for (uint256 i = 0; i < count; ++i) {
                // Modulo 2^256: a value outside its range lands at or above 2^bits, on either side.
                uint256 value = _word(output, 64 + 32 * i) + offset;
                if (value >> bits != 0) revert IModelRegistry.OutputValueOutOfRange(i);
                element |= value << shift;
                shift += bits;
                if (shift == end) {
                    _store(location, element);
                    location += 32;
                    element = 0;
                    shift = 0;
                }
            }
            if (shift != 0) _store(location, element);
        }
    }

    function _word(bytes calldata data, uint256 offset) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := calldataload(add(data.offset, offset))
        }
    }

    function _store(uint256 location, uint256 word) private pure {
        assembly ("memory-safe") {
            mstore(location, word)
        }
    }
}
