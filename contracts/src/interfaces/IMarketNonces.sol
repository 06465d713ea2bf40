// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title Nonces in any order, 256 in a word
/// @notice Each nonce serves one request of one account.
interface IMarketNonces {
    /// @notice An account made nonces unusable.
    /// @param account whose nonces they are
    /// @param word    nonce / 256
    /// @param mask    a bit for each
    event NoncesCancelled(address indexed account, uint256 indexed word, uint256 mask);

    /// @notice The nonce was used by a request or cancelled.
    /// @param account whose nonce it is
    /// @param nonce   the nonce
    error NonceUsed(address account, uint256 nonce);

    /// @notice Makes nonces of the caller unusable, and with them the requests that were signed but not yet submitted.
    /// @param word nonce / 256
    /// @param mask bit nonce % 256 is set for each nonce to cancel; used ones may be among them
    function cancelNonces(uint256 word, uint256 mask) external;

    /// @notice The used and cancelled nonces of an account.
    /// @param account any account
    /// @param word    nonce / 256
    /// @return used bit i stands for the nonce 256 * word + i
    function nonceBitmap(address account, uint256 word) external view returns (uint256 used);
}
