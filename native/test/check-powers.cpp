#include "../include/proofpress.h"
#include "../src/curve/subgroup.hpp"
#include "../src/file/ptau.hpp"
#include "checks.hpp"
#include "sample-files.hpp"

using namespace proofpress;

namespace proofpress_test {
namespace {

constexpr unsigned power = 4;
constexpr std::size_t size = (std::size_t)1 << power;

template <class Point>
Bytes bytes_of(const Point& point) {
  Bytes bytes(Point::bytes);
  point.store(bytes.data());
  return bytes;
}

/** A good .ptau, and what setup says to changed copies of it. */
class PowersChecks {
 public:
  explicit PowersChecks(const std::string& folder)
      : r1cs_(folder + "/circuit.r1cs"), ptau_(folder + "/powers.ptau"), zkey_(folder + "/key.zkey") {
    write_file(r1cs_, sample_r1cs(SampleCircuit::chain));
    CHECK(proofpress_powers_of_tau(ptau_.c_str(), power, nullptr, nullptr) == PROOFPRESS_OK);
    good_ = read_file(ptau_);
    sections_ = split_container(good_);
  }

  std::vector<Section> sections() const { return sections_; }
  static Bytes& payload(std::vector<Section>& sections, std::uint32_t id) {
    for (Section& section : sections)
      if (section.id == id) return section.payload;
    fail(__FILE__, __LINE__, "section", std::to_string(id));
  }
  Bytes point(std::uint32_t id, std::size_t index, std::size_t bytes = 64) const {
    std::vector<Section> copy = sections_;
    const auto start = payload(copy, id).begin() + (std::ptrdiff_t)(index * bytes);
    return Bytes(start, start + (std::ptrdiff_t)bytes);
  }

  /** Setup refuses the file and says this. */
  void expect_refusal(const std::vector<Section>& sections, const std::string& reason) {
    write_file(ptau_, join_container(good_, sections));
    proofpress_error error{};
    CHECK(proofpress_groth16_setup(r1cs_.c_str(), ptau_.c_str(), zkey_.c_str(), nullptr, &error) == PROOFPRESS_INVALID, reason);
    CHECK(std::string(error.message).find(reason) != std::string::npos, reason + " is not in: " + error.message);
    CHECK(!exists(zkey_), reason);
  }
  void expect_refusal_of_point(std::uint32_t id, std::size_t index, const Bytes& point, const std::string& reason) {
    std::vector<Section> changed = sections_;
    std::copy(point.begin(), point.end(), payload(changed, id).begin() + (std::ptrdiff_t)(index * point.size()));
    expect_refusal(changed, reason);
  }
  void expect_success() {
    write_file(ptau_, good_);
    CHECK(proofpress_groth16_setup(r1cs_.c_str(), ptau_.c_str(), zkey_.c_str(), nullptr, nullptr) == PROOFPRESS_OK);
    std::remove(zkey_.c_str());
  }

