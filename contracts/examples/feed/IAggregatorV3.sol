// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

/// @title A feed in the shape that readers of Chainlink's feeds know
/// @notice An answer and when it was true.
interface IAggregatorV3 {
    /// @notice Decimals of the answer.
    /// @return count how many
    function decimals() external view returns (uint8 count);

    /// @notice What the feed is about.
    /// @return text in words
    function description() external view returns (string memory text);

    /// @notice Version of the feed.
    /// @return number which
    function version() external view returns (uint256 number);

    /// @notice A round of the feed; reverts where there is none.
    /// @param id               which
    /// @return roundId         which
    /// @return answer          the value
    /// @return startedAt       when the data were observed
    /// @return updatedAt       the same: readers compare it with the clock
    /// @return answeredInRound which
    function getRoundData(uint80 id)
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    /// @notice The latest round of the feed; reverts where there is none.
    /// @return roundId         which
    /// @return answer          the value
    /// @return startedAt       when the data were observed
    /// @return updatedAt       the same: readers compare it with the clock
    /// @return answeredInRound which
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}
