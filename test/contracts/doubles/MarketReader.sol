// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IInferenceMarket} from "@proofpress/contracts/src/interfaces/IInferenceMarket.sol";

/// Reads all that a test compares in one call.
contract MarketReader {
    /// What the market owes and holds, token by token; where its requests stand.
    function readAll(
        IInferenceMarket market,
        address[] calldata accounts,
        address[] calldata tokens,
        bytes32[] calldata requestIds
    )
        external
        view
        returns (
            uint256[][] memory balances,
            uint256[] memory holdings,
            IInferenceMarket.RequestState[] memory states,
            bytes32[] memory failedCallbacks
        )
    {
        balances = new uint256[][](tokens.length);
        holdings = new uint256[](tokens.length);
        for (uint256 i = 0; i < tokens.length; ++i) {
            balances[i] = new uint256[](accounts.length);
            for (uint256 j = 0; j < accounts.length; ++j) {
                balances[i][j] = market.balanceOf(accounts[j], tokens[i]);
            }
            holdings[i] =
                tokens[i] == address(0) ? address(market).balance : IERC20(tokens[i]).balanceOf(address(market));
        }
        states = new IInferenceMarket.RequestState[](requestIds.length);
        failedCallbacks = new bytes32[](requestIds.length);
        for (uint256 i = 0; i < requestIds.length; ++i) {
            states[i] = market.stateOf(requestIds[i]);
            failedCallbacks[i] = market.failedCallbackOf(requestIds[i]);
        }
    }
}
