/// Writing Arrow: columns that are filled row by row, and a stream of batches made of them.
///
/// Figures are decimal128 with one scale for a column, never floating point; days are date32, instants microseconds in
/// UTC; codes and names are UTF-8 text. Every array owns its buffers, so that a consumer may keep one column of a batch
/// and let go of the others.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/wide.hpp"
#include "emptor/arrow.hpp"
#include "emptor/base.hpp"

namespace emptor::arrow {

enum class Kind : std::uint8_t { text, decimal, integer, day, instant, truth };

struct Column {
  std::string name;
  Kind kind = Kind::text;
  int scale = 0;  ///< of a decimal
};

/// Rows of a stream that are read between two calls of its consumer.
inline constexpr std::size_t rows_of_batch = 16'384;

/// The values of one column of a batch.
class Values {
 public:
  explicit Values(Kind kind) : kind_(kind) {}

  void reserve(std::size_t rows);
  void add_null();
  void add(std::string_view text);
  /// Of decimals, in units of their scale; of integers, days, and instants in microseconds.
  void add(detail::Int128 number);
  void add(bool truth);

  [[nodiscard]] std::int64_t count() const noexcept { return count_; }
  /// The array owns what was added; nothing is left here.
  void move_to(ArrowArray& out);

 private:
  void add_valid();
  Kind kind_;
  std::int64_t count_ = 0;
  std::int64_t nulls_ = 0;
  std::vector<std::uint8_t> valid_;  ///< a bit for each value, from the first null on
  std::vector<std::int32_t> ends_;
  std::string text_;
  std::vector<detail::Int128> wide_;
  std::vector<std::int64_t> integers_;
  std::vector<std::int32_t> days_;
  std::vector<std::uint8_t> truths_;
};

/// Where the rows come from.
class Source {
 public:
  virtual ~Source() = default;
  /// Adds up to `rows_of_batch` rows, one value to each column; none at the end. What it throws becomes the stream's
  /// last error.
  virtual void fill(std::vector<Values>& columns) = 0;
};

/// `metadata`: names and texts that the schema carries.
[[nodiscard]] ArrowStream make_stream(std::vector<Column> columns,
                                      std::vector<std::pair<std::string, std::string>> metadata,
                                      std::unique_ptr<Source> source);

/// A figure in units of 10^-from as one in units of 10^-to. Pre: from <= to.
[[nodiscard]] inline detail::Int128 rescaled(std::int64_t figure, int from, int to) noexcept {
  return static_cast<detail::Int128>(figure) * static_cast<detail::Int128>(detail::power_of_ten(to - from));
}

}  // namespace emptor::arrow
