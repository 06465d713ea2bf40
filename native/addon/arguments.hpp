#pragma once

#include <napi.h>

#include <cstdint>
#include <string>
#include <vector>

namespace proofpress::addon {

/** Arguments of a call from JavaScript. Each reader names the argument in the TypeError that it throws. */
class Arguments {
 public:
  explicit Arguments(const Napi::CallbackInfo& info) : info_(info) {}

  /** Text without NUL characters, as UTF-8: paths and names. */
  std::string text(std::size_t index, const char* name) const;
  /** A whole number in [0, high]. */
  std::uint32_t number(std::size_t index, const char* name, std::uint32_t high) const;
  /** A copy of a Uint8Array. */
  std::vector<std::uint8_t> bytes(std::size_t index, const char* name) const;
  /** A copy of a Uint8Array of exactly `size` bytes. */
  std::vector<std::uint8_t> bytes(std::size_t index, const char* name, std::size_t size) const;
  /** 1 for G1 or 2 for G2. */
  int group(std::size_t index) const;

 private:
  [[noreturn]] void refuse(const char* name, const std::string& expected) const;
  const Napi::CallbackInfo& info_;
};

inline std::size_t point_bytes(int group) { return group == 1 ? 64 : 128; }

/** k for 2^k elements of 32 bytes; throws Napi::TypeError for another size. */
unsigned power_of_two(Napi::Env env, std::size_t bytes);

/** A new Uint8Array (a Buffer) with these bytes. */
inline Napi::Value to_value(Napi::Env env, const std::vector<std::uint8_t>& bytes) {
  return Napi::Buffer<std::uint8_t>::Copy(env, bytes.data(), bytes.size());
}

}  // namespace proofpress::addon
