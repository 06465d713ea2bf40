// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMarketNonces} from "../interfaces/IMarketNonces.sol";

/// @title The used nonces of the market's requesters
/// @notice A used nonce stays used.
abstract contract MarketNonces is IMarketNonces {
    /// @inheritdoc IMarketNonces
    mapping(address account => mapping(uint256 word => uint256 used)) public nonceBitmap;

    /// @inheritdoc IMarketNonces
    function cancelNonces(uint256 word, uint256 mask) external {
        nonceBitmap[msg.sender][word] |= mask;
        emit NoncesCancelled(msg.sender, word, mask);
    }

    function _useNonce(address account, uint256 nonce) internal {
        uint256 bit = 1 << (nonce & 0xff);
        uint256 used = nonceBitmap[account][nonce >> 8];
        if (used & bit != 0) revert NonceUsed(account, nonce);
        nonceBitmap[account][nonce >> 8] = used | bit;
    }
}
