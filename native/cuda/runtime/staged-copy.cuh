#pragma once

#include <algorithm>
#include <cstring>

#include "../../src/platform/work.hpp"
#include "device.cuh"

namespace proofpress::cuda {

/**
 * Copies from memory that is not pinned (a mapped file) to the device, through two pinned buffers: while one is on its way to
 * the device the other one is filled.
 */
class StagedCopy {
 public:
  static constexpr size_t buffer_bytes = (size_t)16 << 20;

  StagedCopy() : buffers_{PinnedBuffer<uint8_t>(buffer_bytes), PinnedBuffer<uint8_t>(buffer_bytes)} {}

  /** Copies in the order of `stream`; the source can be reused afterwards. */
  void copy(void* device, const uint8_t* host, size_t bytes, Stream& stream) {
    for (size_t done = 0; done < bytes; current_ ^= 1) {
      const size_t part = std::min(buffer_bytes, bytes - done);
      // Until what was in this buffer is on the device; a mark that was never set is past.
      sent_[current_].synchronize();
      fill(buffers_[current_].data(), host + done, part);
      copy_to_device(static_cast<uint8_t*>(device) + done, buffers_[current_].data(), part, stream);
      sent_[current_].record(stream);
      done += part;
    }
  }

 private:
  /** One thread of the processor copies more slowly than the bus. */
  static void fill(uint8_t* buffer, const uint8_t* source, size_t bytes) {
    const proofpress_work four_threads{nullptr, nullptr, 4};
    Work(&four_threads).parallel(bytes, (size_t)1 << 20, nullptr, [&](size_t begin, size_t end, unsigned) {
      std::memcpy(buffer + begin, source + begin, end - begin);
    });
  }

  PinnedBuffer<uint8_t> buffers_[2];
  Event sent_[2];
  unsigned current_ = 0;
};

}  // namespace proofpress::cuda
