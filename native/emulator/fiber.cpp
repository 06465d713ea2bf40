#include "fiber.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

#if defined(__x86_64__)
// Saves what a called function must keep, changes the stack, and returns on the other one.
extern "C" void proofpress_emulator_switch(void** save, void* load);
asm(R"(
.text
.hidden proofpress_emulator_switch
.globl proofpress_emulator_switch
.type proofpress_emulator_switch, @function
proofpress_emulator_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size proofpress_emulator_switch, . - proofpress_emulator_switch
)");
#endif

namespace proofpress::emulator {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t stack_size = 1 << 20;
#else
constexpr std::size_t stack_size = 256 << 10;
#endif

thread_local Fiber* entering = nullptr;

}  // namespace

Fiber::Fiber() {
  const std::size_t page = (std::size_t)sysconf(_SC_PAGESIZE);
  mapping_bytes_ = stack_size + page;
  void* mapping = mmap(nullptr, mapping_bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping == MAP_FAILED) throw std::bad_alloc();
  mapping_ = static_cast<char*>(mapping);
  mprotect(mapping_, page, PROT_NONE);
  stack_ = mapping_ + page;
  stack_bytes_ = stack_size;
}

Fiber::~Fiber() { munmap(mapping_, mapping_bytes_); }

void Fiber::start(void (*body)(void*), void* argument) {
  body_ = body;
  argument_ = argument;
  has_ended_ = false;
#if defined(__x86_64__)
  // Six saved registers, then where to return to; after the return the stack is as after a call: 8 below a multiple of 16.
  void** top = reinterpret_cast<void**>(stack_ + stack_bytes_);
  top[-1] = nullptr;
  top[-2] = reinterpret_cast<void*>(&Fiber::enter);
  for (int i = 3; i <= 8; i++) top[-i] = nullptr;
  inside_ = top - 8;
#else
  getcontext(&inside_);
  inside_.uc_stack.ss_sp = stack_;
  inside_.uc_stack.ss_size = stack_bytes_;
  inside_.uc_link = nullptr;
  makecontext(&inside_, &Fiber::enter, 0);
#endif
}

void Fiber::resume() {
  entering = this;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&outside_shadow_, stack_, stack_bytes_);
#endif
  switch_in();
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(outside_shadow_, nullptr, nullptr);
#endif
}

void Fiber::yield() {
#if defined(__SANITIZE_ADDRESS__)
  // A null pointer instead of a place to keep the shadow stack: the fiber has ended.
  __sanitizer_start_switch_fiber(has_ended_ ? nullptr : &inside_shadow_, outside_stack_, outside_stack_bytes_);
#endif
  switch_out();
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(inside_shadow_, &outside_stack_, &outside_stack_bytes_);
#endif
}

void Fiber::enter() {
  Fiber* self = entering;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(nullptr, &self->outside_stack_, &self->outside_stack_bytes_);
#endif
  self->body_(self->argument_);
  self->has_ended_ = true;
  self->yield();
  __builtin_unreachable();
}

#if defined(__x86_64__)
void Fiber::switch_in() { proofpress_emulator_switch(&outside_, inside_); }
void Fiber::switch_out() { proofpress_emulator_switch(&inside_, outside_); }
#else
void Fiber::switch_in() { swapcontext(&outside_, &inside_); }
void Fiber::switch_out() { swapcontext(&inside_, &outside_); }
#endif

}  // namespace proofpress::emulator
