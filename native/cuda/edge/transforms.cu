#include "../runtime/staged-copy.cuh"
#include "../msm/msm.cuh"
#include "../ntt/ntt.cuh"
#include "guard.cuh"

using namespace proofpress::cuda;
using proofpress::fail_invalid;
using proofpress::require_argument;

namespace {

/** Refuses the first of `count` elements of 32 bytes that is not below the modulus. */
template <class Field>
void require_canonical(const uint8_t* bytes, size_t count, const char* what) {
  for (size_t i = 0; i < count; i++) {
    Field element;
    std::memcpy(&element, bytes + i * sizeof element, sizeof element);
    if (!equal(reduce_once(element), element)) fail_invalid(std::string(what) + " " + std::to_string(i) + " is not below the modulus.");
  }
}

/** Refuses what would not leave the driver its share; returns what else is left. */
size_t require_memory(size_t bytes) {
  const size_t free_bytes = free_device_bytes(), taken = bytes + spare_device_bytes;
  if (taken > free_bytes)
    throw CudaFailure(cudaErrorMemoryAllocation, "The work takes " + std::to_string(bytes) + " bytes, and " + std::to_string(free_bytes) +
                                                     " are free on the device.");
  return free_bytes - taken;
}

/** Seconds that the device takes for what `body` gives to the stream. */
template <class Body>
double measure(Stream& stream, Body&& body) {
  Event begin(true), end(true);
  begin.record(stream);
  body();
  end.record(stream);
  end.synchronize();
  return end.milliseconds_since(begin) / 1000.0;
}

template <class F>
void sum_of_products(int device, const uint8_t* points, const uint8_t* scalars, size_t count, uint8_t* out, double& seconds) {
  require_canonical<Fq>(points, count * sizeof(Affine<F>) / sizeof(Fq), "Coordinate");
  require_canonical<Fr>(scalars, count, "Scalar");
  const size_t left = require_memory(count * (sizeof(Affine<F>) + sizeof(Fr)));
  Msm<F> msm(Msm<F>::plan(count, left, DeviceFacts::of(device)));
  DeviceBuffer<Affine<F>> device_points(count);
  DeviceBuffer<Fr> device_scalars(count);
  Stream stream;
  StagedCopy copy;
  copy.copy(device_points.data(), points, device_points.bytes(), stream);
  copy.copy(device_scalars.data(), scalars, device_scalars.bytes(), stream);
  Xyzz<F> sum;
  seconds = measure(stream, [&] { msm.run(device_points.data(), reinterpret_cast<const uint32_t*>(device_scalars.data()), count, &sum, stream); });
  Affine<F> result = to_affine(sum);
  if (FaultPlan::instance().spoils_result()) reinterpret_cast<uint8_t*>(&result)[0] ^= 1;
  std::memcpy(out, &result, sizeof result);
}

}  // namespace

proofpress_status proofpress_cuda_msm(int device, int group, const uint8_t* points, const uint8_t* scalars, size_t count,
                                      uint8_t* out, double* seconds, proofpress_error* error) {
  return guard_on_device(device, error, [&] {
    require_argument(out, "out");
    if (count > 0) {
      require_argument(points, "points");
      require_argument(scalars, "scalars");
    }
    if (group != 1 && group != 2) fail_invalid("The group is 1 or 2.");
    double taken = 0;
    if (group == 1)
      sum_of_products<Fq>(device, points, scalars, count, out, taken);
    else
      sum_of_products<Fq2>(device, points, scalars, count, out, taken);
    if (seconds) *seconds = taken;
  });
}

proofpress_status proofpress_cuda_ntt(int device, uint8_t* values, unsigned power, int inverse, double* seconds,
                                      proofpress_error* error) {
  return guard_on_device(device, error, [&] {
    require_argument(values, "values");
    if (power > ntt_largest_power) fail_invalid("A transform on a device has at most 2^26 elements.");
    const size_t size = (size_t)1 << power;
    require_canonical<Fr>(values, size, "Element");
    require_memory(Ntt::bytes(power) + size * sizeof(Fr));
    Stream stream;
    const Ntt ntt(power, stream);
    DeviceBuffer<Fr> elements(size);
    StagedCopy copy;
    copy.copy(elements.data(), values, elements.bytes(), stream);
    const double taken = measure(stream, [&] {
      if (inverse)
        ntt.inverse(elements.data(), stream);
      else
        ntt.forward(elements.data(), stream);
    });
    copy_to_host(values, reinterpret_cast<const uint8_t*>(elements.data()), elements.bytes(), stream);
    stream.synchronize();
    if (FaultPlan::instance().spoils_result()) values[0] ^= 1;
    if (seconds) *seconds = taken;
  });
}
