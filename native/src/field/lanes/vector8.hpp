#pragma once

// Eight 64-bit integers side by side, and the operations on them from which all lane code is written. Two implementations with
// exactly the same results: the processor's AVX-512 (with IFMA), and plain C++ for testing the lane code on any processor.
//
// PROOFPRESS_HAS_LANES is defined where the lanes are there: in a build for AVX-512 IFMA, or with PROOFPRESS_EMULATE_LANES,
// which chooses the plain C++ even on a processor that could do better.
#if defined(PROOFPRESS_EMULATE_LANES)
#define PROOFPRESS_HAS_LANES 1
#include "vector8-emulated.hpp"
#elif defined(__AVX512F__) && defined(__AVX512IFMA__) && defined(__AVX512VL__) && defined(__AVX512DQ__) && defined(__AVX512BW__)
#define PROOFPRESS_HAS_LANES 1
#include "vector8-avx512.hpp"
#endif
