#pragma once

#include <vector>

#include "../curve/add-pairs.hpp"

namespace proofpress {

/** References in the order of their buckets: bucket b holds references[starts[b]] .. references[starts[b + 1]]. */
struct BucketLists {
  std::vector<PointReference> references;
  std::vector<u32> starts;
};

/** Memory of one thread, kept between windows. */
template <class Field>
struct BucketSumScratch {
  std::vector<PointReference> left, right;
  std::vector<Affine<Field>> points[2];
};

/**
 * The sum of each bucket's points, by rounds that add neighbours of one bucket in pairs; about log2 of the longest bucket
 * rounds. An odd one out is carried to the next round. `lists` is used up.
 *
 * @param sums one point a bucket; infinity for an empty one
 */
template <class Field>
void sum_buckets(const std::uint8_t* points, BucketLists& lists, BucketSumScratch<Field>& scratch, Affine<Field>* sums) {
  using Point = Affine<Field>;
  std::size_t buckets = lists.starts.size() - 1;
  auto& references = lists.references;
  auto& starts = lists.starts;
  const std::uint8_t* source = points;
  for (int round = 0;; round++) {
    scratch.left.clear();
    scratch.right.clear();
    std::size_t carried = 0;
    for (std::size_t bucket = 0; bucket < buckets; bucket++) {
      u32 begin = starts[bucket], end = starts[bucket + 1];
      for (; begin + 1 < end; begin += 2) {
        scratch.left.push_back(references[begin]);
        scratch.right.push_back(references[begin + 1]);
      }
      carried += begin < end;
    }
    std::size_t pairs = scratch.left.size();
    if (pairs == 0) break;
    auto& sums_of_pairs = scratch.points[round & 1];
    if (sums_of_pairs.size() < pairs + carried) sums_of_pairs.resize(pairs + carried);
    add_pairs<Field>({source, scratch.left.data(), source, scratch.right.data()}, pairs,
                     reinterpret_cast<std::uint8_t*>(sums_of_pairs.data()));
    // The sums of pairs stand first, in order; those carried over follow.
    std::size_t next_pair = 0, next_carried = pairs, written = 0;
    for (std::size_t bucket = 0; bucket < buckets; bucket++) {
      u32 begin = starts[bucket], end = starts[bucket + 1];
      starts[bucket] = (u32)written;
      bool odd = (end - begin) & 1;
      PointReference last = end > begin ? references[end - 1] : 0;
      for (u32 pair = 0; pair < (end - begin) / 2; pair++) references[written++] = (PointReference)(2 * next_pair++);
      if (odd) {
        const PointReference place[1] = {last};
        sums_of_pairs[next_carried] = load_reference<Field>(source, place, 0);
        references[written++] = (PointReference)(2 * next_carried++);
      }
    }
    starts[buckets] = (u32)written;
    source = reinterpret_cast<const std::uint8_t*>(sums_of_pairs.data());
  }
  for (std::size_t bucket = 0; bucket < buckets; bucket++)
    sums[bucket] = starts[bucket] == starts[bucket + 1] ? Point::infinity()
                                                        : load_reference<Field>(source, references.data(), starts[bucket]);
}

}  // namespace proofpress
