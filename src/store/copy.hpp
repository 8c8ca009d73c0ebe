/// A whole book from one store to another, row by row, in the order of keys.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace emptor::store {

/// A table of the schema, read from the migrations' own text.
struct TableShape {
  struct Column {
    std::string name;
    Type type = Type::integer;
    bool of_this_table = false;  ///< refers to another row of the same table
  };
  std::string name;
  std::vector<Column> columns;
  std::vector<std::size_t> key;  ///< places of the primary key's columns
  bool gives_id = false;
};

/// In the order in which they are made, so that what is referred to comes first. Every column stands on a line of its
/// own there. Without the log of migrations.
[[nodiscard]] std::vector<TableShape> shapes_of(std::span<const Migration> steps);

/// Of every row of every table, in whatever order they lie: 32 hexadecimal digits, the same on every store.
[[nodiscard]] std::string content_hash(Transaction& transaction);

/// One snapshot of `from`, one transaction of `to`, which must be new. Told are the table and its rows so far. Returns
/// the hash of the content, after the copy was read back. DUPLICATE_CODE when `to` holds a book, CORRUPT when the copy
/// differs; then nothing of it is kept.
std::string copy(Database& from, Database& to, const std::function<void(std::string_view, std::int64_t)>& progress);

}  // namespace emptor::store
