// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A verifying key as the code of a contract whose address follows from the key's hash
/// @notice CREATE2 computes an address from the creation code. This creation code is the same for every key: it asks its
///         creator for `keyUnderway()` and returns the answer, 0x00 (STOP: nobody can run the key) and the key, as code. With
///         the hash as salt, neither the verifier nor a registry has to keep or to ask where a key lies.
library StoredKey {
    /// @dev PUSH4 keyUnderway.selector, PUSH0, MSTORE; PUSH0, PUSH0, PUSH1 4, PUSH1 28, CALLER, GAS, STATICCALL;
    ///      RETURNDATASIZE, PUSH0, PUSH0, RETURNDATACOPY; RETURNDATASIZE, PUSH0, RETURN
    bytes23 internal constant CREATION_CODE = hex"63b395d2a85f525f5f6004601c335afa3d5f5f3e3d5ff3";
    bytes32 internal constant CREATION_CODE_HASH = keccak256(hex"63b395d2a85f525f5f6004601c335afa3d5f5f3e3d5ff3");

    /// @notice Has the calling contract create the code; it is missing or incomplete where the chain refused or gas ran out.
    /// @param vkHash   keccak256 of the key
    /// @param key      the bytes of the key
    /// @return pointer where the code lies
    function create(bytes32 vkHash, bytes calldata key) internal returns (address pointer) {
        bytes32 creationCode = CREATION_CODE;
        assembly ("memory-safe") {
            tstore(0, key.length)
            for { let i := 0 } lt(i, key.length) { i := add(i, 32) } {
                tstore(add(i, 32), calldataload(add(key.offset, i)))
            }
            mstore(0, creationCode)
            pointer := create2(0, 0, 23, vkHash)
            tstore(0, 0)
        }
    }

    /// @notice Ends the call with 0x00 and the key that `create` keeps for the creation code while it runs.
    function answerCreation() internal view {
        assembly ("memory-safe") {
            let size := tload(0)
            let answer := mload(0x40)
            mstore(answer, 0)
            for { let i := 0 } lt(i, size) { i := add(i, 32) } {
                mstore(add(add(answer, 1), i), tload(add(i, 32)))
            }
            return(answer, add(size, 1))
        }
    }

    /// @notice Where a verifier has or would have the key of this hash; without code there, the key is not stored.
    /// @param verifier who stores it
    /// @param vkHash   keccak256 of the key
    /// @return pointer the address
    function pointerOf(address verifier, bytes32 vkHash) internal pure returns (address pointer) {
        bytes32 creationCodeHash = CREATION_CODE_HASH;
        assembly ("memory-safe") {
            // EIP-1014: keccak256(0xff, creator, salt, hash of the creation code)
            let data := mload(0x40)
            mstore(data, or(shl(160, 0xff), verifier))
            mstore(add(data, 32), vkHash)
            mstore(add(data, 64), creationCodeHash)
            pointer := and(keccak256(add(data, 11), 85), 0xffffffffffffffffffffffffffffffffffffffff)
        }
    }
}
