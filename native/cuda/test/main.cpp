#include "../../emulator/emulator.hpp"
#include "../../test/program.hpp"
#include "checks.hpp"

#if defined(__SANITIZE_ADDRESS__)
/** A count out of a damaged file must not cost memory. Shadow stacks of a thousand fibers a block would take most of the time. */
extern "C" const char* __asan_default_options() { return "hard_rss_limit_mb=2500:detect_stack_use_after_return=0"; }
#endif

namespace proofpress_test {
namespace {

using proofpress::emulator::MachineFacts;
using proofpress::emulator::Order;

struct Turns {
  const char* name;
  Order::Kind kind;
  /** Work in streams is done when somebody waits for it. */
  bool are_streams_late;
};
constexpr Turns all_turns[] = {{"forward", Order::Kind::forward, false},
                               {"reverse", Order::Kind::reverse, true},
                               {"shuffled", Order::Kind::shuffled, false},
                               {"shuffled, late streams", Order::Kind::shuffled, true}};

/** One group of checks in every order of threads, the same numbers each time. */
template <class Check>
int run_in_all_orders(const Options& options, const char* name, Check&& check) {
  return run(options, name, [&](Random&, Budget) {
    for (const Turns& turns : all_turns) {
      std::printf("%s: threads %s\n", name, turns.name);
      std::fflush(stdout);
      proofpress::emulator::set_order({turns.kind, options.seed});
      MachineFacts facts;
      facts.late_streams = turns.are_streams_late;
      proofpress::emulator::set_machine(facts);
      Random random(options.seed);
      check(random, Budget(options.rounds, options.seconds / std::size(all_turns)));
    }
  });
}

}  // namespace
}  // namespace proofpress_test

/** Checks of native/cuda on the emulator, against the code for the processor. */
int main(int count, char** arguments) {
  using namespace proofpress_test;
  const Options options = read_options(count, arguments);
  int ran = run(options, "emulator", check_emulator);
  ran += run_in_all_orders(options, "fields", check_cuda_fields);
  ran += run_in_all_orders(options, "points", check_cuda_points);
  ran += run_in_all_orders(options, "msm", check_cuda_msm);
  ran += run_in_all_orders(options, "transforms", check_cuda_transforms);
  ran += run_in_all_orders(options, "sparse", check_cuda_sparse);
  ran += run_in_all_orders(options, "proof", [&](Random& random, Budget budget) {
    const TemporaryFolder folder(options.seed);
    check_cuda_proof(random, budget, folder.path.string());
  });
  if (ran == 0) explain_usage();
  return 0;
}
