#pragma once

#include "../platform/work.hpp"
#include "binfile.hpp"

namespace proofpress {

/** A .wtns file: the witness, checked to be `count` integers below r, the first of them one. The view keeps the file mapped. */
struct WtnsFile {
  WtnsFile(const std::string& path, Work& work);

  BinFile file;
  std::uint32_t count = 0;
  /** count plain integers, 32 bytes little-endian each, at any alignment. */
  const std::uint8_t* values = nullptr;
};

}  // namespace proofpress
