#pragma once

#include <napi.h>

namespace proofpress::addon {

/** Adds the calls on files: powersOfTau, setup, contribute, beacon, verifyKey, loadKey, and verify. */
void define_groth16(Napi::Env env, Napi::Object exports);

}  // namespace proofpress::addon
