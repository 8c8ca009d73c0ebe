/// The cursor over named columns, and how the library's values become its cells.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "boundary.hpp"
#include "values.hpp"

namespace emptor::capi {

struct Column {
  std::string name;
  std::int32_t type = EMPTOR_COLUMN_TEXT;
};

/// Text for every reader, and a number where the column has one. Absent: not set.
struct Cell {
  bool set = false;
  std::int64_t number = 0;
  std::string text;

  Cell() = default;
  Cell(std::string value) : set(true), text(std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Cell(const char* value) : Cell(std::string(value)) {}           // NOLINT(google-explicit-constructor)
  Cell(std::string_view value) : Cell(std::string(value)) {}      // NOLINT(google-explicit-constructor)
  Cell(std::int64_t value) : set(true), number(value), text(std::to_string(value)) {}  // NOLINT
  Cell(std::int32_t value) : Cell(static_cast<std::int64_t>(value)) {}                 // NOLINT
  Cell(bool value) : Cell(static_cast<std::int64_t>(value)) {}                         // NOLINT
  Cell(Date value) : set(true), number(value.days()), text(value.to_string()) {}       // NOLINT
  Cell(Instant value) : set(true), number(value.micros), text(value.to_string()) {}    // NOLINT
  Cell(Money value) : Cell(to_text(value)) {}                                          // NOLINT
  Cell(Quantity value) : Cell(to_text(value)) {}                                       // NOLINT
  Cell(Percent value) : Cell(to_text(value)) {}                                        // NOLINT
  Cell(const Decimal& value) : Cell(to_text(value)) {}                                 // NOLINT
  template <class Tag>
  Cell(Id<Tag> value) : Cell(value.value) {}  // NOLINT(google-explicit-constructor)
  template <class T>
  Cell(const std::optional<T>& value) : Cell(value ? Cell(*value) : Cell()) {}  // NOLINT(google-explicit-constructor)
};

}  // namespace emptor::capi

struct emptor_rows {
  std::vector<emptor::capi::Column> columns;
  std::vector<emptor::capi::Cell> cells;  // row by row
  std::int64_t count = 0;
  std::int64_t at = -1;
};

namespace emptor::capi {

/// Fills a cursor. Built aside and handed over whole, so that a failure leaves nothing behind.
class RowsBuilder {
 public:
  RowsBuilder(std::initializer_list<Column> columns) : rows_(std::make_unique<emptor_rows>()) {
    rows_->columns.assign(columns.begin(), columns.end());
  }
  explicit RowsBuilder(std::vector<Column> columns) : rows_(std::make_unique<emptor_rows>()) {
    rows_->columns = std::move(columns);
  }

  template <class... Values>
  void add(const Values&... values) {
    start_row(sizeof...(values));
    (rows_->cells.emplace_back(values), ...);
  }
  void add(std::vector<Cell> cells) {
    start_row(cells.size());
    for (Cell& cell : cells) rows_->cells.push_back(std::move(cell));
  }
  void give(emptor_rows*& out) { out = rows_.release(); }

 private:
  void start_row(std::size_t cells) {
    EMPTOR_REQUIRE(cells == rows_->columns.size());
    ++rows_->count;
  }
  std::unique_ptr<emptor_rows> rows_;
};

constexpr std::int32_t kText = EMPTOR_COLUMN_TEXT;
constexpr std::int32_t kInteger = EMPTOR_COLUMN_INTEGER;
constexpr std::int32_t kDecimal = EMPTOR_COLUMN_DECIMAL;
constexpr std::int32_t kDate = EMPTOR_COLUMN_DATE;
constexpr std::int32_t kTruth = EMPTOR_COLUMN_TRUTH;
constexpr std::int32_t kInstant = EMPTOR_COLUMN_INSTANT;

}  // namespace emptor::capi
