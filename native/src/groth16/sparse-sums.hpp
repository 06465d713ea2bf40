#pragma once

#include <algorithm>
#include <mutex>

#include "sparse-block.hpp"

namespace proofpress {

/** Running sums of points, one a target, to which threads add blocks at the same time. */
template <class Field>
class SparseSums {
  using Point = Affine<Field>;

 public:
  explicit SparseSums(std::size_t targets) : points_(targets * Point::bytes) {
    while (stripe_size() < targets / most_stripes) stripe_bits_++;
    locks_ = std::vector<std::mutex>(targets / stripe_size() + 1);
  }

  /** All sums, affine Montgomery in the order of their targets. */
  const std::uint8_t* points() const { return points_.data(); }

  /** Adds the block's sums and clears it. */
  void add(SparseBlock<Field>& block) {
    const std::vector<SparseSum>& sums = block.reduce();
    const auto end = sums.end();
    for (auto first = sums.begin(); first != end;) {
      const std::size_t stripe = first->target >> stripe_bits_;
      const auto last = std::find_if(first, end, [&](const SparseSum& sum) { return sum.target >> stripe_bits_ != stripe; });
      add_stripe(stripe, &*first, (std::size_t)(last - first), block.points());
      first = last;
    }
    block.clear();
  }

 private:
  static constexpr std::size_t most_stripes = 256;
  std::size_t stripe_size() const { return (std::size_t)1 << stripe_bits_; }

  void add_stripe(std::size_t stripe, const SparseSum* sums, std::size_t count, const std::uint8_t* block_points) {
    static thread_local std::vector<PointReference> left, right;
    static thread_local std::vector<std::uint8_t> out;
    left.clear();
    right.clear();
    std::uint8_t* stripe_points = points_.data() + (stripe << stripe_bits_) * Point::bytes;
    std::lock_guard<std::mutex> lock(locks_[stripe]);
    for (std::size_t i = 0; i < count; i++) {
      const std::size_t place = sums[i].target & (stripe_size() - 1);
      std::uint8_t* point = stripe_points + place * Point::bytes;
      if (Point::load(point).is_infinity()) {
        load_reference<Field>(block_points, &sums[i].reference, 0).store(point);
      } else {
        left.push_back((PointReference)(place << 1));
        right.push_back(sums[i].reference);
      }
    }
    out.resize(left.size() * Point::bytes);
    add_pairs<Field>({stripe_points, left.data(), block_points, right.data()}, left.size(), out.data());
    for (std::size_t i = 0; i < left.size(); i++)
      std::memcpy(stripe_points + (std::size_t)(left[i] >> 1) * Point::bytes, out.data() + i * Point::bytes, Point::bytes);
  }

  std::vector<std::uint8_t> points_;
  unsigned stripe_bits_ = 12;
  std::vector<std::mutex> locks_;
};

}  // namespace proofpress
