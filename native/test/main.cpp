#include "../include/proofpress.h"
#include "checks.hpp"
#include "program.hpp"

#if defined(__SANITIZE_ADDRESS__)
/** A count out of a damaged file must not cost memory. */
extern "C" const char* __asan_default_options() { return "hard_rss_limit_mb=2500:detect_stack_use_after_return=1"; }
#endif

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
