#include "dynamic-library.hpp"

#if defined(_WIN32)
#include <windows.h>

#include "../file/windows-path.hpp"
#else
#include <dlfcn.h>
#endif

namespace proofpress {

#if defined(_WIN32)

DynamicLibrary::DynamicLibrary(const std::string& path) : handle_(LoadLibraryW(wide_path(path).c_str())) {
  if (!handle_) problem_ = "Windows gives error " + std::to_string(GetLastError());
}
void* DynamicLibrary::find(const char* name) const {
  return reinterpret_cast<void*>(GetProcAddress(static_cast<HMODULE>(handle_), name));
}

#else

DynamicLibrary::DynamicLibrary(const std::string& path) : handle_(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
  if (handle_) return;
  const char* problem = dlerror();
  problem_ = problem ? problem : "the system does not say why";
}
void* DynamicLibrary::find(const char* name) const { return dlsym(handle_, name); }

#endif

}  // namespace proofpress
