// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGroth16Verifier} from "../interfaces/IGroth16Verifier.sol";

/// @title A call of IGroth16Verifier.verifyBatch whose arguments are written where they are sent from
/// @notice abi.encodeCall would copy every signal and point once more, word by word.
library VerifierCall {
    /// @param start   where the call data begins in memory
    /// @param length  of the call data
    /// @param signals where the signals go
    /// @param points  where the points of the next proof go
    struct Arguments {
        uint256 start;
        uint256 length;
        uint256 signals;
        uint256 points;
    }

    uint256 private constant WORD = 32;
    uint256 private constant POINTS_LENGTH = 256;

    /// @notice Makes the call; reverts with the verifier's error.
    /// @param arguments with all signals and points
    /// @param verifier  must have code: a call to no code succeeds
    function submit(Arguments memory arguments, address verifier) internal view {
        uint256 start = arguments.start;
        uint256 length = arguments.length;
        assembly ("memory-safe") {
            if iszero(staticcall(gas(), verifier, start, length, 0, 0)) {
                let data := mload(0x40)
                returndatacopy(data, 0, returndatasize())
                revert(data, returndatasize())
            }
        }
    }

    /// @notice Allocates the arguments for so many signals and proofs; both are still to be written.
    /// @param arguments   where to note the places
    /// @param vkHash      the key
    /// @param signalCount of all proofs
    /// @param proofCount  how many proofs
    function allocate(Arguments memory arguments, bytes32 vkHash, uint256 signalCount, uint256 proofCount) internal pure {
        unchecked {
            // selector, vkHash, offset of the signals, offset of the points; signals with their length; points with theirs
            uint256 pointsOffset = (4 + signalCount) * WORD;
            uint256 length = 4 + pointsOffset + WORD + proofCount * POINTS_LENGTH;
            uint256 selector = uint32(IGroth16Verifier.verifyBatch.selector);
            uint256 head;
            assembly ("memory-safe") {
                head := add(mload(0x40), WORD)
                mstore(sub(head, WORD), selector) // its four bytes end the word
                mstore(head, vkHash)
                mstore(add(head, 32), 96)
                mstore(add(head, 64), pointsOffset)
                mstore(add(head, 96), signalCount)
                mstore(add(head, pointsOffset), proofCount)
                mstore(0x40, add(sub(head, 4), length))
            }
            arguments.start = head - 4;
            arguments.length = length;
            arguments.signals = head + 4 * WORD;
            arguments.points = head + pointsOffset + WORD;
        }
    }

    /// @notice The signals, once they are written.
    /// @param arguments as allocated
    /// @return signals  in the same memory
    function signalsOf(Arguments memory arguments) internal pure returns (uint256[] memory signals) {
        uint256 location = arguments.signals - WORD;
        assembly ("memory-safe") {
            signals := location
        }
    }

    /// @notice Adds the points of the next proof.
    /// @param arguments as allocated
    /// @param points    in the verifier's order
    function addPoints(Arguments memory arguments, uint256[8] calldata points) internal pure {
        unchecked {
            uint256 location = arguments.points;
            assembly ("memory-safe") {
                calldatacopy(location, points, POINTS_LENGTH)
            }
            arguments.points = location + POINTS_LENGTH;
        }
    }
}
