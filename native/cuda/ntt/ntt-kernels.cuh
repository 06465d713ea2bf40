#pragma once

#include "../field/field8.cuh"
#include "../runtime/platform.cuh"
#include "ntt-plan.cuh"

namespace proofpress::cuda {

constexpr unsigned ntt_threads = 256;

/** The lowest `bits` bits of `index` in reverse, bits <= 32. */
__host__ __device__ __forceinline__ uint32_t reverse_bits(uint32_t index, unsigned bits) {
  index = (index >> 1 & 0x55555555u) | (index & 0x55555555u) << 1;
  index = (index >> 2 & 0x33333333u) | (index & 0x33333333u) << 2;
  index = (index >> 4 & 0x0f0f0f0fu) | (index & 0x0f0f0f0fu) << 4;
  index = (index >> 8 & 0x00ff00ffu) | (index & 0x00ff00ffu) << 8;
  index = index >> 16 | index << 16;
  // A shift by 32 is none.
  return bits == 0 ? 0 : index >> (32 - bits);
}

/** Elements of a tile in shared memory, limb by limb, so that neighbouring threads use different banks. */
struct NttTile {
  uint32_t* limbs;
  /** Elements in the tile. */
  uint32_t size;

  __device__ __forceinline__ Fr load(uint32_t place) const {
    Fr value;
#pragma unroll
    for (int i = 0; i < 8; i++) value.limb[i] = limbs[(uint32_t)i * size + place];
    return value;
  }
  __device__ __forceinline__ void store(uint32_t place, const Fr& value) const {
#pragma unroll
    for (int i = 0; i < 8; i++) limbs[(uint32_t)i * size + place] = value.limb[i];
  }
};

/** Where the elements of a block's tile stand among all 2^power. */
struct NttPlace {
  NttPass pass;
  uint32_t block;

  __device__ __forceinline__ uint32_t of(uint32_t local) const {
    if (pass.stride_power == 0) return (block << pass.tile_power()) + local;
    const unsigned inner_power = pass.stride_power - pass.column_power;
    const uint32_t outer = block >> inner_power, inner = block & ((1u << inner_power) - 1);
    const uint32_t row = local >> pass.column_power, column = local & ((1u << pass.column_power) - 1);
    return (outer << (pass.stride_power + pass.row_power)) + (row << pass.stride_power) + (inner << pass.column_power) + column;
  }
};

/**
 * w^j, or w^-j, for a butterfly `apart` = 2^apart_power places wide whose lower place is j modulo `apart`: w has order 2 apart.
 * roots[i] = W^i for i <= 2^power, W of order 2^(power + 1); W^-i = -W^(2^power - i), and the sign is left to the caller.
 */
template <bool inverse>
__device__ __forceinline__ Fr ntt_twiddle(const Fr* roots, unsigned power, unsigned apart_power, uint32_t place) {
  const uint32_t j = (place & ((1u << apart_power) - 1)) << (power - apart_power);
  return roots[inverse ? (1u << power) - j : j];
}

enum class NttKind {
  /** Natural order in, bit-reversed order out: decimation in frequency. */
  to_reversed,
  /** The same with the inverses of the roots. */
  inverse_to_reversed,
  /** Bit-reversed order in, natural order out: decimation in time. */
  from_reversed
};

/**
 * One pass in place over gridDim.y transforms that stand one after the other; the blocks of gridDim.x each take a tile. Needs
 * 32 bytes of dynamic shared memory for each element of a tile.
 *
 * @param to_coset after this pass element k, which stands at place rev(k), is multiplied by W^k
 */
template <NttKind kind>
__global__ __launch_bounds__(ntt_threads) void ntt_pass(Fr* all_values, unsigned power, NttPass pass, const Fr* roots, bool to_coset) {
  constexpr bool inverse = kind == NttKind::inverse_to_reversed;
  PROOFPRESS_DYNAMIC_SHARED(uint32_t, limbs);
  const uint32_t size = 1u << pass.tile_power();
  const NttTile tile{limbs, size};
  const NttPlace place{pass, blockIdx.x};
  Fr* values = all_values + ((size_t)blockIdx.y << power);

  for (uint32_t i = threadIdx.x; i < size; i += blockDim.x) tile.store(i, values[place.of(i)]);
  for (unsigned layer = 0; layer < pass.row_power; layer++) {
    __syncthreads();
    const unsigned row_layer = kind == NttKind::from_reversed ? layer : pass.row_power - 1 - layer;
    const unsigned local_power = row_layer + pass.column_power;
    for (uint32_t pair = threadIdx.x; pair < size / 2; pair += blockDim.x) {
      const uint32_t low = (pair >> local_power << (local_power + 1)) | (pair & ((1u << local_power) - 1));
      const uint32_t high = low + (1u << local_power);
      const Fr twiddle = ntt_twiddle<inverse>(roots, power, row_layer + pass.stride_power, place.of(low));
      const Fr a = tile.load(low);
      Fr b = tile.load(high);
      if (kind == NttKind::from_reversed) {
        b = mul(b, twiddle);
        tile.store(low, add(a, b));
        tile.store(high, sub(a, b));
      } else {
        tile.store(low, add(a, b));
        // An inverse takes its twiddle's sign along.
        tile.store(high, mul(inverse ? sub(b, a) : sub(a, b), twiddle));
      }
    }
  }
  __syncthreads();
  for (uint32_t i = threadIdx.x; i < size; i += blockDim.x) {
    const uint32_t index = place.of(i);
    Fr value = tile.load(i);
    if (to_coset) value = mul(value, roots[reverse_bits(index, power)]);
    values[index] = value;
  }
}

/** values[k] and values[rev(k)] change places; where `is_scaled`, all are multiplied by `scale`. One thread an element. */
__global__ __launch_bounds__(ntt_threads) void ntt_reverse(Fr* values, unsigned power, bool is_scaled, Fr scale);

/** roots[i] = W^i for i <= 2^power, where squares[b] = W^(2^b) for b <= power. One thread an element. */
__global__ __launch_bounds__(ntt_threads) void ntt_roots(Fr* roots, unsigned power, const Fr* squares);

}  // namespace proofpress::cuda
