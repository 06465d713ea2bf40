#include "powers-of-tau.hpp"

#include "../curve/subgroup.hpp"
#include "../field/batch-inverse.hpp"
#include "../file/binfile-writer.hpp"
#include "../file/bytes.hpp"
#include "../file/ptau.hpp"
#include "../platform/random.hpp"
#include "powers-of-tau-fixed-base.hpp"

namespace proofpress {
namespace {

/** Points that go through the windows together: they stay in the processor's nearest caches. */
constexpr std::size_t batch_points = 1024;
/** Points that are written at once. */
constexpr std::size_t piece_points = 4 * batch_points;
/** A G2 point costs about this many G1 points. */
constexpr double g2_weight = 3;

struct Secrets {
  Fr tau, alpha, beta;
};

/** Working memory of a thread: what it holds tells of the secrets, so it is wiped. */
struct Scratch {
  Fr scalars[batch_points], powers[batch_points], products[batch_points];
  U256 plain[batch_points];
  std::vector<PointReference> digits;
  std::vector<std::uint8_t> points;

  ~Scratch() {
    wipe(scalars, sizeof scalars);
    wipe(powers, sizeof powers);
    wipe(products, sizeof products);
    wipe(plain, sizeof plain);
    wipe(digits.data(), digits.size() * sizeof(PointReference));
  }
};

/** scalars[i] = factor * tau^(start + i). */
void powers(const Secrets& secrets, const Fr& factor, std::uint64_t start, std::size_t count, Scratch& scratch) {
  Secret<Fr> power{factor * secrets.tau.power(U256{{start, 0, 0, 0}})};
  for (std::size_t i = 0; i < count; i++) {
    scratch.scalars[i] = power.value;
    power.value *= secrets.tau;
  }
}

/** scalars[i] = factor * L_(start + i)(tau) over the domain of 2^domain_power; tau is not in the domain. */
void lagrange(const Secrets& secrets, const Fr& factor, unsigned domain_power, std::uint64_t start, std::size_t count,
              Scratch& scratch) {
  const U256 size{{(u64)1 << domain_power, 0, 0, 0}};
  const Fr root = fr_root_of_unity(domain_power);
  Secret<Fr> vanishing{(secrets.tau.power(size) - Fr::one()) * Fr::from_plain(size).inverse() * factor};
  Fr element = root.power(U256{{start, 0, 0, 0}});
  for (std::size_t i = 0; i < count; i++) {
    scratch.powers[i] = element;
    scratch.scalars[i] = secrets.tau - element;
    element *= root;
  }
  batch_inverse(scratch.scalars, count, scratch.products);
  for (std::size_t i = 0; i < count; i++) scratch.scalars[i] *= scratch.powers[i] * vanishing.value;
}

/** A run of consecutive points of one section. */
struct Run {
  std::uint32_t section;
  /** Points of the section before the run. */
  std::uint64_t first;
  std::uint64_t count;
  const Fr* factor;
  /** -1: powers of tau. */
  int domain_power;
};

class PowersWriter {
 public:
  PowersWriter(const std::string& path, unsigned power, const Secrets& secrets, Work& work)
      : power_(power), secrets_(secrets), work_(work), writer_(path, "ptau", 1, plan(power)), scratch_(work.threads()) {}

  void write() {
    write_header();
    const std::uint64_t size = (std::uint64_t)1 << power_;
    const std::uint64_t g1_count = 12 * size - 4, g2_count = 3 * size;
    const double total = (double)g1_count + g2_weight * (double)g2_count;
    work_.report("Powers of tau");
    {
      FixedBaseTable<Fq> table(g1_generator(), g1_count / work_.threads(), work_);
      double done = 0;
      for (const Run& run : g1_runs()) {
        work_.range(done / total, (done + (double)run.count) / total);
        write_run(run, table);
        done += (double)run.count;
      }
    }
    FixedBaseTable<Fq2> table(g2_generator(), g2_count / work_.threads(), work_);
    double done = (double)g1_count;
    for (const Run& run : g2_runs()) {
      work_.range(done / total, (done + g2_weight * (double)run.count) / total);
      write_run(run, table);
      done += g2_weight * (double)run.count;
    }
    work_.range(1, 1);
    work_.report("Powers of tau");
    writer_.commit();
  }

