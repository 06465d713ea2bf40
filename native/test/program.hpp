#pragma once

#include <cstring>
#include <filesystem>
#include <random>

#include "check.hpp"

// What the programs of checks have in common: their arguments, and running one group of checks.
namespace proofpress_test {

struct Options {
  std::uint64_t seed = 0;
  std::uint64_t rounds = 1;
  double seconds = 0;
  std::string only;
};

[[noreturn]] inline void explain_usage() {
  std::fprintf(stderr, "[--seed N] [--rounds N | --seconds N] [GROUP OF CHECKS]\n");
  std::exit(2);
}

inline Options read_options(int count, char** arguments) {
  Options options;
  std::random_device device;
  options.seed = (std::uint64_t)device() << 32 | device();
  for (int i = 1; i < count; i++) {
    const std::string name = arguments[i];
    if (name.rfind("--", 0) != 0) {
      options.only = name;
      continue;
    }
    if (++i == count) explain_usage();
    if (name == "--seed")
      options.seed = std::strtoull(arguments[i], nullptr, 10);
    else if (name == "--rounds")
      options.rounds = std::strtoull(arguments[i], nullptr, 10);
    else if (name == "--seconds")
      options.seconds = std::strtod(arguments[i], nullptr);
    else
      explain_usage();
  }
  return options;
}

/** Runs one group of checks, unless another one was asked for. */
template <class Check>
int run(const Options& options, const char* name, Check&& check) {
  if (!options.only.empty() && options.only != name) return 0;
  // Said before, so that it is known after a crash.
  std::printf("%s: seed %llu ...\n", name, (unsigned long long)options.seed);
  std::fflush(stdout);
  Random random(options.seed);
  check(random, Budget(options.rounds, options.seconds));
  std::printf("%s: ok\n", name);
  std::fflush(stdout);
  return 1;
}

/** A new folder that is removed with all it holds. */
struct TemporaryFolder {
  std::filesystem::path path;
  explicit TemporaryFolder(std::uint64_t seed)
      : path(std::filesystem::temp_directory_path() / ("proofpress-checks-" + std::to_string(seed) + "-" + std::to_string(std::random_device()()))) {
    std::filesystem::create_directory(path);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }
};

}  // namespace proofpress_test
