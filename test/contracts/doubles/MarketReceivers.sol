// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceReceiver} from "@proofpress/contracts/src/interfaces/IInferenceReceiver.sol";

/// Takes answers and notes what came.
contract Receiver is IInferenceReceiver {
    uint256 public calls;
    uint256 public gasSeen;
    address public caller;
    bytes32 public requestId;
    uint256 public modelId;
    bytes32 public inputCommitment;
    bytes32 public outputHash;

    function onInference(bytes32 requestId_, uint256 modelId_, bytes32 inputCommitment_, bytes calldata output)
        external
    {
        gasSeen = gasleft();
        ++calls;
        (caller, requestId, modelId, inputCommitment) = (msg.sender, requestId_, modelId_, inputCommitment_);
        outputHash = keccak256(output);
    }
}

/// Reverts until it is told to accept.
contract StubbornReceiver is IInferenceReceiver {
    error Refused();

    bool public accepts;
    uint256 public calls;

    function accept() external {
        accepts = true;
    }

    function onInference(bytes32, uint256, bytes32, bytes calldata) external {
        if (!accepts) revert Refused();
        ++calls;
    }
}

/// Uses all the gas it gets.
contract BurningReceiver is IInferenceReceiver {
    uint256 private _counter;

    function onInference(bytes32, uint256, bytes32, bytes calldata) external {
        while (true) ++_counter;
    }
}

/// Returns or reverts with so many bytes that they cost 743,000 gas: whoever copies them pays as much again.
contract BombReceiver {
    bool public reverts;

    constructor(bool reverts_) {
        reverts = reverts_;
    }

    fallback() external {
        bool reverting = reverts;
        uint256 size = 600_000;
        assembly ("memory-safe") {
            if reverting { revert(0, size) }
            return(0, size)
        }
    }
}

/// Calls the market again while it is being called, and notes what came of it.
contract ReenteringReceiver is IInferenceReceiver {
    bytes public attack;
    uint256 public value;
    bool public succeeded;
    bytes public returned;

    receive() external payable {}

    function prepare(bytes calldata attack_, uint256 value_) external {
        (attack, value) = (attack_, value_);
    }

    function onInference(bytes32, uint256, bytes32, bytes calldata) external {
        (succeeded, returned) = msg.sender.call{value: value}(attack);
    }
}

/// Calls the market again while it is being paid.
contract ReenteringPayee {
    bytes private _attack;
    bool public succeeded;
    bytes public returned;

    function prepare(bytes calldata attack) external {
        _attack = attack;
    }

    /// Anything but a payment is passed on, so that this contract can have a balance in the market.
    function forward(address target, bytes calldata data) external payable {
        (bool success,) = target.call{value: msg.value}(data);
        require(success, "forwarded call failed");
    }

    receive() external payable {
        (succeeded, returned) = msg.sender.call(_attack);
    }
}

/// Takes no coins.
contract RefusingPayee {
    function forward(address target, bytes calldata data) external payable {
        (bool success,) = target.call{value: msg.value}(data);
        require(success, "forwarded call failed");
    }
}
