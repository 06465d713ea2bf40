#include "verify-key.hpp"

#include <atomic>
#include <cstring>
#include <filesystem>

#include "../curve/pairing.hpp"
#include "../curve/subgroup.hpp"
#include "../file/ptau.hpp"
#include "../file/zkey.hpp"
#include "../hash/chacha20.hpp"
#include "../msm/msm.hpp"
#include "../ntt/ntt.hpp"
#include "../platform/random.hpp"
#include "setup.hpp"
#include "verify-key-contributions.hpp"

namespace proofpress {
namespace {

[[noreturn]] void reject(const std::string& reason) { throw Failure(PROOFPRESS_REJECTED, reason); }

/** A path in the system's folder for temporary files; what is there is removed at the end. */
class TemporaryPath {
 public:
  TemporaryPath() {
    std::error_code failure;
    std::filesystem::path folder = std::filesystem::temp_directory_path(failure);
    if (failure) throw Failure(PROOFPRESS_IO, "The system has no folder for temporary files: " + failure.message(), failure.value());
    path_ = folder / ("proofpress-" + random_hex(24) + ".zkey");
  }
  ~TemporaryPath() { remove(); }
  TemporaryPath(const TemporaryPath&) = delete;
  TemporaryPath& operator=(const TemporaryPath&) = delete;

  std::string utf8() const { return path_.u8string(); }
  /** Removes the file, where the system does not mind that it is mapped; nothing is left even of a process that is killed. */
  void remove() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }

 private:
  std::filesystem::path path_;
};

/** Reports the whole of some work as the present range of another. */
struct NestedWork {
  explicit NestedWork(Work& outer) : callbacks{report, &outer, outer.threads()}, work(&callbacks) {}

  static int report(void* outer, const char* step, double fraction) {
    try {
      ((Work*)outer)->report(step, fraction);
      return 0;
    } catch (const Failure&) {
      return 1;
    }
  }

  proofpress_work callbacks;
  Work work;
};

/** `count` random 128-bit integers as scalars of 32 bytes. */
std::vector<std::uint8_t> random_coefficients(std::size_t count) {
  std::uint32_t seed[8];
  random_bytes(seed, sizeof seed);
  ChaCha20 stream(seed);
  std::vector<std::uint8_t> coefficients(count * 32);
  for (std::size_t i = 0; i < count; i++) {
    const std::uint64_t low = stream.next_u64(), high = stream.next_u64();
    std::memcpy(coefficients.data() + i * 32, &low, 8);
    std::memcpy(coefficients.data() + i * 32 + 8, &high, 8);
  }
  return coefficients;
}

class KeyVerification {
 public:
  KeyVerification(const ZkeyFile& key, const ZkeyFile& fresh, const PtauFile& ptau, const Contributions& contributions,
                  const G1Affine& last_delta, Work& work)
      : key_(key), fresh_(fresh), ptau_(ptau), contributions_(contributions), last_delta_(last_delta), work_(work) {}

  void run() const {
    check_header();
    check_same_sections();
    check_points(8, key_.private_wires());
    check_points(9, key_.domain_size);
    work_.range(0.75, 0.85);
    check_c();
    work_.range(0.85, 1);
    check_h();
  }

 private:
  void check_header() const {
    work_.report("Comparison");
    if (key_.wires != fresh_.wires || key_.public_signals != fresh_.public_signals || key_.domain_size != fresh_.domain_size)
      reject("The key belongs to another circuit: the numbers of wires, public signals or rows differ.");
    if (key_.alpha1 != fresh_.alpha1 || key_.beta1 != fresh_.beta1 || key_.beta2 != fresh_.beta2)
      reject("The key was made from other powers of tau: alpha or beta differ.");
    if (key_.gamma2 != fresh_.gamma2) reject("The key's gamma is not the generator.");
    if (key_.delta1 != last_delta_) reject("The key's delta in G1 is not that of its last contribution.");
    if (!is_in_g2(key_.delta2) || !have_same_ratio(g1_generator(), key_.delta1, g2_generator(), key_.delta2))
      reject("The key's delta in G2 is not that of G1.");
    if (std::memcmp(contributions_.circuit_hash, fresh_.contributions.data, sizeof contributions_.circuit_hash) != 0)
      reject("The key's circuit hash is not that of this circuit and these powers of tau.");
  }

  void check_same_sections() const {
    const struct {
      std::uint32_t id;
      const char* name;
    } sections[] = {{3, "IC"}, {4, "coefficients"}, {5, "A"}, {6, "B in G1"}, {7, "B in G2"}};
    for (const auto& section : sections) {
      const FileSection ours = fresh_.file.section(section.id), theirs = key_.file.section(section.id);
      std::atomic<bool> same{ours.size == theirs.size};
      if (same) {
        work_.parallel((std::size_t)ours.size, (std::size_t)1 << 20, nullptr, [&](std::size_t begin, std::size_t end, unsigned) {
          if (std::memcmp(ours.data + begin, theirs.data + begin, end - begin) != 0) same = false;
        });
      }
      if (!same) reject("Section " + std::to_string(section.id) + " of the key (" + section.name + ") is not that of this circuit.");
      work_.report("Comparison");
    }
  }

