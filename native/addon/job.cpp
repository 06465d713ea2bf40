#include "job.hpp"

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <set>
#include <system_error>
#include <thread>

namespace proofpress::addon {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto progress_interval = std::chrono::milliseconds(100);

class Job;

/** The jobs of all environments, for the end of the process. Never destroyed: jobs may outlive static objects. */
struct Registry {
  std::mutex lock;
  std::set<Job*> jobs;
};
Registry& registry() {
  static Registry* jobs = new Registry();
  return *jobs;
}

/**
 * One call under way. JavaScript's thread makes and deletes it (in the finalizer of its thread-safe function); the job's
 * thread is joined before that.
 */
class Job {
 public:
  Job(Napi::Env env, const WorkOptions& options, JobBody body, JobResult result)
      : env_(env),
        threads_(options.threads),
        body_(std::move(body)),
        result_(std::move(result)),
        deferred_(Napi::Promise::Deferred::New(env)),
        wants_progress_(!options.on_progress.IsEmpty()) {
    static const int registered = std::atexit(end_all);
    (void)registered;
    std::lock_guard<std::mutex> lock(registry().lock);
    registry().jobs.insert(this);
  }

  ~Job() {
    std::lock_guard<std::mutex> lock(registry().lock);
    registry().jobs.erase(this);
  }

  Napi::Object start(const Napi::Function& on_progress) {
    Napi::String name = Napi::String::New(env_, "proofpress");
    napi_status status = napi_create_threadsafe_function(
        env_, wants_progress_ ? (napi_value)on_progress : nullptr, nullptr, name, 0, 1, this,
        [](napi_env, void* data, void*) { delete static_cast<Job*>(data); }, this, receive, &messages_);
    if (status != napi_ok) throw Napi::Error::New(env_, "No thread-safe function could be made.");
    // Registered after the thread-safe function, so that it runs before that is taken down.
    napi_add_env_cleanup_hook(env_, shut_down, this);
    Napi::Object handle = Napi::Object::New(env_);
    handle.Set("promise", deferred_.Promise());
    auto cancelled = cancelled_;
    handle.Set("cancel", Napi::Function::New(env_, [cancelled](const Napi::CallbackInfo&) { *cancelled = true; }));
    try {
      thread_ = std::thread([this] { run(); });
    } catch (const std::system_error& failure) {
      set_error(error_, PROOFPRESS_INTERNAL, std::string("The system gives no thread: ") + failure.what());
      post_end();
    }
    return handle;
  }

 private:
  /** A message to JavaScript's thread: null = there is progress to show, else the end. */
  static void receive(napi_env env, napi_value on_progress, void* context, void* end) {
    if (env == nullptr) return;
    auto* job = static_cast<Job*>(context);
    if (end == nullptr) {
      job->show_progress(Napi::Function(env, on_progress));
    } else {
      job->settle();
    }
  }

  static void shut_down(void* data) {
    auto* job = static_cast<Job*>(data);
    *job->cancelled_ = true;
    job->join();
  }

  /** process.exit() runs no cleanup hooks: without this, threads would work on while the process is taken down. */
  static void end_all() {
    std::lock_guard<std::mutex> lock(registry().lock);
    for (Job* job : registry().jobs) {
      job->closing_ = true;
      *job->cancelled_ = true;
    }
    for (Job* job : registry().jobs) job->join();
  }

  void join() {
    std::lock_guard<std::mutex> lock(join_lock_);
    if (thread_.joinable()) thread_.join();
  }

  void run() {
    proofpress_work work{report, this, threads_};
    try {
      error_.status = body_(work, *cancelled_, error_);
    } catch (const std::bad_alloc&) {
      set_error(error_, PROOFPRESS_MEMORY, "There is not enough memory.");
    } catch (const std::exception& failure) {
      set_error(error_, PROOFPRESS_INTERNAL, failure.what());
    }
    post_end();
  }

  void post_end() {
    if (post(this)) napi_release_threadsafe_function(messages_, napi_tsfn_release);
  }

  /** False when JavaScript is gone: the thread-safe function must then not be touched again. */
  bool post(void* message) {
    if (closing_) return false;
    if (napi_call_threadsafe_function(messages_, message, napi_tsfn_nonblocking) != napi_closing) return true;
    closing_ = true;
    return false;
  }

  static int report(void* context, const char* step, double fraction) {
    auto* job = static_cast<Job*>(context);
    if (*job->cancelled_) return 1;
    auto now = Clock::now();
    if (!job->wants_progress_ || now - job->last_report_ < progress_interval) return 0;
    job->last_report_ = now;
    {
      std::lock_guard<std::mutex> lock(job->progress_lock_);
      job->step_ = step != nullptr ? step : "";
      job->fraction_ = fraction;
    }
    return job->post(nullptr) ? 0 : 1;
  }

  void show_progress(const Napi::Function& on_progress) {
    if (*cancelled_) return;
    std::string step;
    double fraction;
    {
      std::lock_guard<std::mutex> lock(progress_lock_);
      step = step_;
      fraction = fraction_;
    }
    try {
      on_progress.Call({Napi::String::New(env_, step), Napi::Number::New(env_, fraction)});
    } catch (const Napi::Error& failure) {
      *cancelled_ = true;
      progress_failure_ = Napi::Persistent(failure.Value());
    }
  }

  void settle() {
    join();
    napi_remove_env_cleanup_hook(env_, shut_down, this);
    Napi::HandleScope scope(env_);
    if (!progress_failure_.IsEmpty()) {
      deferred_.Reject(progress_failure_.Value());
    } else if (error_.status != PROOFPRESS_OK) {
      deferred_.Reject(to_error(env_, error_).Value());
    } else {
      try {
        deferred_.Resolve(result_(env_));
      } catch (const Napi::Error& failure) {
        deferred_.Reject(failure.Value());
      }
    }
    // Bytes of arguments and results go now, not when the finalizer runs.
    body_ = nullptr;
    result_ = nullptr;
  }

  Napi::Env env_;
  unsigned threads_;
  JobBody body_;
  JobResult result_;
  Napi::Promise::Deferred deferred_;
  bool wants_progress_;
  napi_threadsafe_function messages_ = nullptr;
  std::shared_ptr<std::atomic<bool>> cancelled_ = std::make_shared<std::atomic<bool>>(false);
  std::mutex join_lock_;
  std::thread thread_;
  std::atomic<bool> closing_{false};
  proofpress_error error_{};
  Clock::time_point last_report_{};
  std::mutex progress_lock_;
  std::string step_;
  double fraction_ = 0;
  Napi::ObjectReference progress_failure_;
};

}  // namespace

Napi::Object start_job(Napi::Env env, const WorkOptions& options, JobBody body, JobResult result) {
  auto job = std::make_unique<Job>(env, options, std::move(body), std::move(result));
  Napi::Object handle = job->start(options.on_progress);
  job.release();  // The finalizer of its thread-safe function deletes it.
  return handle;
}

Napi::Error to_error(Napi::Env env, const proofpress_error& error) {
  Napi::Error result = Napi::Error::New(env, error.message);
  result.Set("status", Napi::Number::New(env, error.status));
  result.Set("systemError", Napi::Number::New(env, error.system_error));
  return result;
}

proofpress_status set_error(proofpress_error& error, proofpress_status status, const std::string& message) {
  error.status = status;
  error.system_error = 0;
  std::strncpy(error.message, message.c_str(), sizeof error.message - 1);
  error.message[sizeof error.message - 1] = 0;
  return status;
}

}  // namespace proofpress::addon
