#include <cstring>

#include "../../emulator/emulator.hpp"
#include "../../src/groth16/contribute.hpp"
#include "../../src/groth16/powers-of-tau.hpp"
#include "../../src/groth16/prove.hpp"
#include "../../src/groth16/setup.hpp"
#include "../../src/groth16/verify.hpp"
#include "../../test/sample-files.hpp"
#include "../groth16/device-key.cuh"
#include "../groth16/key-rows.cuh"
#include "checks.hpp"
#include "sample-key.hpp"

using namespace proofpress;

namespace proofpress_test {
namespace {

cuda::KeyView view_of(const ZkeyFile& file) {
  return {file.wires, file.public_signals, file.domain_power, file.coefficient_count, file.coefficients, file.a, file.b1, file.b2, file.c, file.h};
}

/** The same points in the CPU's types. */
ProofSums host_form(const cuda::ProofSums& sums) {
  ProofSums result;
  const auto convert = [](auto& to, const auto& from) {
    static_assert(sizeof to == sizeof from, "the same bytes");
    std::memcpy(&to, &from, sizeof from);
  };
  convert(result.a, sums.a);
  convert(result.b1, sums.b1);
  convert(result.b2, sums.b2);
  convert(result.c, sums.c);
  convert(result.h, sums.h);
  return result;
}

void check_same(const ProofSums& device, const ProofSums& host, const std::string& name) {
  CHECK(device.h == host.h, name);
  CHECK(device.a == host.a, name);
  CHECK(device.b1 == host.b1, name);
  CHECK(device.b2 == host.b2, name);
  CHECK(device.c == host.c, name);
}

std::string describe(const KeyKind& kind) {
  return std::to_string(kind.wires) + " wires, " + std::to_string(kind.public_signals) + " public, 2^" + std::to_string(kind.domain_power);
}

/** Sums over random keys; the second witness finds what the first one left on the device. */
void check_sums(Random& random, const KeyKind& kind, const std::string& folder) {
  const std::string path = folder + "/random.zkey";
  write_file(path, sample_key(random, kind));
  Work work(nullptr);
  const ProvingKey key(path, work);
  cuda::DeviceKey on_device(view_of(key.file()));
  for (int round = 0; round < 2; round++) {
    const std::vector<std::uint8_t> witness = sample_witness(random, kind.wires);
    check_same(host_form(on_device.prove_sums(witness.data(), work)), sum_for_proof(key, witness.data(), work), describe(kind));
  }
}

cuda::DeviceFacts emulated_facts() { return cuda::DeviceFacts::of(0); }

/** Sums that are taken in parts, some of which hold no private wire, come to the same. */
void check_parts(Random& random, const std::string& folder) {
  const KeyKind kind{100, 40, 6};
  const std::string path = folder + "/random.zkey";
  write_file(path, sample_key(random, kind));
  Work work(nullptr);
  const ProvingKey key(path, work);
  const cuda::KeyView view = view_of(key.file());
  const cuda::DeviceFacts facts = emulated_facts();
  const std::size_t any_memory = (std::size_t)1 << 28;
  const cuda::ProvingPlan plan{0, cuda::plan_msm(36, any_memory, facts, sizeof(cuda::Fq2)), cuda::plan_msm(30, any_memory, facts, sizeof(cuda::Fq))};
  CHECK(plan.witness.chunk == 36 && plan.quotient.chunk == 30);
  cuda::DeviceKey on_device(view, cuda::read_key_rows(view), plan);
  const std::vector<std::uint8_t> witness = sample_witness(random, kind.wires);
  check_same(host_form(on_device.prove_sums(witness.data(), work)), sum_for_proof(key, witness.data(), work), "in parts");
}

/** A key is refused before anything is allocated, or all that it takes can be allocated; and all is given back. */
void check_memory(Random& random, const std::string& folder) {
  const std::string path = folder + "/random.zkey";
  write_file(path, sample_key(random, {300, 3, 8}));
  Work work(nullptr);
  const ProvingKey key(path, work);
  emulator::MachineFacts facts;
  const std::size_t allocated = emulator::allocated_device_bytes();
  unsigned refused = 0, taken = 0;
  for (facts.memory_bytes = cuda::spare_device_bytes / 2; taken < 3; facts.memory_bytes += (std::size_t)1 << 20) {
    emulator::set_machine(facts);
    try {
      const cuda::DeviceKey on_device(view_of(key.file()));
      taken++;
    } catch (const cuda::CudaFailure& failure) {
      CHECK(failure.is_memory() && std::strstr(failure.what(), "does not fit"), failure.what());
      CHECK(taken == 0, "more memory was not enough");
      refused++;
    }
    CHECK(emulator::allocated_device_bytes() == allocated, "memory of the device is left over");
  }
  CHECK(refused > 0);
  emulator::set_machine({});
}

/** Plans of circuits up to the largest, on devices up to the largest: they fit, and take parts where they must. */
void check_plans() {
  const cuda::DeviceFacts facts = emulated_facts();
  for (unsigned power = 1; power <= cuda::ntt_largest_power + 1; power++) {
    const std::size_t rows = (std::size_t)1 << power;
    const cuda::KeyShape shape{rows, rows - 1, power, 3 * rows, 0};
    bool fits = false;
    for (std::size_t free_bytes = (std::size_t)1 << 27; free_bytes <= (std::size_t)1 << 37; free_bytes *= 2) {
      try {
        const cuda::ProvingPlan plan = cuda::plan_proving(shape, free_bytes, facts);
        const std::size_t sums = plan.witness.schedule_bytes + 5 * plan.witness.sums_bytes / 2 + plan.quotient.schedule_bytes + plan.quotient.sums_bytes;
        CHECK(plan.resident_bytes + sums + cuda::spare_device_bytes <= free_bytes, std::to_string(power));
        fits = true;
      } catch (const cuda::CudaFailure& failure) {
        CHECK(failure.is_memory() && !fits, std::to_string(power) + ": " + failure.what());
      }
    }
    CHECK(fits == (power <= cuda::ntt_largest_power), std::to_string(power));
  }
}

/** Proofs with real keys: the same bytes as the CPU's for the same blinding factors, and accepted. */
void check_real_proof(Random& random, SampleCircuit circuit, const std::string& folder) {
  const auto path = [&](const char* name) { return folder + "/" + name; };
  Work work(nullptr);
  write_file(path("r1cs"), sample_r1cs(circuit));
  write_powers_of_tau(path("ptau"), 5, work);
  setup_key(path("r1cs"), path("ptau"), path("initial"), work);
  std::uint8_t hash[64];
  contribute(path("initial"), path("zkey"), "check", nullptr, 0, hash, work);
  const ProvingKey key(path("zkey"), work);
  const ZkeyFile& file = key.file();
  cuda::DeviceKey on_device(view_of(file));

  // Of the .wtns only the values, which are its last section.
  const Bytes container = sample_wtns(circuit);
  const std::uint8_t* witness = container.data() + container.size() - 32 * (std::size_t)file.wires;
  const ProofSums device = host_form(on_device.prove_sums(witness, work)), host = sum_for_proof(key, witness, work);
  const U256 r = random.plain<Fr>(), s = random.plain<Fr>();
  const Proof proof = blind_sums(file, device, r, s, work), same = blind_sums(file, host, r, s, work);
  const std::string name = "circuit " + std::to_string((int)circuit);
  CHECK(proof.a == same.a && proof.b == same.b && proof.c == same.c, name);
  const std::uint8_t* ic = file.ic;
  const VerificationKey verification{file.alpha1, file.beta2, file.gamma2, file.delta2, {ic, ic + 64 * ((std::size_t)file.public_signals + 1)}};
  CHECK(verify_proof(verification, witness + 32, proof), name);
}

}  // namespace

void check_cuda_proof(Random& random, Budget budget, const std::string& folder) {
  for (SampleCircuit circuit : {SampleCircuit::chain, SampleCircuit::no_private_wires, SampleCircuit::no_constraints})
    check_real_proof(random, circuit, folder);
  for (const KeyKind& kind : {KeyKind{1, 0, 1}, KeyKind{2, 1, 1}, KeyKind{40, 39, 6}, KeyKind{200, 3, 7}}) check_sums(random, kind, folder);
  check_plans();
  check_parts(random, folder);
  while (budget.next()) {
    const unsigned power = 3 + (unsigned)random.below(7);
    const std::uint32_t wires = 8 + (std::uint32_t)random.below(200);
    check_sums(random, {wires, (std::uint32_t)random.below(8), power}, folder);
  }
  // At the end, because it leaves another machine behind.
  check_memory(random, folder);
}

}  // namespace proofpress_test
