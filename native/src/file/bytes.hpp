#pragma once

#include <cstdint>
#include <cstring>

// Little-endian integers at any address; every platform that is supported is little-endian.
namespace proofpress {

inline std::uint32_t load_u32(const void* bytes) {
  std::uint32_t value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}
inline std::uint64_t load_u64(const void* bytes) {
  std::uint64_t value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}
inline void store_u32(void* bytes, std::uint32_t value) { std::memcpy(bytes, &value, sizeof value); }
inline void store_u64(void* bytes, std::uint64_t value) { std::memcpy(bytes, &value, sizeof value); }

}  // namespace proofpress
