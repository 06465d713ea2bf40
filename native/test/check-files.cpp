#include <algorithm>
#include <cstring>

#include "../include/proofpress.h"
#include "checks.hpp"
#include "damage-file.hpp"

#if !defined(_WIN32)
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace proofpress;

namespace proofpress_test {
namespace {

constexpr unsigned ptau_power = 4;
constexpr std::uint8_t beacon[3] = {1, 2, 3};

/** Runs the operations of the C edge on files in one folder and checks what holds whatever the files are. */
class FileChecks {
 public:
  FileChecks(Random& random, const std::string& folder) : random_(random), folder_(folder), out_(folder + "/out") {}

  void prepare() {
    expect_ok(proofpress_powers_of_tau(path("good.ptau").c_str(), ptau_power, &work_, &error_), "powers of tau");
    for (SampleCircuit circuit : {SampleCircuit::chain, SampleCircuit::no_private_wires, SampleCircuit::no_constraints}) {
      const std::string name = std::to_string((int)circuit);
      write_file(path(name + ".r1cs"), sample_r1cs(circuit));
      write_file(path(name + ".wtns"), sample_wtns(circuit));
      check_whole_life(name, circuit);
    }
    for (const char* name : {"0.r1cs", "good.ptau", "0.zkey", "0.wtns"}) originals_.push_back({name, read_file(path(name))});
    files_ = list_folder(folder_).size();
  }

  /** One damaged file through everything that reads it. */
  void damage_one() {
    const auto& [name, original] = originals_[random_.below(originals_.size())];
    std::string description;
    const Bytes damaged = damage_file(original, random_, description);
    doing_ = name + ", " + description;
    const std::string at = path("damaged");
    write_file(at, damaged);
    const std::string r1cs = name == "0.r1cs" ? at : path("0.r1cs");
    const std::string ptau = name == "good.ptau" ? at : path("good.ptau");
    const std::string zkey = name == "0.zkey" ? at : path("0.zkey");
    const std::string wtns = name == "0.wtns" ? at : path("0.wtns");
    if (name == "0.r1cs" || name == "good.ptau") {
      if (setup(r1cs, ptau) == PROOFPRESS_OK) CHECK(prove(out_, path("0.wtns")) != PROOFPRESS_IO, doing_);
    } else {
      const proofpress_status status = prove(zkey, wtns);
      if (damaged == original) CHECK(status == PROOFPRESS_OK, doing_);
    }
    if (name == "0.zkey") {
      contribute(zkey);
      apply_beacon(zkey);
    }
    if (name != "0.wtns" && verify_key(r1cs, ptau, zkey) == PROOFPRESS_OK && name == "0.zkey") check_same_key(original, damaged);
    forget("damaged");
  }

  /** What is no file at all, or nothing. */
  void check_odd_paths() {
    doing_ = "odd paths";
    write_file(path("empty"), {});
    std::vector<std::string> odd{path("missing"), path("empty"), folder_, path("no/such/folder"), "", std::string(5000, 'x')};
#if !defined(_WIN32)
    CHECK(mkfifo(path("fifo").c_str(), 0600) == 0);
    odd.push_back(path("fifo"));
    odd.push_back("/dev/zero");
#endif
    for (const std::string& bad : odd) {
      CHECK(setup(bad, path("good.ptau")) != PROOFPRESS_OK, bad);
      CHECK(setup(path("0.r1cs"), bad) != PROOFPRESS_OK, bad);
      CHECK(prove(bad, path("0.wtns")) != PROOFPRESS_OK, bad);
      CHECK(prove(path("0.zkey"), bad) != PROOFPRESS_OK, bad);
      CHECK(contribute(bad) != PROOFPRESS_OK, bad);
      CHECK(verify_key(bad, path("good.ptau"), path("0.zkey")) != PROOFPRESS_OK, bad);
      CHECK(verify_key(path("0.r1cs"), bad, path("0.zkey")) != PROOFPRESS_OK, bad);
      CHECK(verify_key(path("0.r1cs"), path("good.ptau"), bad) != PROOFPRESS_OK, bad);
    }
    const std::string nowhere = path("no/such/folder");
    CHECK(checked(proofpress_powers_of_tau(nowhere.c_str(), ptau_power, &work_, &error_)) == PROOFPRESS_IO);
    for (unsigned power : {0u, 1u, 28u, 29u, ~0u})
      CHECK(checked(proofpress_powers_of_tau(out_.c_str(), power, &work_, &error_)) == PROOFPRESS_INVALID);
    CHECK(checked(proofpress_groth16_setup(path("0.r1cs").c_str(), path("good.ptau").c_str(), nowhere.c_str(), &work_, &error_)) ==
          PROOFPRESS_IO);
    CHECK(checked(proofpress_groth16_setup(nullptr, nullptr, nullptr, nullptr, nullptr)) == PROOFPRESS_INVALID);
    forget("empty");
#if !defined(_WIN32)
    forget("fifo");
#endif
    expect_nothing_left();
  }

