/// Many rows into one table by COPY, in its binary format: the fastest way in that the server has.

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

}  // namespace

std::unique_ptr<RowWriter> copy_into(Connection& connection, const std::string& table, const std::string& columns) {
  auto* ours = dynamic_cast<PgConnection*>(&connection);
  return ours != nullptr ? std::make_unique<PgRowWriter>(*ours, table, columns) : nullptr;
}

void PgConnection::begin_copy(const std::string& sql) {
  require_transaction();
  collect();
  ++changing_;
  libpq().PQexitPipelineMode(handle_);
  ++round_trips_;
  const Result answer(libpq().PQexec(handle_, sql.c_str()));
  if (libpq().PQresultStatus(answer.get()) == PGRES_COPY_IN) return;
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
  if (libpq().PQputCopyEnd(handle_, "the rows came to no end") == 1)
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
