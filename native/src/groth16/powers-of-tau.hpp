#pragma once

#include <string>

#include "../platform/work.hpp"

namespace proofpress {

/**
 * Writes a .ptau of this power, prepared for phase 2 (sections 1 to 7 and 12 to 15 of iden3's format), from uniformly random
 * tau, alpha and beta of the operating system, which are wiped. It carries no contribution record: that marks it as local, and
 * whoever ran this could have kept the secrets.
 *
 * Every point is a multiple of the generator, the Lagrange sections by L_i(tau) = w^i (tau^n - 1) / (n (tau - w^i)); the last
 * block of section 12 (the domain of 2^(power + 1)) is complete. Memory does not grow with the power.
 *
 * @param power 2 to 27: circuits with up to 2^power rows. The domain of 2^(power + 1) must exist, and checks read tau^2 in G2.
 */
void write_powers_of_tau(const std::string& path, unsigned power, Work& work);

}  // namespace proofpress
