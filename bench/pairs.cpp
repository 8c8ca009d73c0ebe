#include "pairs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <regex>

namespace emptor::bench {
namespace {

/// Gathers the repetitions of both sides; Google Benchmark runs them interleaved.
class Collector final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& /*context*/) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      if (run.error_occurred)
        errors.push_back(run.benchmark_name() + ": " + run.error_message);
      else
        times[run.run_name.function_name].push_back(run.GetAdjustedRealTime());
    }
  }
  std::map<std::string, std::vector<double>> times;  ///< nanoseconds per iteration
  std::vector<std::string> errors;
};

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

std::string nanoseconds(double ns) {
  if (ns < 1e3) return fmt::format("{:.0f} ns", ns);
  if (ns < 1e6) return fmt::format("{:.2f} us", ns / 1e3);
  return fmt::format("{:.2f} ms", ns / 1e6);
}

struct Line {
  std::string name{};
  std::string ours{};
  std::string yardstick{};
  double ratio = 0;
  Aim aim{};

  [[nodiscard]] bool more_is_better() const { return aim.kind == Aim::Kind::speed_at_least; }
  [[nodiscard]] bool reached(double bound) const { return more_is_better() ? ratio >= bound : ratio <= bound; }
  [[nodiscard]] std::string aimed() const {
    return fmt::format("{} {:.4g}x, goal {:.4g}x", more_is_better() ? ">=" : "<=", aim.floor, aim.goal);
  }
  [[nodiscard]] std::string verdict() const {
    return reached(aim.goal) ? "goal" : reached(aim.floor) ? "floor" : "BELOW";
  }
};

void print(const Line& line) {
  std::printf("%-44s %12s %12s %10.3fx  %-6s %s\n", line.name.c_str(), line.ours.c_str(), line.yardstick.c_str(),
              line.ratio, line.verdict().c_str(), line.aimed().c_str());
  std::fflush(stdout);
}

double ratio_of(const Aim& aim, double ours, double yardstick) {
  return aim.kind == Aim::Kind::speed_at_least ? yardstick / ours : ours / yardstick;
}

/// Runs one pair; empty when it was not measured.
std::vector<double> run_pair(const Pair& pair, Line& line) {
  Collector collector;
  benchmark::RegisterBenchmark((pair.name + ".ours").c_str(), pair.ours)->UseRealTime();
  benchmark::RegisterBenchmark((pair.name + ".hand").c_str(), pair.yardstick)->UseRealTime();
  benchmark::RunSpecifiedBenchmarks(&collector, ".*");
  benchmark::ClearRegisteredBenchmarks();
  if (pair.clean_up) pair.clean_up();
  for (const std::string& error : collector.errors) std::fprintf(stderr, "%s\n", error.c_str());
  std::vector<double> ours = collector.times[pair.name + ".ours"];
  const std::vector<double>& hand = collector.times[pair.name + ".hand"];
  const std::size_t count = std::min(ours.size(), hand.size());
  if (count == 0) return {};
  std::vector<double> ratios;
  for (std::size_t i = 0; i < count; ++i) ratios.push_back(ratio_of(pair.aim, ours[i], hand[i]));
  for (double& time : ours) time /= pair.items_per_iteration;
  line.ratio = median(ratios);
  line.ours = nanoseconds(median(ours));
  line.yardstick = nanoseconds(median(hand) / pair.items_per_iteration);
  return ours;
}

void write_tsv(const std::string& path, const std::vector<Line>& lines) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  if (file == nullptr) {
    std::fprintf(stderr, "cannot write %s\n", path.c_str());
    return;
  }
  std::fprintf(file, "name\tours\tyardstick\tratio\taim\n");
  for (const Line& line : lines)
    std::fprintf(file, "%s\t%s\t%s\t%.4f\t%s\n", line.name.c_str(), line.ours.c_str(), line.yardstick.c_str(),
                 line.ratio, line.aimed().c_str());
  std::fclose(file);
}

}  // namespace

void Suite::compare(std::string name, std::string pair, Anchor anchor, Aim aim) {
  comparisons_.push_back({std::move(name), std::move(pair), std::move(anchor), aim});
}

int Suite::run(const std::string& filter, const std::string& tsv) {
  const std::regex wanted(filter.empty() ? ".*" : filter);
  const auto picked = [&](const std::string& name) { return std::regex_search(name, wanted); };
  std::vector<Line> lines;
  std::map<std::string, double> own_times;
  std::printf("%-44s %12s %12s %11s  %-6s %s\n", "name", "ours", "yardstick", "ratio", "", "aim");
  const auto show = [&](Line line) {
    print(line);
    lines.push_back(std::move(line));
  };
  for (const Pair& pair : pairs_) {
    const bool compared =
        std::ranges::any_of(comparisons_, [&](const Comparison& c) { return c.pair == pair.name && picked(c.name); });
    if (!picked(pair.name) && !compared) continue;
    Line line{.name = pair.name, .aim = pair.aim};
    const std::vector<double> ours = run_pair(pair, line);
    if (ours.empty()) {
      std::fprintf(stderr, "%s was not measured\n", pair.name.c_str());
      return 1;
    }
    own_times[pair.name] = median(ours);
    show(std::move(line));
  }
  for (const Measured& row : measured_) {
    if (!picked(row.name)) continue;
    const auto [ours, yardstick] = row.measure();
    show({row.name, fmt::format("{:.0f}", ours), fmt::format("{:.0f}", yardstick), ratio_of(row.aim, ours, yardstick),
          row.aim});
  }
  for (const Comparison& comparison : comparisons_) {
    if (!picked(comparison.name)) continue;
    const double ours = own_times.at(comparison.pair);
    show({comparison.name + " (" + comparison.anchor.what + ")", nanoseconds(ours),
          nanoseconds(comparison.anchor.nanoseconds), comparison.anchor.nanoseconds / ours, comparison.aim});
  }
  if (!tsv.empty()) write_tsv(tsv, lines);
  return 0;
}

}  // namespace emptor::bench
