#pragma once

#include <napi.h>

namespace proofpress::addon {

/**
 * Adds the mathematics by itself. field, addPoints, multiplyPoint and pairingCheck answer at once (they take well under
 * a millisecond, a pairing about one); msm and ntt are jobs.
 */
void define_mathematics(Napi::Env env, Napi::Object exports);

}  // namespace proofpress::addon
