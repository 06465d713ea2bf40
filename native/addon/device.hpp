#pragma once

#include <napi.h>

namespace proofpress::addon {

/** Adds openCuda, cudaMsm, cudaNtt and orderCudaFault to the exports. */
void define_device(Napi::Env env, Napi::Object exports);

}  // namespace proofpress::addon
