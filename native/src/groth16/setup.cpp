#include "setup.hpp"

#include "../curve/subgroup.hpp"
#include "../file/binfile-writer.hpp"
#include "../file/ptau.hpp"
#include "../file/r1cs.hpp"
#include "../file/zkey.hpp"
#include "circuit-hash.hpp"
#include "powers-of-tau-check.hpp"
#include "sparse-sums.hpp"

namespace proofpress {
namespace {

/** Terms that a thread takes at once. */
constexpr std::uint64_t piece_terms = (std::uint64_t)1 << 17;
constexpr std::size_t coefficient_buffer_bytes = (std::size_t)1 << 22;
constexpr std::size_t contributions_bytes = 68;

const U256 one_plain{{1, 0, 0, 0}};

/** log2 of the domain: room for the constraints and a row for one and each public signal. */
unsigned circuit_power(const R1csFile& circuit) {
  const u64 rows = (u64)circuit.constraints + circuit.public_signals;
  return std::max(1u, bit_length(U256{{rows, 0, 0, 0}}));
}

class KeySetup {
 public:
  KeySetup(const R1csFile& circuit, const PtauFile& ptau, const std::string& zkey_path, Work& work)
      : circuit_(circuit),
        ptau_(ptau),
        work_(work),
        power_(circuit_power(circuit)),
        domain_size_((std::uint64_t)1 << power_),
        coefficient_count_(circuit.marks.back().terms_a_and_b + circuit.public_signals + 1),
        writer_(zkey_path, "zkey", 1, plan()) {}

  void run() {
    work_.range(0.02, 0.05);
    check_ptau_points();
    write_header();
    work_.range(0.05, 0.15);
    write_coefficients();
    work_.range(0.15, 0.5);
    write_g1_sums();
    work_.range(0.5, 0.7);
    write_g2_sums();
    work_.range(0.7, 0.75);
    write_h();
    work_.range(0.75, 0.99);
    write_hash();
    work_.report("Proving key", 1);
    writer_.commit();
  }

 private:
  /** In the order of `snarkjs zkey new`. */
  std::vector<SectionPlan> plan() const {
    const std::uint64_t wires = circuit_.wires, ic_points = (std::uint64_t)circuit_.public_signals + 1;
    return {{1, 4},
            {2, zkey_header_bytes},
            {4, 4 + coefficient_count_ * zkey_coefficient_bytes},
            {3, ic_points * 64},
            {9, domain_size_ * 64},
            {8, (wires - ic_points) * 64},
            {5, wires * 64},
            {6, wires * 64},
            {7, wires * 128},
            {10, contributions_bytes}};
  }

  /** The block of this circuit's domain, or of one twice as large, in a Lagrange section. */
  const std::uint8_t* block1(std::uint32_t section, unsigned power) const { return ptau_.g1(section, lagrange_block_start(power)); }
  const std::uint8_t* block2() const { return ptau_.g2(ptau_lagrange_g2, lagrange_block_start(power_)); }

  void check_ptau_points() {
    for (std::uint32_t section : {ptau_lagrange_g1, ptau_lagrange_alpha_g1, ptau_lagrange_beta_g1})
      ptau_.check_coordinates(block1(section, power_), domain_size_, 64, work_);
    work_.report("Powers of tau", 0.4);
    ptau_.check_coordinates(block1(ptau_lagrange_g1, power_ + 1), 2 * domain_size_, 64, work_);
    ptau_.check_coordinates(block2(), domain_size_, 128, work_);
    work_.report("Powers of tau", 0.8);
    ptau_.check_coordinates(ptau_.g1(ptau_tau_g1, 0), 2 * domain_size_ - 1, 64, work_);
  }

  void write_header() {
    std::uint8_t protocol[4];
    store_u32(protocol, 1);
    writer_.write(1, 0, protocol, sizeof protocol);

    std::uint8_t header[zkey_header_bytes];
    store_u32(header, 32);
    Fq::modulus().store(header + 4);
    store_u32(header + 36, 32);
    Fr::modulus().store(header + 40);
    store_u32(header + 72, circuit_.wires);
    store_u32(header + 76, circuit_.public_signals);
    store_u32(header + 80, (std::uint32_t)domain_size_);
    // alpha1 beta1 beta2 gamma2 delta1 delta2
    std::memcpy(header + 84, ptau_.g1(ptau_alpha_tau_g1, 0), 64);
    std::memcpy(header + 148, ptau_.g1(ptau_beta_tau_g1, 0), 64);
    std::memcpy(header + 212, ptau_.g2(ptau_beta_g2, 0), 128);
    g2_generator().store(header + 340);
    g1_generator().store(header + 468);
    g2_generator().store(header + 532);
    std::memcpy(key_points_, header + 84, sizeof key_points_);
    writer_.write(2, 0, header, sizeof header);
  }

