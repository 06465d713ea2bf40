#pragma once

#include <vector>

#include "../curve/add-pairs.hpp"
#include "../field/signed-residue.hpp"
#include "sparse-digits.hpp"

namespace proofpress {

/** The sum that a target gets from a block: point `reference` of the block. */
struct SparseSum {
  std::uint32_t target;
  PointReference reference;
};

/**
 * Part of a sparse matrix times a vector of points: for each target the sum of coefficient * point over the block's terms.
 *
 * Terms come point by point. A coefficient is cut into signed digits of base 16; the multiples d * 16^j of a point that its
 * terms need are made once for all of them, so +-1 costs one addition, a power of two shares its doublings, and small numbers
 * share their few multiples. Then the terms are sorted by target and added up pairwise. All steps run over the whole block at
 * once, with additions that share inversions.
 */
template <class Field>
class SparseBlock {
 public:
  using Point = Affine<Field>;
  /** Digits that a block takes: memory stays at some ten million bytes, and a shared inversion is lost among them. */
  static constexpr std::size_t capacity = (std::size_t)1 << 17;

  void clear() {
    rows_.clear();
    masks_.clear();
    terms_.clear();
    point_ = nullptr;
  }
  /** The terms that follow belong to this point (Montgomery form, any alignment; must stay readable until `reduce`). */
  void start_point(const std::uint8_t* point) {
    point_ = point;
    row_open_ = false;
  }
  void add_term(std::uint32_t target, const U256& coefficient) {
    if (coefficient.is_zero()) return;
    if (!row_open_) {
      rows_.push_back({point_, (std::uint32_t)masks_.size()});
      row_open_ = true;
    }
    const std::size_t first = rows_.back().first_window;
    const SignedResidue parts = signed_residue(coefficient);
    for_each_digit(parts.magnitude, [&](unsigned window, int digit) {
      if (masks_.size() <= first + window) masks_.resize(first + window + 1, 0);
      const unsigned magnitude = (unsigned)(digit < 0 ? -digit : digit);
      masks_[first + window] |= (std::uint8_t)(1u << (magnitude - 1));
      const u64 slot = (first + window) * highest_digit + magnitude - 1;
      terms_.push_back((u64)target << 32 | slot << 1 | (u64)(parts.negative != (digit < 0)));
    });
  }
  /** After a full block the next terms, also of the same point, belong to a new one. */
  bool is_full() const { return terms_.size() >= capacity; }

  /** The sums in the order of their targets, each target once; they refer to `points`. */
  const std::vector<SparseSum>& reduce() {
    close_masks();
    make_multiples();
    for (u64& term : terms_) {
      const u64 slot = (term & 0xffffffff) >> 1;
      term = (term & 0xffffffff00000001ull) | (u64)places_[slot] << 1;
    }
    sort_terms();
    add_up();
    sums_.clear();
    for (u64 term : terms_) sums_.push_back({(std::uint32_t)(term >> 32), (PointReference)term});
    return sums_;
  }
  const std::uint8_t* points() const { return points_.data(); }

 private:
  struct Row {
    const std::uint8_t* point;
    /** Place of its first window in `masks_`; the others follow. */
    std::uint32_t first_window;
  };

  std::size_t windows_of(std::size_t row) const {
    const std::size_t end = row + 1 < rows_.size() ? rows_[row + 1].first_window : masks_.size();
    return end - rows_[row].first_window;
  }

  /** Adds to the multiples that terms need those that lead to them. */
  void close_masks() {
    for (std::size_t row = 0; row < rows_.size(); row++) {
      std::uint8_t* masks = masks_.data() + rows_[row].first_window;
      for (std::size_t window = windows_of(row); window-- > 0;) {
        unsigned mask = masks[window];
        // The first multiple of the next window is 8 + 8.
        if (window + 1 < windows_of(row)) mask |= bit(8);
        if (mask & bit(7)) mask |= bit(4) | bit(3);
        if (mask & bit(6)) mask |= bit(3);
        if (mask & bit(5) || mask & bit(8)) mask |= bit(4);
        if (mask & bit(4) || mask & bit(3)) mask |= bit(2);
        masks[window] = (std::uint8_t)(mask | bit(1));
      }
    }
  }
  static constexpr unsigned bit(unsigned multiple) { return 1u << (multiple - 1); }

