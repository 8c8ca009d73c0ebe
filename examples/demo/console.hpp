/// What the demo says: titles, tables, one line of progress; and figures as people read them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "csv.hpp"
#include "emptor/base.hpp"

namespace demo {

[[nodiscard]] std::string grouped(std::int64_t whole);     ///< 1,234,567
[[nodiscard]] std::string shown(Cents amount);             ///< 1,234.50
[[nodiscard]] std::string shown(emptor::Money amount);     ///< 1,234.50, without its currency
[[nodiscard]] std::string shown(emptor::UnitPrice price);  ///< 12.50, at least two decimals
[[nodiscard]] std::string shown(emptor::Percent percent);  ///< 7.5 %
/// "3 sales", "1 sale": for words whose plural ends in s.
[[nodiscard]] std::string counted(std::int64_t count, std::string_view word);

/// Stops the time of what is done between `start` and `stop`, added up.
class Stopwatch {
 public:
  void start() noexcept { started_ = std::chrono::steady_clock::now(); }
  void stop() noexcept { total_ += std::chrono::steady_clock::now() - started_; }
  /// Of everything stopped so far. Only ever shown or turned into a rate: never near money.
  [[nodiscard]] double seconds() const noexcept { return std::chrono::duration<double>(total_).count(); }
  [[nodiscard]] std::string to_string() const;                ///< "1.23 s"
  [[nodiscard]] std::int64_t rate(std::int64_t count) const;  ///< count a second

 private:
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::duration total_{};
};

/// Columns of text, the width of each taken from what stands in it. A heading that begins with '>' is right-aligned.
class Table {
 public:
  explicit Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  /// A row under a rule.
  void total(std::vector<std::string> cells) { total_ = std::move(cells); }
  [[nodiscard]] std::string to_string() const;

 private:
  std::vector<std::string> headings_;
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::string> total_;
};

class Console {
 public:
  /// Quiet: nothing but `always`.
  explicit Console(bool quiet);
  void title(std::string_view text);
  void line(std::string_view text = {});
  void table(const Table& table);
  /// Said even when quiet.
  void always(std::string_view text);
  /// Where a long piece of work stands. On a terminal one line that is written over; elsewhere a line each tenth.
  void progress(std::string_view work, std::string_view where, std::int64_t done, std::int64_t all);
  /// Ends the line of progress.
  void progress_over();

 private:
  bool quiet_;
  bool terminal_;
  std::size_t progress_width_ = 0;
  std::int64_t progress_tenth_ = 0;
  std::chrono::steady_clock::time_point progress_at_;
};

}  // namespace demo
