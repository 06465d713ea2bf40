#include "run-block.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

#include "fiber.hpp"

namespace proofpress::emulator {

thread_local Place place;

namespace {

constexpr unsigned warp_size = 32;
constexpr int undefined_byte = 0xAA;
constexpr std::uint64_t undefined_word = 0xAAAAAAAAAAAAAAAAull;

struct Thread {
  dim3 index;
  enum class State { ready, at_barrier, in_exchange, ended } state = State::ready;
  // Of an exchange: what this lane brought, and what it takes away.
  unsigned mask = 0, source = 0, ballot = 0;
  bool predicate = false;
  std::uint64_t value = 0;
};

/** Memory of a block that nobody has written yet. Each variable is apart, so that a sanitizer sees its ends. */
struct SharedMemory {
  std::unique_ptr<char, decltype(&std::free)> bytes{nullptr, &std::free};

  explicit SharedMemory(std::size_t size) {
    void* memory = nullptr;
    if (posix_memalign(&memory, 128, std::max<std::size_t>(size, 1)) != 0) std::abort();
    std::memset(memory, undefined_byte, size);
    bytes.reset(static_cast<char*>(memory));
  }
};

[[noreturn]] void complain(const char* what) {
  std::fprintf(stderr, "emulator: block (%u, %u, %u): %s\n", place.block_index.x, place.block_index.y, place.block_index.z, what);
  std::abort();
}

class Block {
 public:
  void run(const std::function<void()>& kernel, std::size_t shared_bytes, const Order& order, std::mt19937_64& random);

  void wait_for_block() { leave(Thread::State::at_barrier); }
  unsigned own_lane() const { return current_ % warp_size; }
  const Thread& exchange(unsigned mask, std::uint64_t value, unsigned source, bool predicate) {
    Thread& thread = threads_[current_];
    if ((mask >> own_lane() & 1) == 0) complain("a lane takes part in an exchange whose mask leaves it out");
    thread.mask = mask;
    thread.value = value;
    thread.source = source;
    thread.predicate = predicate;
    leave(Thread::State::in_exchange);
    return thread;
  }
  void* shared_variable(const void* key, std::size_t bytes) {
    return variables_.try_emplace(key, bytes).first->second.bytes.get();
  }
  void* dynamic_shared() { return dynamic_ ? dynamic_->bytes.get() : nullptr; }

 private:
  static void enter(void* block) { (*static_cast<Block*>(block)->kernel_)(); }

  void leave(Thread::State state) {
    const unsigned self = current_;
    threads_[self].state = state;
    settle(self);
    if (threads_[self].state != Thread::State::ready) fibers_[self]->yield();
  }
  /** Lets go on whoever waited only for this thread, which now waits or has ended. */
  void settle(unsigned self);
  void settle_exchange(unsigned warp_begin, unsigned mask);

