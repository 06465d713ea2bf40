// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

// solhint-disable use-natspec

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Coins for the tests and the demonstration
contract PlayCoin is ERC20 {
    constructor(uint256 supply) ERC20("Play coin", "PLAY") {
        _mint(msg.sender, supply);
    }
}
