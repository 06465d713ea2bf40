#pragma once

#include <string>

#include "../hash/chacha20.hpp"
#include "../platform/work.hpp"
#include "transcript.hpp"

namespace proofpress {

/**
 * Writes a copy of a .zkey to which a contribution is added: delta is multiplied, sections 8 and 9 are divided by a scalar that
 * the stream gives, and a record is appended. The rest is copied. Byte for byte what snarkjs 0.7.6 writes for the same stream.
 *
 * @param contribution its name and beacon; the rest is filled in
 * @throws Failure INVALID for a key with points off their curves or a damaged list of contributions
 */
void contribute_with_stream(const std::string& zkey_path, const std::string& new_zkey_path, ChaCha20& stream, Contribution& contribution,
                            Work& work);

/** Refuses (INVALID) a contributor's name that is not UTF-8. */
void check_contributor_name(const std::string& name);

}  // namespace proofpress
