/// Many rows into one table, or out of it, by COPY in its binary format: the fastest way that the server has.

#include "base/compose.hpp"
#include "store/postgres/pg_connection.hpp"
#include "store/postgres/pg_error.hpp"
#include "store/postgres/pg_value.hpp"
#include "store/postgres/postgres.hpp"

namespace emptor::store::postgres {
namespace {

/// Bytes that are gathered before they are handed to libpq.
constexpr std::size_t kBlock = 256 * 1024;

/// Eleven bytes that tell the format, then flags and the length of an extension: none of both.
constexpr std::string_view kHeader("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);

class PgRowWriter final : public RowWriter {
 public:
  PgRowWriter(PgConnection& connection, const std::string& table, const std::string& columns)
      : connection_(&connection) {
    connection_->begin_copy(compose("COPY {} ({}) FROM STDIN WITH (FORMAT binary)", table, columns));
    block_ = kHeader;
  }
  PgRowWriter(const PgRowWriter&) = delete;
  PgRowWriter& operator=(const PgRowWriter&) = delete;
  ~PgRowWriter() override {
    if (connection_ != nullptr) connection_->abandon_copy();
  }

  void begin_row(int columns) override {
    if (block_.size() >= kBlock) flush();
    append(static_cast<std::uint64_t>(columns), 2);
  }
  void add_null() override { append(0xFFFF'FFFFU, 4); }
  void add(std::int64_t number) override {
    append(8, 4);
    append(static_cast<std::uint64_t>(number), 8);
  }
  void add(std::string_view bytes) override {
    append(bytes.size(), 4);
    block_ += bytes;
  }
  void finish() override {
    append(0xFFFF, 2);
    flush();
    std::exchange(connection_, nullptr)->end_copy();
  }

 private:
  void append(std::uint64_t value, int width) {
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) block_ += static_cast<char>(value >> shift & 0xFFU);
  }
  void flush() {
    connection_->put_copy(block_);
    block_.clear();
  }

  PgConnection* connection_;
  std::string block_;
};

class PgRowReader final : public RowReader {
 public:
  PgRowReader(PgConnection& connection, const std::string& table, const std::string& columns)
      : connection_(&connection) {
    connection_->begin_copy(compose("COPY {} ({}) TO STDOUT WITH (FORMAT binary)", table, columns));
  }
  PgRowReader(const PgRowReader&) = delete;
  PgRowReader& operator=(const PgRowReader&) = delete;
  ~PgRowReader() override {
    free_block();
    if (connection_ != nullptr) connection_->abandon_copy();
  }

  bool next() override {
    if (rest_.empty() && !read_block()) return false;
    if (!header_read_) {
      static_cast<void>(take(kHeader.size()));
      header_read_ = true;
      if (rest_.empty() && !read_block()) return false;
    }
    const auto columns = static_cast<std::int16_t>(number(2));
    if (columns < 0) {
      // Behind the last row there is only the end.
      if (read_block()) throw Error(ErrorCode::internal, "rows behind the end of a table");
      return false;
    }
    row_.resize(static_cast<std::size_t>(columns));
    for (Field& field : row_) {
      const auto size = static_cast<std::int32_t>(number(4));
      field.null = size < 0;
      field.bytes = field.null ? std::string_view() : take(static_cast<std::size_t>(size));
    }
    return true;
  }
  [[nodiscard]] bool is_null(int column) const override { return at(column).null; }
  [[nodiscard]] std::int64_t integer(int column) const override {
    std::uint64_t value = 0;
    for (const char c : at(column).bytes) value = value << 8U | static_cast<unsigned char>(c);
    return static_cast<std::int64_t>(value);
  }
  [[nodiscard]] std::string_view text(int column) const override { return at(column).bytes; }

 private:
  struct Field {
    bool null = true;
    std::string_view bytes{};
  };
  [[nodiscard]] const Field& at(int column) const { return row_[static_cast<std::size_t>(column)]; }
  std::string_view take(std::size_t size) {
    if (rest_.size() < size) throw Error(ErrorCode::internal, "half a row of a table");
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::uint64_t number(std::size_t width) {
    std::uint64_t value = 0;
    for (const char c : take(width)) value = value << 8U | static_cast<unsigned char>(c);
    return value;
  }
  /// The server sends each row in a block of its own.
  bool read_block() {
    free_block();
    block_ = connection_->take_copy();
    rest_ = {block_.data(), block_.size()};
    if (block_.empty()) connection_ = nullptr;
    return !block_.empty();
  }
  void free_block() noexcept {
    if (!block_.empty()) libpq().PQfreemem(block_.data());
    block_ = {};
  }

  PgConnection* connection_;
  std::span<char> block_;
  std::string_view rest_;
  std::vector<Field> row_;
  bool header_read_ = false;
};

}  // namespace

std::unique_ptr<RowReader> copy_out_of(Connection& connection, const std::string& table, const std::string& columns) {
  auto* ours = dynamic_cast<PgConnection*>(&connection);
  return ours != nullptr ? std::make_unique<PgRowReader>(*ours, table, columns) : nullptr;
}

std::unique_ptr<RowWriter> copy_into(Connection& connection, const std::string& table, const std::string& columns) {
  auto* ours = dynamic_cast<PgConnection*>(&connection);
  return ours != nullptr ? std::make_unique<PgRowWriter>(*ours, table, columns) : nullptr;
}

void PgConnection::begin_copy(const std::string& sql) {
  require_transaction();
  collect();
  libpq().PQexitPipelineMode(handle_);
  ++round_trips_;
  const Result answer(libpq().PQexec(handle_, sql.c_str()));
  const auto status = libpq().PQresultStatus(answer.get());
  if (status == PGRES_COPY_IN) ++changing_;
  if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) return;
  const Error error = error_of(handle_, answer.get(), sql);
  leave_copy(false);
  throw error;
}

void PgConnection::put_copy(std::string_view block) {
  if (libpq().PQputCopyData(handle_, block.data(), static_cast<int>(block.size())) == 1) return;
  const Error error = error_of(handle_, nullptr, "copy");
  abandon_copy();
  throw error;
}

std::span<char> PgConnection::take_copy() {
  char* block = nullptr;
  const int size = libpq().PQgetCopyData(handle_, &block, 0);
  if (size > 0) return {block, static_cast<std::size_t>(size)};
  const Result answer(libpq().PQgetResult(handle_));
  while (const Result rest{libpq().PQgetResult(handle_)}) {
  }
  const bool sound = size == -1 && libpq().PQresultStatus(answer.get()) == PGRES_COMMAND_OK;
  if (sound) {
    leave_copy(true);
    return {};
  }
  const Error error = error_of(handle_, answer.get(), "copy");
  leave_copy(false);
  throw error;
}

void PgConnection::end_copy() {
  ++round_trips_;
  libpq().PQputCopyEnd(handle_, nullptr);
  const Result answer(libpq().PQgetResult(handle_));
  while (const Result rest{libpq().PQgetResult(handle_)}) {
  }
  if (libpq().PQresultStatus(answer.get()) == PGRES_COMMAND_OK) {
    leave_copy(true);
    return;
  }
  const Error error = error_of(handle_, answer.get(), "copy");
  leave_copy(false);
  throw error;
}

void PgConnection::abandon_copy() noexcept {
  // Rows on their way out are read to their end: nothing else ends them without a connection of its own.
  for (char* block = nullptr; libpq().PQgetCopyData(handle_, &block, 0) > 0;) libpq().PQfreemem(block);
  static_cast<void>(libpq().PQputCopyEnd(handle_, "the rows came to no end"));
  while (const Result rest{libpq().PQgetResult(handle_)}) {
  }
  leave_copy(false);
}

void PgConnection::leave_copy(bool sound) noexcept {
  if (!sound) usable_ = false;
  if (libpq().PQstatus(handle_) != CONNECTION_OK) broken_ = true;
  libpq().PQenterPipelineMode(handle_);
}

}  // namespace emptor::store::postgres
