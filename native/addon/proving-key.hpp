#pragma once

#include <napi.h>

#include <memory>

namespace proofpress::addon {

struct LoadedKey;

/**
 * JavaScript's handle of a mapped proving key: info(), verificationKey(), prove(wtnsPath, options), release(). Proofs that
 * are under way keep the key alive after release() or garbage collection; proofs of one key wait for each other.
 */
class ProvingKey : public Napi::ObjectWrap<ProvingKey> {
 public:
  static Napi::Function define(Napi::Env env);
  explicit ProvingKey(const Napi::CallbackInfo& info);

 private:
  Napi::Value info(const Napi::CallbackInfo& info);
  Napi::Value verification_key(const Napi::CallbackInfo& info);
  Napi::Value prove(const Napi::CallbackInfo& info);
  void release(const Napi::CallbackInfo& info);
  const LoadedKey& loaded(Napi::Env env) const;

  std::shared_ptr<LoadedKey> key_;
};

/** loadKey(path, options): { promise: Promise<ProvingKey>, cancel }. */
Napi::Value load_key(const Napi::CallbackInfo& info);

}  // namespace proofpress::addon