  /** Cancels each operation at its first report, its second, then ever later, until it gets through. */
  void check_cancelling() {
    doing_ = "cancelling";
    struct Countdown {
      int reports;
      static int report(void* context, const char* step, double fraction) {
        CHECK(step != nullptr && fraction >= 0 && fraction <= 1);
        return --((Countdown*)context)->reports < 0;
      }
    };
    for (int operation = 0; operation < 5; operation++) {
      for (int reports = 0;; reports += 1 + reports / 4) {
        Countdown countdown{reports};
        work_ = {Countdown::report, &countdown, 2};
        const proofpress_status status =
            operation == 0   ? checked(proofpress_powers_of_tau(out_.c_str(), ptau_power, &work_, &error_))
            : operation == 1 ? setup(path("0.r1cs"), path("good.ptau"))
            : operation == 2 ? contribute(path("0.zkey"))
            : operation == 3 ? verify_key(path("0.r1cs"), path("good.ptau"), path("0.zkey"))
                             : apply_beacon(path("0.zkey"));
        CHECK(status == PROOFPRESS_OK || status == PROOFPRESS_CANCELLED, describe());
        CHECK(status == PROOFPRESS_OK || operation == 3 || !exists(out_), describe());
        if (operation == 0 && exists(out_)) forget("out");
        expect_nothing_left();
        if (status == PROOFPRESS_OK) break;
        CHECK(reports < 1000, "an operation reports without end");
      }
    }
    work_ = {nullptr, nullptr, 2};
  }

  /** Changed bytes of a proof, its signals or its key are never accepted. */
  void damage_proof() {
    doing_ = "proof";
    CHECK(prove(path("0.zkey"), path("0.wtns")) == PROOFPRESS_OK, describe());
    Bytes* parts[] = {&proof_, &signals_, &verification_key_};
    Bytes& part = *parts[random_.below(3)];
    const Bytes original = part;
    if (random_.chance(2)) {
      part[random_.below(part.size())] ^= (std::uint8_t)(1u << random_.below(8));
    } else {
      const U256 value = random_.chance(3) ? Fq::modulus() : random_.chance(2) ? U256{} : random_.integer();
      value.store(part.data() + random_.below(part.size() / 32) * 32);
    }
    if (part != original) CHECK(verify() != PROOFPRESS_OK, "damaged bytes were accepted");
  }

 private:
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::string describe() const { return doing_ + ": status " + std::to_string(error_.status) + ", " + error_.message; }
  void forget(const std::string& name) const { std::remove(path(name).c_str()); }
  void expect_ok(proofpress_status status, const char* what) { CHECK(checked(status) == PROOFPRESS_OK, what + (": " + describe())); }

  /** Every failure says what it is. */
  proofpress_status checked(proofpress_status status) {
    CHECK(status >= PROOFPRESS_OK && status <= PROOFPRESS_INTERNAL, doing_);
    CHECK(status != PROOFPRESS_INTERNAL && status != PROOFPRESS_MEMORY, describe());
    if (status != PROOFPRESS_OK && status != PROOFPRESS_CANCELLED && error_.status != PROOFPRESS_OK)
      CHECK(std::memchr(error_.message, 0, sizeof error_.message) && std::strlen(error_.message) > 10, doing_);
    return status;
  }
  /** A failed operation leaves neither a file nor half of one. */
  void expect_nothing_left() const {
    const auto names = list_folder(folder_);
    for (const std::string& name : names) CHECK(name.find(".partial") == std::string::npos, doing_ + " left " + name);
    CHECK(files_ == 0 || names.size() <= files_ + 2, doing_ + " left files");
  }

