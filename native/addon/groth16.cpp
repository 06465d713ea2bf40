#include "groth16.hpp"

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "job.hpp"
#include "proving-key.hpp"

namespace proofpress::addon {

namespace {

using Hash = std::array<std::uint8_t, 64>;

JobResult nothing() {
  return [](Napi::Env env) { return env.Undefined(); };
}

JobResult bytes_of(const std::shared_ptr<Hash>& hash) {
  return [hash](Napi::Env env) { return Napi::Buffer<std::uint8_t>::Copy(env, hash->data(), hash->size()); };
}

/** powersOfTau(ptauPath, power, options) */
Napi::Value powers_of_tau(const Napi::CallbackInfo& info) {
  Arguments arguments(info);
  std::string path = arguments.text(0, "ptauPath");
  unsigned power = arguments.number(1, "power", 28);
  return start_job(
      info.Env(), WorkOptions::read(info[2]),
      [path, power](const proofpress_work& work, const std::atomic<bool>&, proofpress_error& error) {
        return proofpress_powers_of_tau(path.c_str(), power, &work, &error);
      },
      nothing());
}

using ThreeFiles = proofpress_status (*)(const char*, const char*, const char*, const proofpress_work*, proofpress_error*);

/** setup(r1csPath, ptauPath, zkeyPath, options) and verifyKey with the same arguments */
template <ThreeFiles call>
Napi::Value three_files(const Napi::CallbackInfo& info) {
  Arguments arguments(info);
  std::string r1cs = arguments.text(0, "r1csPath");
  std::string ptau = arguments.text(1, "ptauPath");
  std::string zkey = arguments.text(2, "zkeyPath");
  return start_job(
      info.Env(), WorkOptions::read(info[3]),
      [r1cs, ptau, zkey](const proofpress_work& work, const std::atomic<bool>&, proofpress_error& error) {
        return call(r1cs.c_str(), ptau.c_str(), zkey.c_str(), &work, &error);
      },
      nothing());
}

/** contribute(zkeyPath, newZkeyPath, name, entropy, options): the contribution's hash */
Napi::Value contribute(const Napi::CallbackInfo& info) {
  Arguments arguments(info);
  std::string from = arguments.text(0, "zkeyPath");
  std::string to = arguments.text(1, "newZkeyPath");
  std::string name = arguments.text(2, "name");
  std::vector<std::uint8_t> entropy = arguments.bytes(3, "entropy");
  auto hash = std::make_shared<Hash>();
  return start_job(
      info.Env(), WorkOptions::read(info[4]),
      [=](const proofpress_work& work, const std::atomic<bool>&, proofpress_error& error) {
        return proofpress_groth16_contribute(from.c_str(), to.c_str(), name.c_str(), entropy.data(), entropy.size(),
                                             hash->data(), &work, &error);
      },
      bytes_of(hash));
}

/** beacon(zkeyPath, newZkeyPath, name, beacon, iterationsExponent, options): the contribution's hash */
Napi::Value beacon(const Napi::CallbackInfo& info) {
  Arguments arguments(info);
  std::string from = arguments.text(0, "zkeyPath");
  std::string to = arguments.text(1, "newZkeyPath");
  std::string name = arguments.text(2, "name");
  std::vector<std::uint8_t> value = arguments.bytes(3, "beacon");
  unsigned exponent = arguments.number(4, "iterationsExponent", 63);
  auto hash = std::make_shared<Hash>();
  return start_job(
      info.Env(), WorkOptions::read(info[5]),
      [=](const proofpress_work& work, const std::atomic<bool>&, proofpress_error& error) {
        return proofpress_groth16_beacon(from.c_str(), to.c_str(), name.c_str(), value.data(), value.size(), exponent,
                                         hash->data(), &work, &error);
      },
      bytes_of(hash));
}

/** verify(verificationKey, publicSignals, proof): rejects with PROOFPRESS_REJECTED where the proof does not hold */
Napi::Value verify(const Napi::CallbackInfo& info) {
  Arguments arguments(info);
  std::vector<std::uint8_t> key = arguments.bytes(0, "verificationKey");
  std::vector<std::uint8_t> signals = arguments.bytes(1, "publicSignals");
  std::vector<std::uint8_t> proof = arguments.bytes(2, "proof", 256);
  if (signals.size() % 32 != 0) {
    throw Napi::TypeError::New(info.Env(), "Public signals have 32 bytes each.");
  }
  return start_job(
      info.Env(), WorkOptions{},
      [=](const proofpress_work&, const std::atomic<bool>&, proofpress_error& error) {
        return proofpress_groth16_verify(key.data(), key.size(), signals.data(), signals.size() / 32, proof.data(), &error);
      },
      nothing());
}

}  // namespace

void define_groth16(Napi::Env env, Napi::Object exports) {
  exports.Set("powersOfTau", Napi::Function::New(env, powers_of_tau, "powersOfTau"));
  exports.Set("setup", Napi::Function::New(env, three_files<proofpress_groth16_setup>, "setup"));
  exports.Set("verifyKey", Napi::Function::New(env, three_files<proofpress_groth16_verify_key>, "verifyKey"));
  exports.Set("contribute", Napi::Function::New(env, contribute, "contribute"));
  exports.Set("beacon", Napi::Function::New(env, beacon, "beacon"));
  exports.Set("loadKey", Napi::Function::New(env, load_key, "loadKey"));
  exports.Set("verify", Napi::Function::New(env, verify, "verify"));
}

}  // namespace proofpress::addon
