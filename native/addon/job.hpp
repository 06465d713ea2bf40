#pragma once

#include <napi.h>

#include <atomic>
#include <functional>
#include <string>

#include "../include/proofpress.h"
#include "work-options.hpp"

namespace proofpress::addon {

/** What a job runs on its thread. `cancelled` may be asked while it waits for something other than the prover. */
using JobBody =
    std::function<proofpress_status(const proofpress_work& work, const std::atomic<bool>& cancelled, proofpress_error& error)>;
/** What the promise resolves to; called on JavaScript's thread when the body gave PROOFPRESS_OK. */
using JobResult = std::function<Napi::Value(Napi::Env)>;

/**
 * Runs `body` on a thread of its own, so that proofs that take minutes hold none of libuv's few threads.
 *
 * @returns { promise, cancel }: the promise rejects with an Error that has `status` and `systemError` (proofpress_error);
 *   cancel() makes the work stop at its next report. An exception of `onProgress` cancels the work, too, and is what the
 *   promise rejects with. When the environment shuts down, the work is cancelled and waited for.
 */
Napi::Object start_job(Napi::Env env, const WorkOptions& options, JobBody body, JobResult result);

/** The Error for a failure, with `status` and `systemError`. */
Napi::Error to_error(Napi::Env env, const proofpress_error& error);

/** Fills `error` from the outside of the prover. */
proofpress_status set_error(proofpress_error& error, proofpress_status status, const std::string& message);

}  // namespace proofpress::addon
