#pragma once

#include "transcript.hpp"

namespace proofpress {

/**
 * Checks the chain of contributions from the generator on: each transcript is the hash of all before it, each public key is one
 * scalar in both groups, each delta is the one before times that scalar, each beacon is what its value gives.
 *
 * @returns the last delta in G1
 * @throws Failure REJECTED with what fails
 */
G1Affine verify_contributions(const Contributions& contributions, Work& work);

}  // namespace proofpress
