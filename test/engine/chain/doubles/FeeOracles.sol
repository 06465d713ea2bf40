// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev What a byte of data costs in gas on Ethereum.
library Calldata {
    function gasOf(bytes calldata data) internal pure returns (uint256 total) {
        for (uint256 i = 0; i < data.length; ++i) total += data[i] == 0 ? 4 : 16;
    }
}

/// @notice Charges for an unsigned transaction as the Ecotone upgrade's oracle does, at fixed prices of Ethereum.
contract OpStackOracle {
    uint256 public constant l1BaseFee = 20 gwei;
    uint256 public constant blobBaseFee = 3 gwei;

    function getL1Fee(bytes calldata data) external pure virtual returns (uint256) {
        uint256 gas = Calldata.gasOf(data) + 68 * 16;
        return gas * (16 * 1368 * l1BaseFee + 810949 * blobBaseFee) / 16e6;
    }
}

/// @notice The same with the fee of the Isthmus upgrade.
contract OpStackOracleWithOperatorFee is OpStackOracle {
    function getOperatorFee(uint256 gasUsed) external pure returns (uint256) {
        return gasUsed * 2 + 7;
    }
}

/// @notice Charges for a signed transaction by its length, as the Curie upgrade's oracle does.
contract ScrollOracle {
    uint256 public constant commitScalar = 230759955285;
    uint256 public constant blobScalar = 417565260;

    function getL1Fee(bytes calldata data) external pure returns (uint256) {
        return (commitScalar * 20 gwei + blobScalar * data.length * 3 gwei) / 1e9;
    }
}

/// @notice Tells how much of a transaction's gas is for its data.
contract ArbitrumNodeInterface {
    function gasEstimateL1Component(address to, bool contractCreation, bytes calldata data)
        external
        payable
        returns (uint64 gasEstimateForL1, uint256 baseFee, uint256 l1BaseFeeEstimate)
    {
        require(to != address(0) && !contractCreation);
        return (uint64(Calldata.gasOf(data) / 2), block.basefee, 20 gwei);
    }
}
