#pragma once

#include <string>

#include "../platform/work.hpp"

namespace proofpress {

/**
 * Checks a proving key against its circuit and powers of tau, as `snarkjs zkey verify` does: sets the circuit up afresh (in a
 * temporary file of the system), then compares. The contributions form a chain from the generator to the key's delta; circuit hash,
 * header and sections 3 to 7 are those of the fresh key; section 8 is the fresh one divided by delta; section 9 is the powers of
 * tau times the vanishing polynomial, divided by delta. The last two are checked by random combinations with 128-bit
 * coefficients: a wrong key passes with a chance of about 2^-128.
 *
 * What the .ptau is worth is not checked here beyond `check_powers_of_tau`.
 *
 * @throws Failure REJECTED for a key that does not belong to them; INVALID for files that are not of the form they must have
 */
void verify_key(const std::string& r1cs_path, const std::string& ptau_path, const std::string& zkey_path, Work& work);

}  // namespace proofpress