  void make_multiples() {
    std::size_t multiples = 0;
    for (std::uint8_t mask : masks_) multiples += (std::size_t)__builtin_popcount(mask);
    // Adding up n terms makes fewer than n sums.
    points_.resize((multiples + terms_.size()) * Point::bytes);
    places_.resize(masks_.size() * highest_digit);
    point_count_ = 0;
    std::vector<std::uint32_t> active;
    for (std::uint32_t row = 0; row < rows_.size(); row++) {
      std::memcpy(points_.data() + point_count_ * Point::bytes, rows_[row].point, Point::bytes);
      places_[(std::size_t)rows_[row].first_window * highest_digit] = (std::uint32_t)point_count_++;
      if (windows_of(row) > 1 || masks_[rows_[row].first_window] != bit(1)) active.push_back(row);
    }
    for (std::size_t window = 0; !active.empty(); window++) {
      make_step(active, window, {{2, 1, 1}});
      make_step(active, window, {{3, 2, 1}, {4, 2, 2}});
      make_step(active, window, {{5, 4, 1}, {6, 3, 3}, {7, 4, 3}, {8, 4, 4}});
      std::size_t kept = 0;
      for (std::uint32_t row : active)
        if (windows_of(row) > window + 1) active[kept++] = row;
      active.resize(kept);
      for (std::uint32_t row : active) {
        const std::size_t slots = (rows_[row].first_window + window) * highest_digit;
        plan_addition(slots + highest_digit, slots + 8 - 1, slots + 8 - 1);
      }
      run_additions();
    }
  }

  struct Step {
    unsigned multiple, left, right;
  };
  void make_step(const std::vector<std::uint32_t>& active, std::size_t window, std::initializer_list<Step> steps) {
    for (std::uint32_t row : active) {
      const std::size_t place = rows_[row].first_window + window;
      for (const Step& step : steps) {
        if (!(masks_[place] & bit(step.multiple))) continue;
        const std::size_t slots = place * highest_digit;
        plan_addition(slots + step.multiple - 1, slots + step.left - 1, slots + step.right - 1);
      }
    }
    run_additions();
  }
  void plan_addition(std::size_t target_slot, std::size_t left_slot, std::size_t right_slot) {
    places_[target_slot] = (std::uint32_t)(point_count_ + left_.size());
    left_.push_back((PointReference)(places_[left_slot] << 1));
    right_.push_back((PointReference)(places_[right_slot] << 1));
  }
  /** Appends the planned sums to the points. */
  void run_additions() {
    add_pairs<Field>({points_.data(), left_.data(), points_.data(), right_.data()}, left_.size(),
                     points_.data() + point_count_ * Point::bytes);
    point_count_ += left_.size();
    left_.clear();
    right_.clear();
  }

  /** By target (the high half), least significant digit first. */
  void sort_terms() {
    constexpr unsigned radix_bits = 11;
    u64 highest = 0;
    for (u64 term : terms_) highest = std::max(highest, term >> 32);
    sorted_.resize(terms_.size());
    for (unsigned shift = 32; highest >> (shift - 32); shift += radix_bits) {
      std::size_t starts[(std::size_t)1 << radix_bits] = {};
      const u64 mask = ((u64)1 << radix_bits) - 1;
      for (u64 term : terms_) starts[term >> shift & mask]++;
      std::size_t position = 0;
      for (std::size_t& start : starts) {
        std::size_t size = start;
        start = position;
        position += size;
      }
      for (u64 term : terms_) sorted_[starts[term >> shift & mask]++] = term;
      terms_.swap(sorted_);
      if (shift + radix_bits >= 64) break;
    }
  }

  /** Pairs neighbours of the same target until each target has one term left. */
  void add_up() {
    for (;;) {
      std::size_t kept = 0;
      for (std::size_t i = 0; i < terms_.size();) {
        const u64 term = terms_[i++];
        if (i == terms_.size() || terms_[i] >> 32 != term >> 32) {
          terms_[kept++] = term;
          continue;
        }
        terms_[kept++] = (term >> 32 << 32) | (u64)(point_count_ + left_.size()) << 1;
        left_.push_back((PointReference)term);
        right_.push_back((PointReference)terms_[i++]);
      }
      terms_.resize(kept);
      if (left_.empty()) return;
      run_additions();
    }
  }

  const std::uint8_t* point_ = nullptr;
  bool row_open_ = false;
  std::vector<Row> rows_;
  /** For each window of each row the multiples 1 to 8 that are needed, bit by bit. */
  std::vector<std::uint8_t> masks_;
  /** For each multiple of each window the place of its point. */
  std::vector<std::uint32_t> places_;
  /** target << 32 | slot or place << 1 | sign */
  std::vector<u64> terms_, sorted_;
  std::vector<std::uint8_t> points_;
  std::size_t point_count_ = 0;
  std::vector<PointReference> left_, right_;
  std::vector<SparseSum> sums_;
};

}  // namespace proofpress