  proofpress_status setup(const std::string& r1cs, const std::string& ptau) {
    forget("out");
    const proofpress_status status =
        checked(proofpress_groth16_setup(r1cs.c_str(), ptau.c_str(), out_.c_str(), &work_, &error_));
    CHECK(exists(out_) == (status == PROOFPRESS_OK), describe());
    expect_nothing_left();
    return status;
  }
  proofpress_status verify_key(const std::string& r1cs, const std::string& ptau, const std::string& zkey) {
    return checked(proofpress_groth16_verify_key(r1cs.c_str(), ptau.c_str(), zkey.c_str(), &work_, &error_));
  }
  proofpress_status contribute(const std::string& zkey) {
    std::uint8_t hash[64];
    forget("out");
    const proofpress_status status =
        checked(proofpress_groth16_contribute(zkey.c_str(), out_.c_str(), "somebody", beacon, sizeof beacon, hash, &work_, &error_));
    return finish_new_key(status);
  }
  proofpress_status apply_beacon(const std::string& zkey) {
    std::uint8_t hash[64];
    forget("out");
    const proofpress_status status = checked(
        proofpress_groth16_beacon(zkey.c_str(), out_.c_str(), "beacon", beacon, sizeof beacon, 10, hash, &work_, &error_));
    return finish_new_key(status);
  }
  proofpress_status finish_new_key(proofpress_status status) {
    CHECK(exists(out_) == (status == PROOFPRESS_OK), describe());
    expect_nothing_left();
    forget("out");
    return status;
  }

  /** Loads, proves and verifies; a key or witness that is damaged may give a proof that does not hold. */
  proofpress_status prove(const std::string& zkey, const std::string& wtns) {
    proofpress_key* key = nullptr;
    proofpress_status status = checked(proofpress_groth16_load_key(zkey.c_str(), &key, &work_, &error_));
    CHECK((key != nullptr) == (status == PROOFPRESS_OK), describe());
    if (!key) return status;
    proofpress_key_info info;
    proofpress_groth16_key_info(key, &info);
    verification_key_.resize(proofpress_groth16_verification_key_bytes(key));
    proofpress_groth16_verification_key(key, verification_key_.data());
    proof_.assign(256, 0);
    signals_.assign((std::size_t)info.public_signals * 32, 0);
    status = checked(proofpress_groth16_prove(key, wtns.c_str(), proof_.data(), signals_.data(), &work_, &error_));
    proofpress_groth16_free_key(key);
    if (status == PROOFPRESS_OK) verify();
    return status;
  }
  proofpress_status verify() {
    return checked(proofpress_groth16_verify(verification_key_.data(), verification_key_.size(), signals_.data(), signals_.size() / 32,
                                             proof_.data(), &error_));
  }

  /** Setup, contribution, beacon, proof, full check. */
  void check_whole_life(const std::string& name, SampleCircuit circuit) {
    doing_ = "circuit " + name;
    const std::string r1cs = path(name + ".r1cs"), ptau = path("good.ptau"), zkey = path(name + ".zkey"), wtns = path(name + ".wtns");
    const std::string initial = path("initial"), contributed = path("contributed");
    std::uint8_t hash[64];
    expect_ok(proofpress_groth16_setup(r1cs.c_str(), ptau.c_str(), initial.c_str(), &work_, &error_), "setup");
    expect_ok(proofpress_groth16_contribute(initial.c_str(), contributed.c_str(), "one", nullptr, 0, hash, &work_, &error_), "contribute");
    expect_ok(proofpress_groth16_beacon(contributed.c_str(), zkey.c_str(), "two", beacon, sizeof beacon, 10, hash, &work_, &error_), "beacon");
    forget("initial");
    forget("contributed");
    expect_ok(prove(zkey, wtns), "prove");
    expect_ok(verify(), "verify");
    // Where all points of section 8 are infinity there is nothing to compare, and snarkjs refuses such keys, too.
    if (circuit != SampleCircuit::no_constraints) expect_ok(verify_key(r1cs, ptau, zkey), "verify_key");
  }

  /** A changed key that passes the full check differs in nothing that proofs depend on. */
  void check_same_key(const Bytes& original, const Bytes& damaged) const {
    for (const Section& section : split_container(original)) {
      if (section.id == 1 || section.id == 10) continue;
      const auto sections = split_container(damaged);
      const bool same = std::any_of(sections.begin(), sections.end(), [&](const Section& other) {
        return other.id == section.id && other.payload == section.payload;
      });
      CHECK(same, doing_ + ": verify_key passes a key with another section " + std::to_string(section.id));
    }
  }

  Random& random_;
  const std::string folder_, out_;
  proofpress_work work_{nullptr, nullptr, 2};
  proofpress_error error_{};
  std::vector<std::pair<std::string, Bytes>> originals_;
  std::size_t files_ = 0;
  Bytes proof_, signals_, verification_key_;
  /** For messages. */
  std::string doing_;
};

}  // namespace

void check_files(Random& random, Budget budget, const std::string& folder) {
  FileChecks checks(random, folder);
  checks.prepare();
  checks.check_odd_paths();
  checks.check_cancelling();
  while (budget.next()) {
    checks.damage_one();
    if (budget.rounds_done() % 16 == 0) checks.damage_proof();
  }
}

}  // namespace proofpress_test
