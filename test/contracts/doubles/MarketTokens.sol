// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// A token as it should be, which anyone can mint.
contract PlainToken is ERC20 {
    constructor() ERC20("Plain", "PLAIN") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }
}

/// Keeps a tenth of every transfer.
contract TaxedToken is ERC20 {
    constructor() ERC20("Taxed", "TAX") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        uint256 tax = from == address(0) || to == address(0) ? 0 : amount / 10;
        if (tax != 0) super._update(from, address(0), tax);
        super._update(from, to, amount - tax);
    }
}

/// Says false instead of reverting, and moves nothing.
contract FalseToken {
    mapping(address account => uint256 balance) public balanceOf;

    function transfer(address, uint256) external pure returns (bool) {
        return false;
    }

    function transferFrom(address, address, uint256) external pure returns (bool) {
        return false;
    }
}

/// Returns nothing, as some old tokens do; every allowance is unlimited.
contract SilentToken {
    mapping(address account => uint256 balance) public balanceOf;

    function mint(address account, uint256 amount) external {
        balanceOf[account] += amount;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// Pays in, but never out.
contract LockedToken is ERC20 {
    error Locked();

    constructor() ERC20("Locked", "LOCK") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function transfer(address, uint256) public pure override returns (bool) {
        revert Locked();
    }
}

/// Makes a call of its holder's choice in the middle of a transfer, as tokens with hooks do (ERC-777).
contract HookedToken is ERC20 {
    address private _target;
    bytes private _data;
    /// What the hook's call ended with.
    bool public hookRan;
    bool public hookSucceeded;
    bytes public hookReturned;

    constructor() ERC20("Hooked", "HOOK") {}

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function setHook(address target, bytes calldata data) external {
        (_target, _data, hookRan) = (target, data, false);
        _approve(address(this), target, type(uint256).max);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (_target == address(0) || from == address(0) || from == address(this)) return;
        hookRan = true;
        (hookSucceeded, hookReturned) = _target.call(_data);
    }
}
