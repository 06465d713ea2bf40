#pragma once

#include "check.hpp"
#include "sample-files.hpp"

namespace proofpress_test {

/**
 * A copy of a well-formed container with one to four damages: bits, bytes, counts and sizes changed to numbers that overflow or
 * are off by one, field elements to what is not below the modulus or on no curve, sections cut, stretched, doubled, dropped,
 * exchanged or renamed, the end cut off or garbage put there.
 *
 * @param description receives what was done
 */
Bytes damage_file(const Bytes& file, Random& random, std::string& description);

}  // namespace proofpress_test