 private:
  static std::vector<SectionPlan> plan(unsigned power) {
    PtauPoints points[9];
    ptau_point_sections(power, points);
    std::vector<SectionPlan> sections{{ptau_header, ptau_header_bytes}};
    for (const PtauPoints& section : points) {
      sections.push_back({section.section, section.count * section.bytes});
      if (section.section == ptau_beta_g2) sections.push_back({ptau_contributions, 4});
    }
    return sections;
  }

  void write_header() {
    std::uint8_t header[ptau_header_bytes];
    store_u32(header, 32);
    Fq::modulus().store(header + 4);
    store_u32(header + 36, power_);
    store_u32(header + 40, power_);
    writer_.write(ptau_header, 0, header, sizeof header);
    const std::uint8_t no_contributions[4] = {};
    writer_.write(ptau_contributions, 0, no_contributions, sizeof no_contributions);
  }

  std::vector<Run> g1_runs() const {
    const std::uint64_t size = (std::uint64_t)1 << power_;
    std::vector<Run> runs{{ptau_tau_g1, 0, 2 * size - 1, &one_, -1},
                          {ptau_alpha_tau_g1, 0, size, &secrets_.alpha, -1},
                          {ptau_beta_tau_g1, 0, size, &secrets_.beta, -1}};
    add_lagrange_runs(runs, ptau_lagrange_g1, one_, power_ + 1);
    add_lagrange_runs(runs, ptau_lagrange_alpha_g1, secrets_.alpha, power_);
    add_lagrange_runs(runs, ptau_lagrange_beta_g1, secrets_.beta, power_);
    return runs;
  }
  std::vector<Run> g2_runs() const {
    std::vector<Run> runs{{ptau_tau_g2, 0, (std::uint64_t)1 << power_, &one_, -1}, {ptau_beta_g2, 0, 1, &secrets_.beta, -1}};
    add_lagrange_runs(runs, ptau_lagrange_g2, one_, power_);
    return runs;
  }
  static void add_lagrange_runs(std::vector<Run>& runs, std::uint32_t section, const Fr& factor, unsigned last_power) {
    for (unsigned domain = 0; domain <= last_power; domain++)
      runs.push_back({section, lagrange_block_start(domain), (std::uint64_t)1 << domain, &factor, (int)domain});
  }

  template <class Field>
  void write_run(const Run& run, const FixedBaseTable<Field>& table) {
    constexpr std::size_t bytes = Affine<Field>::bytes;
    work_.parallel(run.count, piece_points, "Powers of tau", [&](std::size_t begin, std::size_t end, unsigned thread) {
      Scratch& scratch = scratch_[thread];
      scratch.points.resize(piece_points * bytes);
      for (std::size_t start = begin; start < end; start += batch_points) {
        std::size_t count = std::min(batch_points, end - start);
        if (run.domain_power < 0) {
          powers(secrets_, *run.factor, start, count, scratch);
        } else {
          lagrange(secrets_, *run.factor, (unsigned)run.domain_power, start, count, scratch);
        }
        for (std::size_t i = 0; i < count; i++) scratch.plain[i] = scratch.scalars[i].to_plain();
        table.multiply(scratch.plain, count, scratch.points.data() + (start - begin) * bytes, scratch.digits);
      }
      writer_.write(run.section, (run.first + begin) * bytes, scratch.points.data(), (end - begin) * bytes);
    });
  }

  const unsigned power_;
  const Secrets& secrets_;
  const Fr one_ = Fr::one();
  Work& work_;
  BinFileWriter writer_;
  std::vector<Scratch> scratch_;
};

/** Draws what is neither 0 nor 1 and, as it may be tau, no root of unity of a domain in the file. */
Fr draw_secret(unsigned power) {
  for (;;) {
    Secret<Fr> secret{random_scalar()};
    if (secret.value.power(U256{{(u64)2 << power, 0, 0, 0}}) != Fr::one()) return secret.value;
  }
}

}  // namespace

void write_powers_of_tau(const std::string& path, unsigned power, Work& work) {
  if (power < ptau_least_power || power >= fr_two_adicity)
    fail_invalid("Local powers of tau cannot have power " + std::to_string(power) + "; 2 to 27 can be made.");
  Secret<Secrets> secrets;
  secrets.value = {draw_secret(power), draw_secret(power), draw_secret(power)};
  PowersWriter(path, power, secrets.value, work).write();
}

}  // namespace proofpress
