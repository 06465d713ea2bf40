#include "powers-of-tau-check.hpp"

#include "../curve/pairing.hpp"
#include "../curve/subgroup.hpp"
#include "../curve/xyzz.hpp"

namespace proofpress {
namespace {

/** The few points that are looked at. */
class PowersCheck {
 public:
  explicit PowersCheck(const PtauFile& ptau) : ptau_(ptau) {}

  void run() {
    read_points();
    check_pairs();
    check_root_of_unity();
    check_lagrange(ptau_lagrange_g1, one1_, tau1_);
    check_lagrange(ptau_lagrange_alpha_g1, alpha1_, alpha_tau1_);
    check_lagrange(ptau_lagrange_beta_g1, beta1_, beta_tau1_);
    check_lagrange(ptau_lagrange_g2, one2_, tau2_);
  }

 private:
  [[noreturn]] void refuse(const std::string& reason) const { ptau_.file.refuse(reason); }

  G1Affine g1(std::uint32_t section, std::uint64_t index) const {
    const std::uint8_t* bytes = ptau_.g1(section, index);
    if (!G1Affine::is_valid(bytes)) refuse_point(section, index);
    return G1Affine::load(bytes);
  }
  G2Affine g2(std::uint32_t section, std::uint64_t index) const {
    const std::uint8_t* bytes = ptau_.g2(section, index);
    if (!G2Affine::is_valid(bytes) || !is_in_g2(G2Affine::load(bytes))) refuse_point(section, index);
    return G2Affine::load(bytes);
  }
  [[noreturn]] void refuse_point(std::uint32_t section, std::uint64_t index) const {
    refuse("point " + std::to_string(index) + " of section " + std::to_string(section) + " does not belong to the group");
  }
  template <class Point>
  void require_usable(const Point& point, const Point& generator, const char* name) const {
    if (point.is_infinity() || point == generator) refuse(std::string(name) + " is infinity or the generator");
  }

  void read_points() {
    tau1_ = g1(ptau_tau_g1, 1);
    alpha1_ = g1(ptau_alpha_tau_g1, 0);
    beta1_ = g1(ptau_beta_tau_g1, 0);
    tau2_ = g2(ptau_tau_g2, 1);
    beta2_ = g2(ptau_beta_g2, 0);
    require_usable(tau1_, one1_, "tau in G1");
    require_usable(alpha1_, one1_, "alpha in G1");
    require_usable(beta1_, one1_, "beta in G1");
    require_usable(tau2_, one2_, "tau in G2");
    require_usable(beta2_, one2_, "beta in G2");
    if (g1(ptau_tau_g1, 0) != one1_ || g2(ptau_tau_g2, 0) != one2_) refuse("the powers of tau do not begin with the generator");
    alpha_tau1_ = g1(ptau_alpha_tau_g1, 1);
    beta_tau1_ = g1(ptau_beta_tau_g1, 1);
  }

  void check_pairs() const {
    if (!have_same_ratio(one1_, tau1_, one2_, tau2_)) refuse("its two groups disagree about tau");
    if (!have_same_ratio(one1_, beta1_, one2_, beta2_)) refuse("its two groups disagree about beta");
    if (!have_same_ratio(alpha1_, alpha_tau1_, one2_, tau2_)) refuse("the powers of alpha tau are not powers of its tau");
    if (!have_same_ratio(beta1_, beta_tau1_, one2_, tau2_)) refuse("the powers of beta tau are not powers of its tau");
  }

  void check_root_of_unity() const {
    // The last power is 2n - 2 for n = 2^power: times tau^2 it is tau^(2n), which is 1 on the domains in use.
    const std::uint64_t last_index = ((std::uint64_t)2 << ptau_.power) - 2;
    const G1Affine last = g1(ptau_tau_g1, last_index), before_last = g1(ptau_tau_g1, last_index - 1);
    const G2Affine tau_squared2 = g2(ptau_tau_g2, 2);
    if (!have_same_ratio(before_last, last, one2_, tau2_) || !have_same_ratio(one1_, tau1_, tau2_, tau_squared2))
      refuse("the powers of tau are not powers of one number");
    const PairingInput product[2] = {{last, tau_squared2}, {-one1_, one2_}};
    if (is_pairing_product_one(product, 2)) refuse("tau is a root of unity of the domain");
  }

  /** The domain of two points is {1, -1}: L_0 + L_1 = 1 and L_0 - L_1 = tau, times alpha or beta. */
  template <class Field>
  void check_lagrange(std::uint32_t section, const Affine<Field>& sum, const Affine<Field>& difference) const {
    using Point = Affine<Field>;
    const std::uint8_t* bytes = ptau_.file.section(section).data + lagrange_block_start(1) * Point::bytes;
    const bool valid = Point::is_valid(bytes) && Point::is_valid(bytes + Point::bytes);
    const Point first = valid ? Point::load(bytes) : Point::infinity();
    const Point second = valid ? Point::load(bytes + Point::bytes) : Point::infinity();
    const auto point = Xyzz<Field>::from(first);
    if (!valid || (point + second).to_affine() != sum || (point + -second).to_affine() != difference)
      refuse("the Lagrange points of section " + std::to_string(section) + " do not belong to its tau");
  }

  const PtauFile& ptau_;
  const G1Affine one1_ = g1_generator();
  const G2Affine one2_ = g2_generator();
  G1Affine tau1_, alpha1_, beta1_, alpha_tau1_, beta_tau1_;
  G2Affine tau2_, beta2_;
};

}  // namespace

void check_powers_of_tau(const PtauFile& ptau) { PowersCheck(ptau).run(); }

}  // namespace proofpress
