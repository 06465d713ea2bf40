#include <cstring>
#include <filesystem>
#include <random>

#include "../include/proofpress.h"
#include "checks.hpp"

#if defined(__SANITIZE_ADDRESS__)
/** A count out of a damaged file must not cost memory. */
extern "C" const char* __asan_default_options() { return "hard_rss_limit_mb=2500:detect_stack_use_after_return=1"; }
#endif

namespace proofpress_test {
namespace {

struct Options {
  std::uint64_t seed = 0;
  std::uint64_t rounds = 1;
  double seconds = 0;
  std::string only;
};

[[noreturn]] void explain_usage() {
  std::fprintf(stderr, "checks [--seed N] [--rounds N | --seconds N] [fields | points | sums | transforms | lanes | files]\n");
  std::exit(2);
}

Options read_options(int count, char** arguments) {
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

}  // namespace
}  // namespace proofpress_test

/** Checks of the native prover that belong in C++: against plain arithmetic, and with damaged files. Meant for sanitizers. */
int main(int count, char** arguments) {
  using namespace proofpress_test;
  const Options options = read_options(count, arguments);
  std::printf("backend %s\n", proofpress_backend());
  int ran = run(options, "fields", check_fields);
  ran += run(options, "points", check_points);
  ran += run(options, "sums", check_sums);
  ran += run(options, "transforms", check_transforms);
  ran += run(options, "lanes", check_lanes);
  ran += run(options, "powers", [&](Random&, Budget) {
    const TemporaryFolder folder(options.seed);
    check_powers(folder.path.string());
  });
  ran += run(options, "files", [&](Random& random, Budget budget) {
    const TemporaryFolder folder(options.seed);
    check_files(random, budget, folder.path.string());
  });
  if (ran == 0) explain_usage();
  return 0;
}
