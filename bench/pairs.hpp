/// Pairs of benchmarks: ours and a yardstick, taken in turn in one run and quoted as a ratio.
#pragma once

#include <benchmark/benchmark.h>

#include <functional>
#include <string>
#include <vector>

namespace emptor::bench {

/// What a row is measured in and aimed at. Ratios compare like with like, so that machines do not matter.
struct Aim {
  enum class Kind {
    time_at_most,    ///< ratio = our time / the yardstick's
    speed_at_least,  ///< ratio = the yardstick's time / ours
    size_at_most,    ///< ratio = our bytes / the yardstick's
  } kind;
  double floor;  ///< what a release must reach
  double goal;
};

/// A figure that was taken elsewhere and cannot be taken here (a peer that is not installed), in nanoseconds.
struct Anchor {
  std::string what;
  double nanoseconds;
};

using Body = std::function<void(benchmark::State&)>;

struct Pair {
  std::string name;
  Aim aim;
  Body ours;
  Body yardstick;
  std::function<void()> clean_up;  ///< after both have run
  double items_per_iteration = 1;  ///< figures are quoted per item
};

/// Rows that are not timed: bytes and counts.
struct Measured {
  std::string name;
  Aim aim;
  std::function<std::pair<double, double>()> measure;  ///< ours, yardstick
};

class Suite {
 public:
  void add(Pair pair) { pairs_.push_back(std::move(pair)); }
  void add(Measured row) { measured_.push_back(std::move(row)); }
  /// Takes our time from the pair of this name and sets it against an anchor.
  void compare(std::string name, std::string pair, Anchor anchor, Aim aim);
  /// Runs what `filter` (a regular expression) picks; prints the table and writes `tsv` when it is not empty.
  int run(const std::string& filter, const std::string& tsv);

 private:
  struct Comparison {
    std::string name;
    std::string pair;
    Anchor anchor;
    Aim aim;
  };
  std::vector<Pair> pairs_;
  std::vector<Measured> measured_;
  std::vector<Comparison> comparisons_;
};

/// How large the fixtures are.
struct Scale {
  bool full = false;   ///< the largest ones as well
  bool quick = false;  ///< only small ones, each row once: shows that all rows can be measured, and nothing else
  std::string server;  ///< "postgresql://…" of a server to measure on; empty: without the rows on a server
};

void add_quotes(Suite& suite, const Scale& scale);
void add_postings(Suite& suite, const Scale& scale);
void add_reads(Suite& suite, const Scale& scale);
/// In builds with the driver for PostgreSQL.
void add_server_postings(Suite& suite, const Scale& scale);
void add_server_copy(Suite& suite, const Scale& scale);

}  // namespace emptor::bench
