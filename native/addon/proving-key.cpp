#include "proving-key.hpp"

#include <chrono>
#include <mutex>
#include <string>
#include <vector>

#include "../include/proofpress-device.h"
#include "addon-data.hpp"
#include "arguments.hpp"
#include "job.hpp"

namespace proofpress::addon {

struct LoadedKey {
  explicit LoadedKey(proofpress_key* key) : key(key) {}
  LoadedKey(const LoadedKey&) = delete;
  LoadedKey& operator=(const LoadedKey&) = delete;
  ~LoadedKey() { proofpress_groth16_free_key(key); }

  proofpress_key* key;
  /** Held during a proof. */
  std::timed_mutex in_use;
};

namespace {

constexpr auto cancel_interval = std::chrono::milliseconds(50);

}  // namespace

Napi::Function ProvingKey::define(Napi::Env env) {
  return DefineClass(env, "ProvingKey",
                     {InstanceMethod("info", &ProvingKey::info),
                      InstanceMethod("verificationKey", &ProvingKey::verification_key),
                      InstanceMethod("prove", &ProvingKey::prove), InstanceMethod("release", &ProvingKey::release)});
}

ProvingKey::ProvingKey(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ProvingKey>(info) {
  if (!info[0].IsExternal()) throw Napi::TypeError::New(info.Env(), "A proving key comes from loadKey.");
  key_ = *info[0].As<Napi::External<std::shared_ptr<LoadedKey>>>().Data();
}

const LoadedKey& ProvingKey::loaded(Napi::Env env) const {
  if (!key_) throw Napi::Error::New(env, "The proving key was released.");
  return *key_;
}

Napi::Value ProvingKey::info(const Napi::CallbackInfo& info) {
  Napi::Env env = info.Env();
  proofpress_key_info facts{};
  proofpress_groth16_key_info(loaded(env).key, &facts);
  Napi::Object result = Napi::Object::New(env);
  result.Set("wires", facts.wires);
  result.Set("publicSignals", facts.public_signals);
  result.Set("domainSize", facts.domain_size);
  result.Set("coefficients", (double)facts.coefficients);
  result.Set("fileBytes", (double)facts.file_bytes);
  return result;
}

Napi::Value ProvingKey::verification_key(const Napi::CallbackInfo& info) {
  const LoadedKey& key = loaded(info.Env());
  std::vector<std::uint8_t> bytes(proofpress_groth16_verification_key_bytes(key.key));
  proofpress_groth16_verification_key(key.key, bytes.data());
  return to_value(info.Env(), bytes);
}

Napi::Value ProvingKey::prove(const Napi::CallbackInfo& info) {
  struct Outcome {
    std::uint8_t proof[256];
    std::vector<std::uint8_t> public_signals;
  };
  loaded(info.Env());
  auto key = key_;
  auto outcome = std::make_shared<Outcome>();
  std::string path = Arguments(info).text(0, "wtnsPath");
  const WorkOptions options = WorkOptions::read(info[1]);
  const int device = options.device;
  return start_job(
      info.Env(), options,
      [key, outcome, path, device](const proofpress_work& work, const std::atomic<bool>& cancelled, proofpress_error& error) {
        std::unique_lock<std::timed_mutex> turn(key->in_use, std::defer_lock);
        while (!turn.try_lock_for(cancel_interval)) {
          if (cancelled) return set_error(error, PROOFPRESS_CANCELLED, "The work was cancelled.");
        }
        proofpress_key_info facts{};
        proofpress_groth16_key_info(key->key, &facts);
        outcome->public_signals.resize(32 * (std::size_t)facts.public_signals);
        std::uint8_t* signals = outcome->public_signals.data();
        if (device < 0) return proofpress_groth16_prove(key->key, path.c_str(), outcome->proof, signals, &work, &error);
        return proofpress_groth16_prove_on_device(key->key, device, path.c_str(), outcome->proof, signals, &work, &error);
      },
      [outcome](Napi::Env env) {
        Napi::Object result = Napi::Object::New(env);
        result.Set("proof", Napi::Buffer<std::uint8_t>::Copy(env, outcome->proof, sizeof outcome->proof));
        result.Set("publicSignals", to_value(env, outcome->public_signals));
        return result;
      });
}

void ProvingKey::release(const Napi::CallbackInfo&) { key_.reset(); }

Napi::Value load_key(const Napi::CallbackInfo& info) {
  auto key = std::make_shared<std::shared_ptr<LoadedKey>>();
  std::string path = Arguments(info).text(0, "path");
  return start_job(
      info.Env(), WorkOptions::read(info[1]),
      [key, path](const proofpress_work& work, const std::atomic<bool>&, proofpress_error& error) {
        proofpress_key* loaded = nullptr;
        proofpress_status status = proofpress_groth16_load_key(path.c_str(), &loaded, &work, &error);
        if (status == PROOFPRESS_OK) *key = std::make_shared<LoadedKey>(loaded);
        return status;
      },
      [key](Napi::Env env) {
        auto external = Napi::External<std::shared_ptr<LoadedKey>>::New(env, key.get());
        return env.GetInstanceData<AddonData>()->proving_key.New({external});
      });
}

}  // namespace proofpress::addon
