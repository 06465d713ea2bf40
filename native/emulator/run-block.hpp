#pragma once

#include <cstring>
#include <functional>

#include "cuda-types.hpp"

namespace proofpress::emulator {

/** Where the thread that runs stands, for threadIdx and its like. */
struct Place {
  dim3 thread_index, block_index, block_size, grid_size;
};

extern thread_local Place place;
inline const Place& here() { return place; }

/** The order in which blocks, and the threads of a block between two barriers, have their turn. */
struct Order {
  enum class Kind { forward, reverse, shuffled } kind = Kind::forward;
  /** For shuffled: another order for every block and every turn. */
  std::uint64_t seed = 0;
};
/** For what is launched from now on by this thread of the operating system. */
void set_order(Order order);

/** Runs all blocks of a grid. @param shared_bytes dynamic shared memory of a block */
void run_grid(const std::function<void()>& kernel, dim3 grid, dim3 block, std::size_t shared_bytes);

// ---- For kernels ----

/** Waits until all threads of the block that have not ended wait here. */
void wait_for_block();
unsigned own_lane();
/**
 * Waits until all lanes in `mask` that have not ended are here with the same mask.
 *
 * @returns the value that lane `source` brought; 0xAA in all bytes if it is not in the mask or has ended
 */
std::uint64_t exchange_in_warp(unsigned mask, std::uint64_t value, unsigned source);
/** The lanes of the mask where `predicate` holds. */
unsigned ballot(unsigned mask, bool predicate);

template <class T>
T shuffle(unsigned mask, T value, int source) {
  static_assert(sizeof(T) <= 8, "a shuffle moves at most 64 bits");
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  bits = exchange_in_warp(mask, bits, (unsigned)source & 31);
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/** The block's only copy of a shared variable. @param key the same for all uses of one variable */
void* shared_variable(const void* key, std::size_t bytes);
void* dynamic_shared();

}  // namespace proofpress::emulator
