// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title One ledger for everybody's money in the market: what came in is credited, who wants it fetches it
/// @notice Token 0 is the chain's own coin. An ERC-20 token is credited by what arrived, so that a token that keeps a part of
///         every transfer is booked rightly. A rebasing token is not supported: its balances change without a transfer, and
///         whoever withdraws last finds too little, or what was added stays here for good.
interface IMarketLedger {
    event Deposited(address indexed account, address indexed token, uint256 amount);
    event Withdrawn(address indexed account, address indexed token, uint256 amount, address to);

    /// @notice The coins sent are not the coins that the call names.
    error ValueMismatch(uint256 expected, uint256 actual);
    /// @notice The account has less than is asked for.
    error InsufficientBalance(address account, address token, uint256 balance, uint256 needed);
    /// @notice The zero address and the market itself hold no money here: nobody could fetch it.
    error AccountNotAllowed(address account);

    /// @notice Credits money to an account; anyone may pay for anyone.
    /// @param token   0 for the chain's own coin: then the coins sent with the call are `amount`
    /// @param amount  taken from the caller by transferFrom; what arrives is credited
    /// @param account whose balance it becomes
    /// @return credited what was credited
    function deposit(address token, uint256 amount, address account) external payable returns (uint256 credited);

    /// @notice Pays out of the caller's balance. All that anyone is owed (fees earned, fees refunded, deposits) leaves the
    ///         market through here, so that nobody's refusal to be paid can stop anything.
    function withdraw(address token, uint256 amount, address to) external;

    /// @notice What an account can withdraw or pay fees with; fees in escrow are not part of it.
    function balanceOf(address account, address token) external view returns (uint256 balance);
}
