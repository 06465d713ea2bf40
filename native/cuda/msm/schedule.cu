#include "schedule.cuh"

#include "digits.cuh"
#include "scan.cuh"
#include "tasks.cuh"

namespace proofpress::cuda {
namespace {

unsigned blocks_for(std::size_t count, std::size_t in_block) { return (unsigned)((count + in_block - 1) / in_block); }

}  // namespace

MsmSchedule::MsmSchedule(const MsmPlan& plan) : plan_(plan), tasks_(plan.tasks), split_buckets_(plan.split_buckets), counters_(1) {
  const std::size_t chunk = plan.chunk, buckets = plan.windows.all_buckets();
  const std::size_t sizes[] = {8 * chunk, chunk, chunk * plan.windows.count, buckets, blocks_for(buckets, scan_tile),
                               (std::size_t)plan.segment + 1};
  std::size_t total = 0;
  for (std::size_t size : sizes) total += size;
  words_ = DeviceBuffer<uint32_t>(total);
  uint32_t** arrays[] = {&view_.magnitudes, &view_.ones, &view_.entries, &view_.ends, &view_.tile_sums, &view_.lengths};
  uint32_t* next = words_.data();
  for (std::size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    *arrays[i] = next;
    next += sizes[i];
  }
  view_.windows = plan.windows;
  view_.segment = plan.segment;
  view_.ones_blocks = plan.ones_blocks;
  view_.stride = (uint32_t)chunk;
  view_.tasks = tasks_.data();
  view_.split_buckets = split_buckets_.data();
  view_.counters = counters_.data();
}

void MsmSchedule::build(const uint32_t* scalars, std::size_t count, Stream& stream) {
  count_ = count;
  const uint32_t scalar_count = (uint32_t)count, buckets = plan_.windows.all_buckets();
  const unsigned tiles = blocks_for(buckets, scan_tile), task_tiles = blocks_for(buckets, task_tile);
  fill_on_device(counters_.data(), 0, 1, stream);
  fill_on_device(view_.ends, 0, buckets, stream);
  fill_on_device(view_.lengths, 0, (std::size_t)plan_.segment + 1, stream);
  if (count > 0) {
    const dim3 grid(blocks_for(count, digit_threads)), grid_of_windows(grid.x, plan_.windows.count);
    PROOFPRESS_LAUNCH(split_scalars, grid, digit_threads, 0, stream, scalars, scalar_count, view_);
    PROOFPRESS_LAUNCH(count_digits, grid_of_windows, digit_threads, 0, stream, scalar_count, view_);
    PROOFPRESS_LAUNCH(sum_tiles, tiles, scan_threads, 0, stream, view_.ends, buckets, view_.tile_sums);
    PROOFPRESS_LAUNCH(scan_tile_sums, 1, scan_threads, 0, stream, view_.tile_sums, tiles);
    PROOFPRESS_LAUNCH(scan_tiles, tiles, scan_threads, 0, stream, view_.ends, buckets, view_.tile_sums);
    PROOFPRESS_LAUNCH(sort_digits, grid_of_windows, digit_threads, 0, stream, scalar_count, view_);
    PROOFPRESS_LAUNCH(count_task_lengths, task_tiles, task_threads, 0, stream, view_);
  }
  PROOFPRESS_LAUNCH(place_task_lengths, 1, scan_threads, 0, stream, view_);
  if (count > 0) {
    PROOFPRESS_LAUNCH(write_tasks, task_tiles, task_threads, 0, stream, view_);
    PROOFPRESS_LAUNCH(write_split_tasks, plan_.joining_blocks, task_threads, 0, stream, view_);
  }
}

}  // namespace proofpress::cuda