  void check_points(std::uint32_t id, std::size_t count) const {
    const std::uint8_t* points = key_.file.section(id).data;
    std::atomic<bool> valid{true};
    work_.parallel(count, 1 << 12, "Points", [&](std::size_t begin, std::size_t end, unsigned) {
      bool all = true;
      for (std::size_t i = begin; i < end; i++) all &= G1Affine::is_valid(points + i * G1Affine::bytes);
      if (!all) valid = false;
    });
    if (!valid) reject("Section " + std::to_string(id) + " of the key has a point that is not on the curve.");
  }

  /** Fresh section 8 : section 8 = delta : 1. */
  void check_c() const {
    const std::size_t count = key_.private_wires();
    const std::vector<std::uint8_t> coefficients = random_coefficients(count);
    const G1Affine fresh = multi_scalar_multiply<Fq>(fresh_.c, coefficients.data(), count, work_).to_affine();
    const G1Affine ours = multi_scalar_multiply<Fq>(key_.c, coefficients.data(), count, work_).to_affine();
    // No private wire, or none that occurs in a constraint.
    if (fresh.is_infinity() && ours.is_infinity()) return;
    if (!have_same_ratio(ours, fresh, g2_generator(), key_.delta2))
      reject("Section 8 of the key (C) is not that of this circuit divided by delta.");
  }

  /**
   * With Z the vanishing polynomial of n rows, section 9 commits to the odd Lagrange polynomials of 2 n rows, divided by delta. The
   * polynomial sum r_i X^i Z of degree below 2 n - 1 is zero on the even rows, and on odd row j it is -2 sum r_i w^((2 j + 1) i).
   */
  void check_h() const {
    const std::size_t n = key_.domain_size;
    std::vector<std::uint8_t> coefficients = random_coefficients(n - 1);
    const std::uint8_t* tau = ptau_.g1(ptau_tau_g1, 0);
    const G1 high = multi_scalar_multiply<Fq>(tau + n * G1Affine::bytes, coefficients.data(), n - 1, work_);
    const G1 low = multi_scalar_multiply<Fq>(tau, coefficients.data(), n - 1, work_);

    std::vector<Fr> values(n);
    const Fr root = fr_root_of_unity(key_.domain_power + 1);
    Fr factor = -Fr::from_u64(2);
    for (std::size_t i = 0; i < n - 1; i++, factor *= root) values[i] = Fr::from_plain(U256::load(coefficients.data() + i * 32)) * factor;
    values[n - 1] = Fr::zero();
    number_theoretic_transform(values.data(), key_.domain_power, false, work_);
    coefficients.resize(n * 32);
    for (std::size_t i = 0; i < n; i++) values[i].to_plain().store(coefficients.data() + i * 32);
    const G1Affine ours = multi_scalar_multiply<Fq>(key_.h, coefficients.data(), n, work_).to_affine();
    if (!have_same_ratio(ours, (high + -low).to_affine(), g2_generator(), key_.delta2))
      reject("Section 9 of the key (H) is not that of these powers of tau divided by delta.");
  }

  const ZkeyFile &key_, &fresh_;
  const PtauFile& ptau_;
  const Contributions& contributions_;
  const G1Affine last_delta_;
  Work& work_;
};

/** What is no list of contributions is no contribution either: to whoever verifies, the key is not as it should be. */
Contributions read_contributions_of(const ZkeyFile& key) {
  try {
    return read_contributions(key.file, key.contributions);
  } catch (const Failure& failure) {
    reject(failure.what());
  }
}

}  // namespace

void verify_key(const std::string& r1cs_path, const std::string& ptau_path, const std::string& zkey_path, Work& work) {
  work.range(0, 0.05);
  const ZkeyFile key(zkey_path);
  const Contributions contributions = read_contributions_of(key);
  const G1Affine last_delta = verify_contributions(contributions, work);

  work.range(0.05, 0.7);
  TemporaryPath fresh_path;
  NestedWork nested(work);
  setup_key(r1cs_path, ptau_path, fresh_path.utf8(), nested.work);
  const ZkeyFile fresh(fresh_path.utf8());
  fresh_path.remove();

  work.range(0.7, 0.75);
  const PtauFile ptau(ptau_path);
  KeyVerification(key, fresh, ptau, contributions, last_delta, work).run();
}

}  // namespace proofpress
