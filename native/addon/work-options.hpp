#pragma once

#include <napi.h>

#include "../include/proofpress.h"

namespace proofpress::addon {

/**
 * What JavaScript passes to long work: { threads?: number, device?: number, onProgress?: (step, fraction) => void }, or undefined.
 */
struct WorkOptions {
  unsigned threads = 0;
  /** The CUDA device that makes a proof's sums; -1 for none. */
  int device = -1;
  Napi::Function on_progress;

  /** @throws Napi::TypeError */
  static WorkOptions read(const Napi::Value& value);
};

}  // namespace proofpress::addon
