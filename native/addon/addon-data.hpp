#pragma once

#include <napi.h>

namespace proofpress::addon {

/** What each JavaScript environment (main thread, worker) keeps of the add-on. */
struct AddonData {
  Napi::FunctionReference proving_key;
};

}  // namespace proofpress::addon
