#include "device.hpp"

#include <memory>
#include <string>
#include <vector>

#include "../include/proofpress-device.h"
#include "arguments.hpp"
#include "job.hpp"

namespace proofpress::addon {

namespace {

using Bytes = std::vector<std::uint8_t>;
using Devices = std::vector<proofpress_cuda_device>;

/** 13020 is 13.2. */
std::string version_text(int version) { return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10); }

Napi::Value facts_of(Napi::Env env, const Devices& devices) {
  Napi::Array result = Napi::Array::New(env, devices.size());
  for (std::uint32_t i = 0; i < devices.size(); i++) {
    const proofpress_cuda_device& device = devices[i];
    Napi::Object facts = Napi::Object::New(env);
    facts.Set("index", i);
    facts.Set("name", std::string(device.name));
    facts.Set("compute", std::to_string(device.compute_major) + "." + std::to_string(device.compute_minor));
    facts.Set("multiprocessors", device.multiprocessors);
    facts.Set("totalBytes", (double)device.total_bytes);
    facts.Set("freeBytes", (double)device.free_bytes);
    facts.Set("driver", version_text(device.driver_version));
    facts.Set("runtime", version_text(device.runtime_version));
    result.Set(i, facts);
  }
  return result;
}

/** openCuda(libraryPath, needsDriver): the devices; the first call takes as long as the driver does to begin */
Napi::Value open_cuda(const Napi::CallbackInfo& info) {
  std::string path = Arguments(info).text(0, "libraryPath");
  if (!info[1].IsBoolean()) throw Napi::TypeError::New(info.Env(), "The argument \"needsDriver\" must be true or false.");
  const int needs_driver = info[1].As<Napi::Boolean>().Value() ? 1 : 0;
  auto devices = std::make_shared<Devices>();
  return start_job(
      info.Env(), WorkOptions{},
      [=](const proofpress_work&, const std::atomic<bool>&, proofpress_error& error) {
        int count = 0;
        proofpress_status status = proofpress_device_open(path.c_str(), needs_driver, &count, &error);
        devices->resize((std::size_t)count);
        for (int i = 0; i < count && status == PROOFPRESS_OK; i++) status = proofpress_device_facts(i, &(*devices)[i], &error);
        return status;
      },
      [devices](Napi::Env env) { return facts_of(env, *devices); });
}

struct Timed {
  Bytes bytes;
  double seconds = 0;
};

JobResult timed_result(const char* name, const std::shared_ptr<Timed>& made) {
  return [=](Napi::Env env) {
    Napi::Object result = Napi::Object::New(env);
    result.Set(name, to_value(env, made->bytes));
    result.Set("seconds", made->seconds);
    return result;
  };
}

constexpr std::uint32_t last_device = 255;

/** cudaMsm(device, group, points, scalars): { sum, seconds } */
Napi::Value cuda_msm(const Napi::CallbackInfo& info) {
  Arguments arguments(info);
  const int device = (int)arguments.number(0, "device", last_device);
  const int group = arguments.group(1);
  Bytes points = arguments.bytes(2, "points");
  std::size_t count = points.size() / point_bytes(group);
  if (points.size() % point_bytes(group) != 0) {
    throw Napi::TypeError::New(info.Env(), "Points have 64 bytes each in G1, 128 in G2.");
  }
  Bytes scalars = arguments.bytes(3, "scalars", 32 * count);
  auto made = std::make_shared<Timed>();
  made->bytes.resize(point_bytes(group));
  return start_job(
      info.Env(), WorkOptions{},
      [=](const proofpress_work&, const std::atomic<bool>&, proofpress_error& error) {
        return proofpress_device_msm(device, group, points.data(), scalars.data(), count, made->bytes.data(), &made->seconds,
                                     &error);
      },
      timed_result("sum", made));
}

/** cudaNtt(device, values, inverse): { values, seconds } */
Napi::Value cuda_ntt(const Napi::CallbackInfo& info) {
  Arguments arguments(info);
  const int device = (int)arguments.number(0, "device", last_device);
  auto made = std::make_shared<Timed>();
  made->bytes = arguments.bytes(1, "values");
  if (!info[2].IsBoolean()) throw Napi::TypeError::New(info.Env(), "The argument \"inverse\" must be true or false.");
  const int inverse = info[2].As<Napi::Boolean>().Value() ? 1 : 0;
  const unsigned power = power_of_two(info.Env(), made->bytes.size());
  return start_job(
      info.Env(), WorkOptions{},
      [=](const proofpress_work&, const std::atomic<bool>&, proofpress_error& error) {
        return proofpress_device_ntt(device, made->bytes.data(), power, inverse, &made->seconds, &error);
      },
      timed_result("values", made));
}

/** orderCudaFault(fault): a failure for tests */
Napi::Value order_cuda_fault(const Napi::CallbackInfo& info) {
  proofpress_error error{};
  if (proofpress_device_order_fault(Arguments(info).text(0, "fault").c_str(), &error) != PROOFPRESS_OK)
    throw to_error(info.Env(), error);
  return info.Env().Undefined();
}

}  // namespace

void define_device(Napi::Env env, Napi::Object exports) {
  exports.Set("openCuda", Napi::Function::New(env, open_cuda, "openCuda"));
  exports.Set("cudaMsm", Napi::Function::New(env, cuda_msm, "cudaMsm"));
  exports.Set("cudaNtt", Napi::Function::New(env, cuda_ntt, "cudaNtt"));
  exports.Set("orderCudaFault", Napi::Function::New(env, order_cuda_fault, "orderCudaFault"));
}

}  // namespace proofpress::addon
