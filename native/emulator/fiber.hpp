#pragma once

#include <cstddef>

#if !defined(__x86_64__)
#include <ucontext.h>
#endif

namespace proofpress::emulator {

/**
 * A function with a stack of its own that can be left in the middle and gone on with. It belongs to the thread of the operating
 * system that made it. The stack has a page below it that cannot be touched.
 */
class Fiber {
 public:
  Fiber();
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /** Makes the fiber stand before the first line of `body`. A body that has begun must have ended. */
  void start(void (*body)(void*), void* argument);
  /** Runs it until it yields or ends; from outside. */
  void resume();
  /** Back to `resume`; from inside. */
  void yield();
  bool has_ended() const { return has_ended_; }

 private:
  static void enter();
  void switch_in();
  void switch_out();

  char* mapping_;
  std::size_t mapping_bytes_;
  char* stack_;
  std::size_t stack_bytes_;
  void (*body_)(void*) = nullptr;
  void* argument_ = nullptr;
  bool has_ended_ = true;
#if defined(__x86_64__)
  void* inside_ = nullptr;
  void* outside_ = nullptr;
#else
  ucontext_t inside_, outside_;
#endif
  // What AddressSanitizer keeps of either side while the other one runs.
  void* inside_shadow_ = nullptr;
  void* outside_shadow_ = nullptr;
  const void* outside_stack_ = nullptr;
  std::size_t outside_stack_bytes_ = 0;
};

}  // namespace proofpress::emulator
