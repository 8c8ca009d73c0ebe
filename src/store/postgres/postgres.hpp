/// The way into the PostgreSQL driver, without libpq's header.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "store/store.hpp"

struct pg_conn;

namespace emptor::store::postgres {

/// `steps` is `migrations()` outside of tests.
[[nodiscard]] std::shared_ptr<Database> open(const OpenOptions& options, std::span<const Migration> steps);

[[nodiscard]] std::shared_ptr<Database> attach(::pg_conn* host, const void* witness, std::string_view schema,
                                               const AttachOptions& options, std::span<const Migration> steps);

/// Takes rows for one table, column by column.
class RowWriter {
 public:
  RowWriter() = default;
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;
  /// Unless it was finished, the transaction is of no use any more.
  virtual ~RowWriter() = default;
  virtual void begin_row(int columns) = 0;
  virtual void add_null() = 0;
  virtual void add(std::int64_t number) = 0;
  /// A text or bytes.
  virtual void add(std::string_view bytes) = 0;
  virtual void finish() = 0;
};
/// By COPY; nothing else runs in the transaction until it is finished. Null on another engine's connection.
[[nodiscard]] std::unique_ptr<RowWriter> copy_into(Connection& connection, const std::string& table,
                                                   const std::string& columns);

/// Gives the rows of one table, in no order.
class RowReader {
 public:
  RowReader() = default;
  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;
  /// Unless it came to its end, the transaction is of no use any more.
  virtual ~RowReader() = default;
  [[nodiscard]] virtual bool next() = 0;
  // Of the row, as in `PreparedStatement`.
  [[nodiscard]] virtual bool is_null(int column) const = 0;
  [[nodiscard]] virtual std::int64_t integer(int column) const = 0;
  [[nodiscard]] virtual std::string_view text(int column) const = 0;
};
/// By COPY, likewise.
[[nodiscard]] std::unique_ptr<RowReader> copy_out_of(Connection& connection, const std::string& table,
                                                     const std::string& columns);

/// After rows were added to a table with keys of their own: the next `{id}` that the store gives follows them. Nothing
/// to do on another engine's connection.
void follow_ids(Connection& connection, std::string_view table);

}  // namespace emptor::store::postgres
