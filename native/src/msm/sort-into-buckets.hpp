#pragma once

#include "bucket-sums.hpp"
#include "scalar-classes.hpp"

namespace proofpress {

/** Sorts the points `begin` to `end` of a class (none of bits = 1) into the buckets of one window by counting; zero digits are dropped. */
void sort_into_buckets(const ScalarClass& scalars, unsigned window, std::size_t begin,
                       std::size_t end, BucketLists& lists);

}  // namespace proofpress
