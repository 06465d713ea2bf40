// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IMarketLedger} from "../interfaces/IMarketLedger.sol";

/// @title The balances of the market
/// @notice Takes money in, books it and pays it out.
/// @dev What an ERC-20 transfer brought is measured as a difference of balances, which holds only while nothing else moves:
///      whatever takes money in or pays it out is therefore guarded against re-entry by a token.
abstract contract MarketLedger is IMarketLedger, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    address internal constant NATIVE = address(0);

    /// @inheritdoc IMarketLedger
    mapping(address account => mapping(address token => uint256 balance)) public balanceOf;

    /// @inheritdoc IMarketLedger
    function deposit(address token, uint256 amount, address account)
        external
        payable
        nonReentrant
        returns (uint256 credited)
    {
        uint256 value = token == NATIVE ? amount : 0;
        if (msg.value != value) revert ValueMismatch(value, msg.value);
        credited = token == NATIVE ? amount : _fetch(token, msg.sender, amount);
        _deposit(account, token, credited);
    }

    /// @inheritdoc IMarketLedger
    function withdraw(address token, uint256 amount, address to) external nonReentrant {
        _checkAccount(to);
        _debit(msg.sender, token, amount);
        emit Withdrawn(msg.sender, token, amount, to);
        if (token == NATIVE) Address.sendValue(payable(to), amount);
        else IERC20(token).safeTransfer(to, amount);
    }

    /// @dev Books what came in from outside.
    function _deposit(address account, address token, uint256 amount) internal {
        _credit(account, token, amount);
        emit Deposited(account, token, amount);
    }

    function _credit(address account, address token, uint256 amount) internal {
        _checkAccount(account);
        balanceOf[account][token] += amount;
    }

    function _debit(address account, address token, uint256 amount) internal {
        uint256 balance = balanceOf[account][token];
        if (balance < amount) revert InsufficientBalance(account, token, balance, amount);
        unchecked {
            balanceOf[account][token] = balance - amount;
        }
    }

    /// @dev Takes an ERC-20 token from `from`, who has to have agreed to it; guarded callers only.
    function _fetch(address token, address from, uint256 amount) internal returns (uint256 received) {
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(from, address(this), amount);
        return IERC20(token).balanceOf(address(this)) - before;
    }

    function _checkAccount(address account) private view {
        if (account == address(0) || account == address(this)) revert AccountNotAllowed(account);
    }
}