  /** Constraint runs that hold about `piece_terms` terms, fewer where all threads would not get some. */
  std::size_t runs_per_piece() const {
    const std::uint64_t runs = circuit_.runs(), terms = circuit_.marks.back().terms + 1;
    const std::uint64_t by_terms = runs * piece_terms / terms;
    return (std::size_t)std::max<std::uint64_t>(1, std::min(by_terms, runs / (work_.threads() * 4)));
  }

  static void append_coefficient(std::vector<std::uint8_t>& out, int matrix, std::uint32_t row, std::uint32_t wire,
                                 const U256& coefficient) {
    const std::size_t start = out.size();
    out.resize(start + zkey_coefficient_bytes);
    store_u32(out.data() + start, (std::uint32_t)matrix);
    store_u32(out.data() + start + 4, row);
    store_u32(out.data() + start + 8, wire);
    // Montgomery form twice over.
    Fr::from_plain(Fr::from_plain(coefficient).value).store(out.data() + start + 12);
  }

  void write_coefficients() {
    std::uint8_t count[4];
    store_u32(count, (std::uint32_t)coefficient_count_);
    writer_.write(4, 0, count, sizeof count);
    work_.parallel(circuit_.runs(), runs_per_piece(), "Coefficients", [&](std::size_t begin, std::size_t end, unsigned) {
      std::vector<std::uint8_t> out;
      std::uint64_t position = 4 + circuit_.marks[begin].terms_a_and_b * zkey_coefficient_bytes;
      auto flush = [&] {
        writer_.write(4, position, out.data(), out.size());
        position += out.size();
        out.clear();
      };
      for (std::size_t run = begin; run < end; run++) {
        circuit_.for_each_combination(run, [&](std::uint32_t constraint, int matrix, const R1csCombination& combination) {
          if (matrix == 2) return;
          for (std::uint32_t i = 0; i < combination.count; i++) {
            append_coefficient(out, matrix, constraint, combination.wire(i), combination.coefficient(i));
            if (out.size() >= coefficient_buffer_bytes) flush();
          }
        });
      }
      flush();
    });
    std::vector<std::uint8_t> public_rows;
    for (std::uint32_t wire = 0; wire <= circuit_.public_signals; wire++)
      append_coefficient(public_rows, 0, circuit_.constraints + wire, wire, one_plain);
    writer_.write(4, 4 + circuit_.marks.back().terms_a_and_b * zkey_coefficient_bytes, public_rows.data(), public_rows.size());
  }

  /** sums[first_target + wire] += coefficient * point for the terms of a combination. */
  template <class Field>
  static void add_combination(SparseBlock<Field>& block, SparseSums<Field>& sums, const std::uint8_t* point,
                              const R1csCombination& combination, std::uint64_t first_target) {
    block.start_point(point);
    for (std::uint32_t i = 0; i < combination.count; i++) {
      block.add_term((std::uint32_t)(first_target + combination.wire(i)), combination.coefficient(i));
      if (!block.is_full()) continue;
      sums.add(block);
      block.start_point(point);
    }
  }

  void write_g1_sums() {
    const std::uint64_t wires = circuit_.wires, ic_points = (std::uint64_t)circuit_.public_signals + 1;
    const std::uint64_t a = 0, b = wires, k = 2 * wires;
    const std::uint8_t* lagrange = block1(ptau_lagrange_g1, power_);
    const std::uint8_t* alpha = block1(ptau_lagrange_alpha_g1, power_);
    const std::uint8_t* beta = block1(ptau_lagrange_beta_g1, power_);
    SparseSums<Fq> sums(3 * wires);
    std::vector<SparseBlock<Fq>> blocks(work_.threads());
    work_.parallel(circuit_.runs(), runs_per_piece(), "Points in G1", [&](std::size_t begin, std::size_t end, unsigned thread) {
      SparseBlock<Fq>& block = blocks[thread];
      for (std::size_t run = begin; run < end; run++) {
        circuit_.for_each_combination(run, [&](std::uint32_t constraint, int matrix, const R1csCombination& combination) {
          const std::size_t offset = (std::size_t)constraint * 64;
          add_combination(block, sums, lagrange + offset, combination, matrix == 0 ? a : matrix == 1 ? b : k);
          if (matrix == 0) add_combination(block, sums, beta + offset, combination, k);
          if (matrix == 1) add_combination(block, sums, alpha + offset, combination, k);
        });
      }
      sums.add(block);
    });
    work_.parallel(ic_points, 1 << 14, nullptr, [&](std::size_t begin, std::size_t end, unsigned thread) {
      SparseBlock<Fq>& block = blocks[thread];
      for (std::size_t wire = begin; wire < end; wire++) {
        const std::size_t offset = (circuit_.constraints + wire) * 64;
        block.start_point(lagrange + offset);
        block.add_term((std::uint32_t)(a + wire), one_plain);
        block.start_point(beta + offset);
        block.add_term((std::uint32_t)(k + wire), one_plain);
      }
      sums.add(block);
    });
    writer_.write(5, 0, sums.points() + a * 64, wires * 64);
    writer_.write(6, 0, sums.points() + b * 64, wires * 64);
    writer_.write(3, 0, sums.points() + k * 64, ic_points * 64);
    writer_.write(8, 0, sums.points() + (k + ic_points) * 64, (wires - ic_points) * 64);
  }

