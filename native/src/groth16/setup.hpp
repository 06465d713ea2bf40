#pragma once

#include <string>

#include "../platform/work.hpp"

namespace proofpress {

/**
 * Phase 2 of Groth16 (ePrint 2016/260) begins: makes the .zkey without contribution (gamma = delta = generator) of a circuit
 * from prepared powers of tau. The file is byte for byte what `snarkjs zkey new` 0.7.6 writes, its circuit hash included.
 *
 * For every constraint i and its terms, with L_i the Lagrange polynomials of the domain of n = 2^k rows:
 * A[wire] += a [L_i]1, B1[wire] += b [L_i]1, B2[wire] += b [L_i]2, K[wire] += a [beta L_i]1 + b [alpha L_i]1 + c [L_i]1, then
 * a row for one and each public signal in A alone. K of one and the public signals is section 3, of the other wires section 8.
 * Section 9 are the odd Lagrange points of the domain of 2n.
 *
 * Memory: 192 bytes a wire, and some ten million bytes a thread.
 *
 * @throws Failure INVALID for files that are not as they must be, degenerate powers of tau (see `check_powers_of_tau`), and a
 *   circuit of more rows than the powers of tau reach or than 2^27
 */
void setup_key(const std::string& r1cs_path, const std::string& ptau_path, const std::string& zkey_path, Work& work);

}  // namespace proofpress
