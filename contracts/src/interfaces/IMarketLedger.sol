// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title One ledger for everybody's money in the market
/// @notice What comes in is credited, and who wants it fetches it. Token 0 is the chain's own coin. An ERC-20 token is
///         credited by what arrived, so that a token that keeps a part of every transfer is booked rightly. A rebasing
///         token is not supported: its balances change without a transfer, and whoever withdraws last finds too little, or
///         what was added stays here for good.
interface IMarketLedger {
    /// @notice Money came in from outside.
    /// @param account whose balance it became
    /// @param token   0 for the chain's own coin
    /// @param amount  what was credited
    event Deposited(address indexed account, address indexed token, uint256 amount);
    /// @notice Money left the market.
    /// @param account whose balance it was
    /// @param token   0 for the chain's own coin
    /// @param amount  what was sent; a token may keep a part of it
    /// @param to      who got it
    event Withdrawn(address indexed account, address indexed token, uint256 amount, address to);

    /// @notice The coins sent are not the coins that the call names.
    /// @param expected what the call names
    /// @param actual   what came with it
    error ValueMismatch(uint256 expected, uint256 actual);
    /// @notice The account has less than is asked for.
    /// @param account whose balance it is
    /// @param token   0 for the chain's own coin
    /// @param balance what the account has
    /// @param needed  what was asked for
    error InsufficientBalance(address account, address token, uint256 balance, uint256 needed);
    /// @notice The zero address and the market itself get no money: nobody could fetch it.
    /// @param account the one or the other
    error AccountNotAllowed(address account);

    /// @notice Credits money to an account; anyone may pay for anyone.
    /// @param token   0 for the chain's own coin: then the coins sent with the call are `amount`
    /// @param amount  taken from the caller by transferFrom; what arrives is credited
    /// @param account whose balance it becomes
    /// @return credited what was credited
    function deposit(address token, uint256 amount, address account) external payable returns (uint256 credited);

    /// @notice Pays out of the caller's balance. All that anyone is owed (fees earned, fees refunded, deposits) leaves the
    ///         market through here, so that nobody's refusal to be paid can stop anything.
    /// @param token  0 for the chain's own coin
    /// @param amount at most the caller's balance
    /// @param to     who gets it
    function withdraw(address token, uint256 amount, address to) external;

    /// @notice What an account can withdraw or pay fees with; fees in escrow are not part of it.
    /// @param account any account
    /// @param token   0 for the chain's own coin
    /// @return balance the amount
    function balanceOf(address account, address token) external view returns (uint256 balance);
}
