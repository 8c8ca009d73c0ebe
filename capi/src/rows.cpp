/// Reading a cursor.
#include "rows.hpp"

using namespace emptor::capi;

namespace {

const Column* column_at(const emptor_rows* rows, std::int32_t column) noexcept {
  if (rows == nullptr || column < 0 || static_cast<std::size_t>(column) >= rows->columns.size()) return nullptr;
  return &rows->columns[static_cast<std::size_t>(column)];
}

/// NULL for a value that is not set or not there.
const Cell* cell_at(const emptor_rows* rows, std::int32_t column) noexcept {
  if (column_at(rows, column) == nullptr || rows->at < 0 || rows->at >= rows->count) return nullptr;
  const Cell& cell =
      rows->cells[static_cast<std::size_t>(rows->at) * rows->columns.size() + static_cast<std::size_t>(column)];
  return cell.set ? &cell : nullptr;
}

}  // namespace

void emptor_rows_free(emptor_rows* rows) noexcept { delete rows; }

std::int64_t emptor_rows_count(const emptor_rows* rows) noexcept { return rows != nullptr ? rows->count : 0; }

std::int32_t emptor_rows_column_count(const emptor_rows* rows) noexcept {
  return rows != nullptr ? static_cast<std::int32_t>(rows->columns.size()) : 0;
}

const char* emptor_rows_column_name(const emptor_rows* rows, std::int32_t column) noexcept {
  const Column* found = column_at(rows, column);
  return found != nullptr ? found->name.c_str() : nullptr;
}

std::int32_t emptor_rows_column_type(const emptor_rows* rows, std::int32_t column) noexcept {
  const Column* found = column_at(rows, column);
  return found != nullptr ? found->type : 0;
}

std::int32_t emptor_rows_column(const emptor_rows* rows, const char* name) noexcept {
  if (rows == nullptr || name == nullptr) return -1;
  for (std::size_t i = 0; i < rows->columns.size(); ++i)
    if (rows->columns[i].name == name) return static_cast<std::int32_t>(i);
  return -1;
}

std::int32_t emptor_rows_next(emptor_rows* rows) noexcept {
  if (rows == nullptr || rows->at >= rows->count) return 0;
  ++rows->at;
  return rows->at < rows->count ? 1 : 0;
}

void emptor_rows_rewind(emptor_rows* rows) noexcept {
  if (rows != nullptr) rows->at = -1;
}

std::int32_t emptor_rows_is_null(const emptor_rows* rows, std::int32_t column) noexcept {
  return cell_at(rows, column) == nullptr ? 1 : 0;
}

const char* emptor_rows_text(const emptor_rows* rows, std::int32_t column) noexcept {
  const Cell* cell = cell_at(rows, column);
  return cell != nullptr ? cell->text.c_str() : nullptr;
}

std::int64_t emptor_rows_int64(const emptor_rows* rows, std::int32_t column) noexcept {
  const Cell* cell = cell_at(rows, column);
  return cell != nullptr ? cell->number : 0;
}

std::int32_t emptor_rows_date(const emptor_rows* rows, std::int32_t column) noexcept {
  const Cell* cell = cell_at(rows, column);
  const Column* found = column_at(rows, column);
  return cell != nullptr && found->type == EMPTOR_COLUMN_DATE ? static_cast<std::int32_t>(cell->number)
                                                              : EMPTOR_NO_DATE;
}
