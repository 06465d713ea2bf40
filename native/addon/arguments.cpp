#include "arguments.hpp"

#include <cmath>

#include "work-options.hpp"

namespace proofpress::addon {

void Arguments::refuse(const char* name, const std::string& expected) const {
  throw Napi::TypeError::New(info_.Env(), std::string("The argument \"") + name + "\" must be " + expected + ".");
}

std::string Arguments::text(std::size_t index, const char* name) const {
  Napi::Value value = info_[index];
  if (!value.IsString()) refuse(name, "a string");
  std::string text = value.As<Napi::String>().Utf8Value();
  if (text.find('\0') != std::string::npos) refuse(name, "a string without NUL characters");
  return text;
}

std::uint32_t Arguments::number(std::size_t index, const char* name, std::uint32_t high) const {
  Napi::Value value = info_[index];
  double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(number >= 0 && number <= high) || number != std::floor(number)) {
    refuse(name, "a whole number from 0 to " + std::to_string(high));
  }
  return (std::uint32_t)number;
}

std::vector<std::uint8_t> Arguments::bytes(std::size_t index, const char* name) const {
  Napi::Value value = info_[index];
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
    refuse(name, "a Uint8Array");
  }
  auto array = value.As<Napi::Uint8Array>();
  return std::vector<std::uint8_t>(array.Data(), array.Data() + array.ElementLength());
}

std::vector<std::uint8_t> Arguments::bytes(std::size_t index, const char* name, std::size_t size) const {
  std::vector<std::uint8_t> result = bytes(index, name);
  if (result.size() != size) refuse(name, "a Uint8Array of " + std::to_string(size) + " bytes");
  return result;
}

int Arguments::group(std::size_t index) const {
  std::uint32_t group = number(index, "group", 2);
  if (group == 0) refuse("group", "1 or 2");
  return (int)group;
}

unsigned power_of_two(Napi::Env env, std::size_t bytes) {
  unsigned power = 0;
  while (power < 28 && (std::size_t{32} << power) < bytes) power++;
  if (bytes != std::size_t{32} << power) {
    throw Napi::TypeError::New(env, "The values must be a power of two many, 32 bytes each.");
  }
  return power;
}

WorkOptions WorkOptions::read(const Napi::Value& value) {
  WorkOptions options;
  if (value.IsUndefined()) return options;
  if (!value.IsObject()) throw Napi::TypeError::New(value.Env(), "The work options must be an object.");
  auto object = value.As<Napi::Object>();
  Napi::Value threads = object.Get("threads");
  Napi::Value on_progress = object.Get("onProgress");
  if (!threads.IsUndefined()) {
    double count = threads.IsNumber() ? threads.As<Napi::Number>().DoubleValue() : -1;
    if (!(count >= 0 && count <= 4096) || count != std::floor(count)) {
      throw Napi::TypeError::New(value.Env(), "The number of threads must be a whole number from 0 to 4096.");
    }
    options.threads = (unsigned)count;
  }
  Napi::Value device = object.Get("device");
  if (!device.IsUndefined()) {
    double index = device.IsNumber() ? device.As<Napi::Number>().DoubleValue() : -1;
    if (!(index >= 0 && index <= 255) || index != std::floor(index)) {
      throw Napi::TypeError::New(value.Env(), "The device must be a whole number from 0 to 255.");
    }
    options.device = (int)index;
  }
  if (!on_progress.IsUndefined()) {
    if (!on_progress.IsFunction()) throw Napi::TypeError::New(value.Env(), "onProgress must be a function.");
    options.on_progress = on_progress.As<Napi::Function>();
  }
  return options;
}

}  // namespace proofpress::addon
