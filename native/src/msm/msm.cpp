#include "msm.hpp"

#include "bucket-reduction.hpp"
#include "sort-into-buckets.hpp"

namespace proofpress {
namespace {

/** One window of a part of a class: it fills its own array of buckets. */
template <class Field>
struct WindowTask {
  const ScalarClass* scalars;
  unsigned window;
  std::size_t begin, end;
  Affine<Field>* buckets;
};

/** The buckets of one class: parts * windows * buckets points. */
template <class Field>
struct ClassBuckets {
  const ScalarClass* scalars;
  std::size_t parts, windows, in_window;
  std::vector<Affine<Field>> points;
};

/** Classes too small for threads of their own are not cut. */
constexpr std::size_t smallest_part = 1 << 12;

template <class Field>
ClassBuckets<Field> make_buckets(const ScalarClass& scalars, unsigned threads) {
  bool ones = scalars.bits == 1;
  std::size_t windows = ones ? 1 : scalars.plan.windows, in_window = ones ? 1 : scalars.plan.buckets();
  std::size_t count = scalars.references.size();
  std::size_t wanted = threads == 1 ? 1 : (2 * threads + windows - 1) / windows;
  std::size_t parts = std::max<std::size_t>(1, std::min(wanted, count / smallest_part));
  return {&scalars, parts, windows, in_window, std::vector<Affine<Field>>(parts * windows * in_window)};
}

template <class Field>
void add_tasks(ClassBuckets<Field>& buckets, std::vector<WindowTask<Field>>& tasks) {
  std::size_t count = buckets.scalars->references.size();
  for (std::size_t part = 0; part < buckets.parts; part++)
    for (std::size_t window = 0; window < buckets.windows; window++)
      tasks.push_back({buckets.scalars, (unsigned)window, count * part / buckets.parts, count * (part + 1) / buckets.parts,
                       buckets.points.data() + (part * buckets.windows + window) * buckets.in_window});
}

template <class Field>
void run_task(const std::uint8_t* points, const WindowTask<Field>& task, BucketLists& lists,
              BucketSumScratch<Field>& scratch) {
  if (task.scalars->bits == 1) {
    auto first = task.scalars->references.begin();
    lists.references.assign(first + (std::ptrdiff_t)task.begin, first + (std::ptrdiff_t)task.end);
    lists.starts = {0, (u32)(task.end - task.begin)};
  } else {
    sort_into_buckets(*task.scalars, task.window, task.begin, task.end, lists);
  }
  sum_buckets<Field>(points, lists, scratch, task.buckets);
}

/** Sum of the class: the parts' buckets joined, reduced to one sum a window, and the windows put together from the highest. */
template <class Field>
Xyzz<Field> finish_class(ClassBuckets<Field>& buckets, Work& work) {
  std::size_t in_part = buckets.windows * buckets.in_window;
  auto bytes = [&](std::size_t place) { return reinterpret_cast<std::uint8_t*>(buckets.points.data() + place); };
  for (std::size_t part = 1; part < buckets.parts; part++)
    work.parallel(in_part, 4 * add_pairs_batch, nullptr, [&](std::size_t begin, std::size_t end, unsigned) {
      add_pairs<Field>({bytes(begin), nullptr, bytes(part * in_part + begin), nullptr}, end - begin, bytes(begin));
    });
  if (buckets.scalars->bits == 1) return Xyzz<Field>::from(buckets.points[0]);

  const WindowPlan& plan = buckets.scalars->plan;
  std::vector<Xyzz<Field>> sums(buckets.windows);
  // Every thread takes a run of windows; within it they share inversions.
  std::size_t grain = (buckets.windows + work.threads() - 1) / work.threads();
  work.parallel(buckets.windows, grain, nullptr, [&](std::size_t begin, std::size_t end, unsigned) {
    auto part = reduce_buckets<Field>(buckets.points.data() + begin * buckets.in_window, end - begin, plan.width - 1);
    std::copy(part.begin(), part.end(), sums.begin() + (std::ptrdiff_t)begin);
  });
  Xyzz<Field> total = Xyzz<Field>::infinity();
  for (std::size_t window = buckets.windows; window-- > 0;) {
    for (unsigned i = 0; i < plan.width; i++) total = total.doubled();
    total += sums[window];
  }
  return total;
}

}  // namespace

template <class Field>
Xyzz<Field> multi_scalar_multiply(const std::uint8_t* points, const ScalarClasses& classes, Work& work) {
  std::vector<ClassBuckets<Field>> buckets;
  std::vector<WindowTask<Field>> tasks;
  for (const ScalarClass& scalars : classes.classes) buckets.push_back(make_buckets<Field>(scalars, work.threads()));
  for (auto& of_class : buckets) add_tasks(of_class, tasks);
  // The longest first, so that no thread is left alone with one at the end.
  std::stable_sort(tasks.begin(), tasks.end(), [](const auto& a, const auto& b) { return a.end - a.begin > b.end - b.begin; });
  std::vector<BucketLists> lists(work.threads());
  std::vector<BucketSumScratch<Field>> scratch(work.threads());
  work.parallel(tasks.size(), 1, "multi-scalar multiplication", [&](std::size_t begin, std::size_t, unsigned thread) {
    run_task(points, tasks[begin], lists[thread], scratch[thread]);
  });
  Xyzz<Field> total = Xyzz<Field>::infinity();
  for (auto& of_class : buckets) total += finish_class(of_class, work);
  return total;
}

template <class Field>
Xyzz<Field> multi_scalar_multiply(const std::uint8_t* points, const std::uint8_t* scalars, std::size_t count, Work& work) {
  return multi_scalar_multiply<Field>(
      points, classes_for_points<Field>(classify_scalars(scalars, count, work), points, 0), work);
}

template Xyzz<Fq> multi_scalar_multiply<Fq>(const std::uint8_t*, const std::uint8_t*, std::size_t, Work&);
template Xyzz<Fq2> multi_scalar_multiply<Fq2>(const std::uint8_t*, const std::uint8_t*, std::size_t, Work&);
template Xyzz<Fq> multi_scalar_multiply<Fq>(const std::uint8_t*, const ScalarClasses&, Work&);
template Xyzz<Fq2> multi_scalar_multiply<Fq2>(const std::uint8_t*, const ScalarClasses&, Work&);

}  // namespace proofpress
