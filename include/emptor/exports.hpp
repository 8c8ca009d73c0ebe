/// Room `insight`: the book's documents in bulk, as Arrow streams, for the engines made to analyse them: pyarrow and
/// its Parquet files, DuckDB, polars, pandas.
///
/// Rows are flat, in codes and decimals, and lines carry the facts of their voucher, so that the usual questions need
/// no join. docs/how-to/arrow.md lists the columns.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "emptor/access.hpp"
#include "emptor/arrow.hpp"
#include "emptor/base.hpp"

namespace emptor {

enum class Dataset : std::uint8_t {
  vouchers = 1,
  voucher_lines = 2,
  open_items = 3,   ///< settled ones too, with nothing open
  allocations = 4,  ///< and what undid them
  balances = 5,
  parties = 6,
  items = 7,
};

struct ExportQuery {
  Dataset dataset = Dataset::voucher_lines;
  /// By the date of the voucher; allocations by the day from which they count. INVALID with what has no date.
  Period dated{};
};

class Exports {
 public:
  explicit Exports(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// All rows of a dataset in the order of their keys, from one snapshot that is taken now. Memory for one batch of
  /// 16,384 rows; time in proportion to the dataset.
  ///
  /// The stream holds a connection for reading until it was read to its end or is released; it may be read on any
  /// thread, by one at a time, also after the book was closed, and not across a fork. Within a session's snapshot or
  /// batch everything is read at once instead, so that several streams tell of the same moment; likewise where a book
  /// has one connection for all, in memory and on a host's.
  [[nodiscard]] ArrowStream stream(const ExportQuery& query) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
