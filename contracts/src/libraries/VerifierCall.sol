// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGroth16Verifier} from "../interfaces/IGroth16Verifier.sol";

/// @title A call of IGroth16Verifier.verifyBatch whose arguments are written where they are sent from
/// @dev abi.encodeCall would copy every signal and point once more, word by word.
library VerifierCall {
    uint256 private constant WORD = 32;
    uint256 private constant POINTS_LENGTH = 256;

    /// @param start   where the call data begins in memory
    /// @param length  of the call data
    /// @param signals where the first signal stands; its length stands before it, as in a uint256[] memory
    /// @param points  where the first proof's points stand
    struct Arguments {
        uint256 start;
        uint256 length;
        uint256 signals;
        uint256 points;
    }

    /// @notice Allocates the arguments for so many signals and proofs; both are still to be written.
    function allocate(bytes32 vkHash, uint256 signals, uint256 proofs)
        internal
        pure
        returns (Arguments memory arguments)
    {
        unchecked {
            // selector, vkHash, offset of the signals, offset of the points; signals with their length; points with theirs
            uint256 pointsOffset = 4 * WORD + signals * WORD;
            uint256 selector = uint32(IGroth16Verifier.verifyBatch.selector);
            uint256 free;
            uint256 length = 4 + pointsOffset + WORD + proofs * POINTS_LENGTH;
            assembly ("memory-safe") {
                free := mload(0x40)
                mstore(free, selector) // its four bytes end the word
                let head := add(free, WORD)
                mstore(head, vkHash)
                mstore(add(head, 32), 96)
                mstore(add(head, 64), pointsOffset)
                mstore(add(head, 96), signals)
                mstore(add(head, pointsOffset), proofs)
                mstore(0x40, add(add(free, 28), length))
            }
            arguments.start = free + 28;
            arguments.length = length;
            arguments.signals = free + 5 * WORD;
            arguments.points = free + 2 * WORD + pointsOffset;
        }
    }

    /// @notice Copies the points of proof `index` to their place.
    function setPoints(Arguments memory arguments, uint256 index, uint256[8] calldata points) internal pure {
        uint256 location = arguments.points + index * POINTS_LENGTH;
        assembly ("memory-safe") {
            calldatacopy(location, points, POINTS_LENGTH)
        }
    }

    /// @notice The signals as they were written.
    function signalsOf(Arguments memory arguments) internal pure returns (uint256[] memory signals) {
        uint256 location = arguments.signals - WORD;
        assembly ("memory-safe") {
            signals := location
        }
    }

    /// @notice Reverts with the verifier's error. The verifier must have code: a call to no code succeeds.
    function send(Arguments memory arguments, address verifier) internal view {
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
}