  void write_g2_sums() {
    SparseSums<Fq2> sums(circuit_.wires);
    std::vector<SparseBlock<Fq2>> blocks(work_.threads());
    work_.parallel(circuit_.runs(), runs_per_piece(), "Points in G2", [&](std::size_t begin, std::size_t end, unsigned thread) {
      for (std::size_t run = begin; run < end; run++) {
        circuit_.for_each_combination(run, [&](std::uint32_t constraint, int matrix, const R1csCombination& combination) {
          if (matrix == 1) add_combination(blocks[thread], sums, block2() + (std::size_t)constraint * 128, combination, 0);
        });
      }
      sums.add(blocks[thread]);
    });
    writer_.write(7, 0, sums.points(), (std::uint64_t)circuit_.wires * 128);
  }

  void write_h() {
    const std::uint8_t* lagrange = block1(ptau_lagrange_g1, power_ + 1);
    work_.parallel(domain_size_, 1 << 14, "Points in G1", [&](std::size_t begin, std::size_t end, unsigned) {
      std::vector<std::uint8_t> odd((end - begin) * 64);
      for (std::size_t i = begin; i < end; i++) std::memcpy(odd.data() + (i - begin) * 64, lagrange + (2 * i + 1) * 64, 64);
      writer_.write(9, begin * 64, odd.data(), odd.size());
    });
  }

  void write_hash() {
    const MappedFile written = writer_.map_written();
    auto section = [&](std::uint32_t id) { return written.data() + writer_.section_start(id); };
    const std::uint8_t* tau = ptau_.g1(ptau_tau_g1, 0);
    const std::uint8_t* ptau_end = ptau_.file.mapping().data() + ptau_.file.mapping().size();
    const CircuitHashParts parts{key_points_,
                                 section(3),
                                 (std::size_t)circuit_.public_signals + 1,
                                 section(8),
                                 circuit_.wires - circuit_.public_signals - 1,
                                 section(5),
                                 section(6),
                                 section(7),
                                 circuit_.wires,
                                 (std::size_t)domain_size_,
                                 tau,
                                 (std::size_t)(ptau_end - tau)};
    std::uint8_t contributions[contributions_bytes] = {};
    circuit_hash(parts, work_, contributions);
    writer_.write(10, 0, contributions, sizeof contributions);
  }

  const R1csFile& circuit_;
  const PtauFile& ptau_;
  Work& work_;
  const unsigned power_;
  const std::uint64_t domain_size_, coefficient_count_;
  std::uint8_t key_points_[576];
  BinFileWriter writer_;
};

/** Wires whose three sums have places of 32 bits, and coefficients whose count has 32 bits. */
void check_size(const R1csFile& circuit, const PtauFile& ptau) {
  const unsigned power = circuit_power(circuit);
  if (power > ptau.power)
    ptau.file.refuse("it has power " + std::to_string(ptau.power) + ", and the circuit needs " + std::to_string(power));
  if (power >= fr_two_adicity) circuit.file.refuse("it has more rows than the 2^27 that can be set up");
  const std::uint64_t coefficients = circuit.marks.back().terms_a_and_b + circuit.public_signals + 1;
  if (circuit.wires > UINT32_MAX / 3 || coefficients > UINT32_MAX) circuit.file.refuse("it has too many wires or terms");
}

}  // namespace

void setup_key(const std::string& r1cs_path, const std::string& ptau_path, const std::string& zkey_path, Work& work) {
  work.range(0, 0.02);
  work.report("Powers of tau");
  const PtauFile ptau(ptau_path);
  check_powers_of_tau(ptau);
  const R1csFile circuit(r1cs_path, work);
  check_size(circuit, ptau);
  KeySetup(circuit, ptau, zkey_path, work).run();
}

}  // namespace proofpress
