#pragma once

#include <cstddef>

#include "../../include/proofpress-cuda.h"

namespace proofpress::cuda {

using KeyView = proofpress_cuda_key_view;

inline std::size_t domain_size_of(const KeyView& key) { return (std::size_t)1 << key.domain_power; }
inline std::uint32_t first_private_of(const KeyView& key) { return key.public_signals + 1; }

}  // namespace proofpress::cuda