 private:
  const std::string r1cs_, ptau_, zkey_;
  Bytes good_;
  std::vector<Section> sections_;
};

/** first, -first, first, ...: the powers of -1. */
Bytes alternating(const Bytes& first, const Bytes& negative, std::size_t count) {
  Bytes all;
  for (std::size_t i = 0; i < count; i++) {
    const Bytes& next = i % 2 ? negative : first;
    all.insert(all.end(), next.begin(), next.end());
  }
  return all;
}

/** L_i(-1) is 1 at the i with w^i = -1, and 0 elsewhere. */
Bytes lagrange_at_minus_one(const Bytes& one, unsigned last_power) {
  Bytes all;
  for (unsigned k = 0; k <= last_power; k++) {
    const std::size_t start = all.size(), place = k == 0 ? 0 : (std::size_t)1 << (k - 1);
    all.resize(start + (one.size() << k));
    std::copy(one.begin(), one.end(), all.begin() + (std::ptrdiff_t)(start + place * one.size()));
  }
  return all;
}

template <class Point>
Bytes negative_of(const Bytes& point) {
  return bytes_of(-Point::load(point.data()));
}

void check_tau_minus_one(PowersChecks& checks) {
  const Bytes one1 = bytes_of(g1_generator()), one2 = bytes_of(g2_generator());
  const Bytes alpha = checks.point(ptau_alpha_tau_g1, 0), beta = checks.point(ptau_beta_tau_g1, 0);
  std::vector<Section> sections = checks.sections();
  auto set = [&](std::uint32_t id, const Bytes& bytes) { PowersChecks::payload(sections, id) = bytes; };
  set(ptau_tau_g1, alternating(one1, negative_of<G1Affine>(one1), 2 * size - 1));
  set(ptau_tau_g2, alternating(one2, negative_of<G2Affine>(one2), size));
  set(ptau_alpha_tau_g1, alternating(alpha, negative_of<G1Affine>(alpha), size));
  set(ptau_beta_tau_g1, alternating(beta, negative_of<G1Affine>(beta), size));
  set(ptau_lagrange_g1, lagrange_at_minus_one(one1, power + 1));
  set(ptau_lagrange_g2, lagrange_at_minus_one(one2, power));
  set(ptau_lagrange_alpha_g1, lagrange_at_minus_one(alpha, power));
  set(ptau_lagrange_beta_g1, lagrange_at_minus_one(beta, power));
  checks.expect_refusal(sections, "root of unity");
}

}  // namespace

void check_powers(const std::string& folder) {
  PowersChecks checks(folder);
  const Bytes one1 = bytes_of(g1_generator()), one2 = bytes_of(g2_generator());
  const Bytes infinity1(64), infinity2(128);
  Bytes off_curve = one1;
  off_curve[40] ^= 1;
  checks.expect_success();

  // tau, alpha or beta equal to 1 or 0 in either group: at tau = 1 every statement verifies.
  const std::string degenerate = "is infinity or the generator";
  for (const Bytes& point : {one1, infinity1}) {
    checks.expect_refusal_of_point(ptau_tau_g1, 1, point, "tau in G1 " + degenerate);
    checks.expect_refusal_of_point(ptau_alpha_tau_g1, 0, point, "alpha in G1 " + degenerate);
    checks.expect_refusal_of_point(ptau_beta_tau_g1, 0, point, "beta in G1 " + degenerate);
  }
  for (const Bytes& point : {one2, infinity2}) {
    checks.expect_refusal_of_point(ptau_tau_g2, 1, point, "tau in G2 " + degenerate);
    checks.expect_refusal_of_point(ptau_beta_g2, 0, point, "beta in G2 " + degenerate);
  }
  for (std::uint32_t id : {ptau_tau_g1, ptau_alpha_tau_g1, ptau_beta_tau_g1})
    checks.expect_refusal_of_point(id, 1, off_curve, "does not belong to the group");
  checks.expect_refusal_of_point(ptau_tau_g1, 0, checks.point(ptau_tau_g1, 1), "begin with the generator");

  // What belongs to another tau, alpha or beta.
  const Bytes other1 = checks.point(ptau_alpha_tau_g1, 3), other2 = checks.point(ptau_tau_g2, 5, 128);
  checks.expect_refusal_of_point(ptau_tau_g2, 1, other2, "disagree about tau");
  checks.expect_refusal_of_point(ptau_beta_g2, 0, other2, "disagree about beta");
  checks.expect_refusal_of_point(ptau_alpha_tau_g1, 1, other1, "powers of alpha tau");
  checks.expect_refusal_of_point(ptau_beta_tau_g1, 1, other1, "powers of beta tau");
  checks.expect_refusal_of_point(ptau_tau_g1, 2 * size - 2, other1, "powers of one number");
  checks.expect_refusal_of_point(ptau_tau_g2, 2, other2, "powers of one number");
  for (std::uint32_t id : {ptau_lagrange_g1, ptau_lagrange_alpha_g1, ptau_lagrange_beta_g1})
    checks.expect_refusal_of_point(id, 1, other1, "section " + std::to_string(id) + " do not belong");
  checks.expect_refusal_of_point(ptau_lagrange_g2, 2, other2, "section 13 do not belong");
  check_tau_minus_one(checks);

  // A file that is not prepared for phase 2.
  for (std::uint32_t id : {ptau_lagrange_g1, ptau_lagrange_g2, ptau_lagrange_alpha_g1, ptau_lagrange_beta_g1}) {
    std::vector<Section> sections = checks.sections();
    for (std::size_t i = sections.size(); i-- > 0;)
      if (sections[i].id == id) sections.erase(sections.begin() + (std::ptrdiff_t)i);
    checks.expect_refusal(sections, "not prepared for phase 2");
  }
  checks.expect_success();
}

}  // namespace proofpress_test
