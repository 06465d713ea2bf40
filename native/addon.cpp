// The Node add-on: JavaScript on one side, include/proofpress.h on the other. src-main/engine/native/addon.ts has its types.
#include <napi.h>

#include "addon/addon-data.hpp"
#include "addon/arguments.hpp"
#include "addon/device.hpp"
#include "addon/groth16.hpp"
#include "addon/mathematics.hpp"
#include "addon/proving-key.hpp"
#include "include/proofpress.h"

namespace proofpress::addon {

namespace {

Napi::Value processor_can_run(const Napi::CallbackInfo& info) {
  std::string backend = Arguments(info).text(0, "backend");
  return Napi::Boolean::New(info.Env(), proofpress_processor_can_run(backend.c_str()) != 0);
}

Napi::Object initialize(Napi::Env env, Napi::Object exports) {
  auto* data = new AddonData();
  data->proving_key = Napi::Persistent(ProvingKey::define(env));
  env.SetInstanceData(data);
  exports.Set("backend", proofpress_backend());
  exports.Set("processorCanRun", Napi::Function::New(env, processor_can_run, "processorCanRun"));
  define_groth16(env, exports);
  define_mathematics(env, exports);
  define_device(env, exports);
  return exports;
}

}  // namespace

}  // namespace proofpress::addon

static Napi::Object initialize_addon(Napi::Env env, Napi::Object exports) {
  return proofpress::addon::initialize(env, exports);
}

NODE_API_MODULE(proofpress, initialize_addon)
