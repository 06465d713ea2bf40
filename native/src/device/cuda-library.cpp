#include "cuda-library.hpp"

#include <memory>
#include <mutex>

#include "../platform/failure.hpp"
#include "dynamic-library.hpp"

namespace proofpress {
namespace {

std::mutex opening;
std::string open_path;
std::unique_ptr<const CudaLibrary> open_library;

template <class Function>
void take(const DynamicLibrary& library, const std::string& path, const char* name, Function& function) {
  function = reinterpret_cast<Function>(library.find(name));
  if (!function) fail_invalid("The library " + path + " has no function " + name + ".");
}

}  // namespace

const CudaLibrary& open_cuda_library(const std::string& path) {
  const std::lock_guard<std::mutex> lock(opening);
  if (open_library) {
    if (path != open_path) fail_invalid("The library " + open_path + " is open already, so " + path + " cannot be.");
    return *open_library;
  }
  const DynamicLibrary library(path);
  if (!library.is_open()) fail_invalid("The library " + path + " cannot be opened: " + library.problem() + ".");
  auto functions = std::make_unique<CudaLibrary>();
  take(library, path, "proofpress_cuda_version", functions->version);
  if (functions->version() != PROOFPRESS_CUDA_VERSION)
    fail_invalid("The library " + path + " is of version " + std::to_string(functions->version()) + ", not " +
                 std::to_string(PROOFPRESS_CUDA_VERSION) + ".");
  take(library, path, "proofpress_cuda_count_devices", functions->count_devices);
  take(library, path, "proofpress_cuda_device_facts", functions->device_facts);
  take(library, path, "proofpress_cuda_load_key", functions->load_key);
  take(library, path, "proofpress_cuda_free_key", functions->free_key);
  take(library, path, "proofpress_cuda_prove_sums", functions->prove_sums);
  take(library, path, "proofpress_cuda_msm", functions->msm);
  take(library, path, "proofpress_cuda_ntt", functions->ntt);
  take(library, path, "proofpress_cuda_order_fault", functions->order_fault);
  open_path = path;
  open_library = std::move(functions);
  return *open_library;
}

const CudaLibrary& cuda_library() {
  const std::lock_guard<std::mutex> lock(opening);
  if (!open_library) fail_invalid("No library for NVIDIA devices is open.");
  return *open_library;
}

bool has_cuda_driver() {
#if defined(_WIN32)
  const char* name = "nvcuda.dll";
#else
  const char* name = "libcuda.so.1";
#endif
  return DynamicLibrary(name).is_open();
}

void check_cuda(proofpress_status status, const proofpress_error& error) {
  if (status != PROOFPRESS_OK) throw Failure(status, error.message, error.system_error);
}

}  // namespace proofpress