  const std::function<void()>* kernel_ = nullptr;
  std::vector<std::unique_ptr<Fiber>> fibers_;
  std::vector<Thread> threads_;
  std::map<const void*, SharedMemory> variables_;
  std::unique_ptr<SharedMemory> dynamic_;
  unsigned current_ = 0, running_ = 0, at_barrier_ = 0;
};

void Block::run(const std::function<void()>& kernel, std::size_t shared_bytes, const Order& order, std::mt19937_64& random) {
  const dim3 size = place.block_size;
  const unsigned count = size.x * size.y * size.z;
  kernel_ = &kernel;
  variables_.clear();
  dynamic_ = std::make_unique<SharedMemory>(shared_bytes);
  threads_.assign(count, Thread{});
  while (fibers_.size() < count) fibers_.push_back(std::make_unique<Fiber>());
  running_ = count;
  at_barrier_ = 0;
  for (unsigned i = 0; i < count; i++) {
    threads_[i].index = dim3(i % size.x, i / size.x % size.y, i / size.x / size.y);
    fibers_[i]->start(&Block::enter, this);
  }
  std::vector<unsigned> turns(count);
  std::iota(turns.begin(), turns.end(), 0u);
  if (order.kind == Order::Kind::reverse) std::reverse(turns.begin(), turns.end());
  while (running_ > 0) {
    if (order.kind == Order::Kind::shuffled) std::shuffle(turns.begin(), turns.end(), random);
    bool moved = false;
    for (unsigned i : turns) {
      if (threads_[i].state != Thread::State::ready) continue;
      moved = true;
      current_ = i;
      place.thread_index = threads_[i].index;
      fibers_[i]->resume();
      if (!fibers_[i]->has_ended()) continue;
      threads_[i].state = Thread::State::ended;
      running_--;
      settle(i);
    }
    if (!moved) complain("all threads wait: a barrier or an exchange that not all of them reach");
  }
}

void Block::settle(unsigned self) {
  Thread& thread = threads_[self];
  if (thread.state == Thread::State::at_barrier) at_barrier_++;
  if (thread.state != Thread::State::in_exchange && at_barrier_ == running_) {
    at_barrier_ = 0;
    for (Thread& other : threads_)
      if (other.state == Thread::State::at_barrier) other.state = Thread::State::ready;
  }
  const unsigned begin = self / warp_size * warp_size;
  if (thread.state == Thread::State::in_exchange) settle_exchange(begin, thread.mask);
  if (thread.state == Thread::State::ended) {
    for (unsigned i = begin; i < std::min<std::size_t>(begin + warp_size, threads_.size()); i++)
      if (threads_[i].state == Thread::State::in_exchange) settle_exchange(begin, threads_[i].mask);
  }
}

void Block::settle_exchange(unsigned begin, unsigned mask) {
  const unsigned end = (unsigned)std::min<std::size_t>(begin + warp_size, threads_.size());
  unsigned present = 0, voters = 0;
  for (unsigned i = begin; i < end; i++) {
    const Thread& thread = threads_[i];
    const unsigned bit = 1u << (i - begin);
    if ((mask & bit) == 0 || thread.state == Thread::State::ended) continue;
    if (thread.state != Thread::State::in_exchange || thread.mask != mask) return;
    present |= bit;
    if (thread.predicate) voters |= bit;
  }
  std::uint64_t values[warp_size];
  for (unsigned lane = 0; lane < warp_size; lane++)
    values[lane] = present >> lane & 1 ? threads_[begin + lane].value : undefined_word;
  for (unsigned i = begin; i < end; i++) {
    if ((present >> (i - begin) & 1) == 0) continue;
    threads_[i].value = values[threads_[i].source];
    threads_[i].ballot = voters;
    threads_[i].state = Thread::State::ready;
  }
}

/** What this thread of the operating system emulates; the stacks are kept from one kernel to the next. */
struct Machine {
  Order order;
  std::mt19937_64 random;
  Block block;
};

Machine& machine() {
  thread_local Machine machine;
  return machine;
}

}  // namespace

void set_order(Order order) {
  machine().order = order;
  machine().random.seed(order.seed);
}

void run_grid(const std::function<void()>& kernel, dim3 grid, dim3 block, std::size_t shared_bytes) {
  Machine& m = machine();
  std::vector<dim3> blocks;
  for (unsigned z = 0; z < grid.z; z++)
    for (unsigned y = 0; y < grid.y; y++)
      for (unsigned x = 0; x < grid.x; x++) blocks.emplace_back(x, y, z);
  if (m.order.kind == Order::Kind::reverse) std::reverse(blocks.begin(), blocks.end());
  if (m.order.kind == Order::Kind::shuffled) std::shuffle(blocks.begin(), blocks.end(), m.random);
  place.block_size = block;
  place.grid_size = grid;
  for (const dim3& index : blocks) {
    place.block_index = index;
    m.block.run(kernel, shared_bytes, m.order, m.random);
  }
}

void wait_for_block() { machine().block.wait_for_block(); }
unsigned own_lane() { return machine().block.own_lane(); }
std::uint64_t exchange_in_warp(unsigned mask, std::uint64_t value, unsigned source) {
  return machine().block.exchange(mask, value, source, false).value;
}
unsigned ballot(unsigned mask, bool predicate) {
  return machine().block.exchange(mask, 0, own_lane(), predicate).ballot;
}
void* shared_variable(const void* key, std::size_t bytes) { return machine().block.shared_variable(key, bytes); }
void* dynamic_shared() { return machine().block.dynamic_shared(); }

}  // namespace proofpress::emulator
