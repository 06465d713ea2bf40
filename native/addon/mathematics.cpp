#include "mathematics.hpp"

#include <memory>
#include <string>
#include <vector>

#include "arguments.hpp"
#include "job.hpp"

namespace proofpress::addon {

namespace {

using Bytes = std::vector<std::uint8_t>;

void expect_ok(Napi::Env env, proofpress_status status, proofpress_error& error) {
  error.status = status;
  if (status != PROOFPRESS_OK) throw to_error(env, error);
}

/** field('q' | 'r', '+' | '-' | '*' | 'i' | 's', a, b) */
Napi::Value field(const Napi::CallbackInfo& info) {
  Arguments arguments(info);
  std::string name = arguments.text(0, "field");
  std::string operation = arguments.text(1, "operation");
  if (name.size() != 1 || operation.size() != 1) {
    throw Napi::TypeError::New(info.Env(), "Field and operation are one character each.");
  }
  Bytes a = arguments.bytes(2, "a", 32), b = arguments.bytes(3, "b", 32), result(32);
  proofpress_error error{};
  expect_ok(info.Env(), proofpress_field(name[0], operation[0], a.data(), b.data(), result.data(), &error), error);
  return to_value(info.Env(), result);
}

/** addPoints(group, a, b) */
Napi::Value add_points(const Napi::CallbackInfo& info) {
  Arguments arguments(info);
  int group = arguments.group(0);
  std::size_t size = point_bytes(group);
  Bytes a = arguments.bytes(1, "a", size), b = arguments.bytes(2, "b", size), result(size);
  proofpress_error error{};
  expect_ok(info.Env(), proofpress_add_points(group, a.data(), b.data(), result.data(), &error), error);
  return to_value(info.Env(), result);
}

/** multiplyPoint(group, a, scalar) */
Napi::Value multiply_point(const Napi::CallbackInfo& info) {
  Arguments arguments(info);
  int group = arguments.group(0);
  std::size_t size = point_bytes(group);
  Bytes a = arguments.bytes(1, "a", size), scalar = arguments.bytes(2, "scalar", 32), result(size);
  proofpress_error error{};
  expect_ok(info.Env(), proofpress_multiply_point(group, a.data(), scalar.data(), result.data(), &error), error);
  return to_value(info.Env(), result);
}

/** pairingCheck(g1, g2): true if the product of the pairings is one */
Napi::Value pairing_check(const Napi::CallbackInfo& info) {
  Arguments arguments(info);
  Bytes g1 = arguments.bytes(0, "g1");
  std::size_t count = g1.size() / 64;
  if (g1.size() % 64 != 0) throw Napi::TypeError::New(info.Env(), "Points of G1 have 64 bytes each.");
  Bytes g2 = arguments.bytes(1, "g2", 128 * count);
  proofpress_error error{};
  proofpress_status status = proofpress_pairing_check(g1.data(), g2.data(), count, &error);
  if (status != PROOFPRESS_REJECTED) expect_ok(info.Env(), status, error);
  return Napi::Boolean::New(info.Env(), status == PROOFPRESS_OK);
}

/** msm(group, points, scalars, options) */
Napi::Value msm(const Napi::CallbackInfo& info) {
  Arguments arguments(info);
  int group = arguments.group(0);
  Bytes points = arguments.bytes(1, "points");
  std::size_t count = points.size() / point_bytes(group);
  if (points.size() % point_bytes(group) != 0) {
    throw Napi::TypeError::New(info.Env(), "Points have 64 bytes each in G1, 128 in G2.");
  }
  Bytes scalars = arguments.bytes(2, "scalars", 32 * count);
  auto result = std::make_shared<Bytes>(point_bytes(group));
  return start_job(
      info.Env(), WorkOptions::read(info[3]),
      [=](const proofpress_work& work, const std::atomic<bool>&, proofpress_error& error) {
        return proofpress_msm(group, points.data(), scalars.data(), count, result->data(), &work, &error);
      },
      [result](Napi::Env env) { return to_value(env, *result); });
}

/** ntt(values, inverse, options): 2^k values of Fr in Montgomery form */
Napi::Value ntt(const Napi::CallbackInfo& info) {
  Arguments arguments(info);
  auto values = std::make_shared<Bytes>(arguments.bytes(0, "values"));
  if (!info[1].IsBoolean()) throw Napi::TypeError::New(info.Env(), "The argument \"inverse\" must be true or false.");
  int inverse = info[1].As<Napi::Boolean>().Value() ? 1 : 0;
  const unsigned power = power_of_two(info.Env(), values->size());
  return start_job(
      info.Env(), WorkOptions::read(info[2]),
      [=](const proofpress_work& work, const std::atomic<bool>&, proofpress_error& error) {
        return proofpress_ntt(values->data(), power, inverse, &work, &error);
      },
      [values](Napi::Env env) { return to_value(env, *values); });
}

}  // namespace

void define_mathematics(Napi::Env env, Napi::Object exports) {
  exports.Set("field", Napi::Function::New(env, field, "field"));
  exports.Set("addPoints", Napi::Function::New(env, add_points, "addPoints"));
  exports.Set("multiplyPoint", Napi::Function::New(env, multiply_point, "multiplyPoint"));
  exports.Set("pairingCheck", Napi::Function::New(env, pairing_check, "pairingCheck"));
  exports.Set("msm", Napi::Function::New(env, msm, "msm"));
  exports.Set("ntt", Napi::Function::New(env, ntt, "ntt"));
}

}  // namespace proofpress::addon
