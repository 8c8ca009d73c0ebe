/// The PostgreSQL driver: one connection that writes alone, several that read and post, lent to one thread at a time,
/// made when they are needed.
///
/// Waiting is bounded by busy_timeout_ms for a connection of this process, and by the same again for each lock on the
/// server.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/pool.hpp"
#include "store/postgres/pg_connection.hpp"
#include "store/postgres/postgres.hpp"
#include "store/store.hpp"

namespace emptor::store::postgres {

class PgDatabase final : public Database {
 public:
  /// `first` becomes the writer, or a reader of a book that is only read.
  PgDatabase(const OpenOptions& options, const PgSettings& settings, int schema, std::unique_ptr<PgConnection> first);
  /// On a host's connection, for everything.
  PgDatabase(const PgSettings& settings, int schema, std::unique_ptr<PgConnection> host);
  PgDatabase(const PgDatabase&) = delete;
  PgDatabase& operator=(const PgDatabase&) = delete;
  ~PgDatabase() override = default;

  [[nodiscard]] bool has_one_connection() const noexcept override { return connections_.has_one(); }
  [[nodiscard]] std::string description() const override;
  void backup(const std::string& path) override;
  [[nodiscard]] std::vector<std::string> check_integrity() override { return {}; }
  void close() noexcept override { connections_.close(); }

 protected:
  Connection& borrow(Access access) override { return *connections_.borrow(access).connection; }
  void give_back(Connection& connection, Access /*access*/) noexcept override { connections_.give_back(connection); }

 private:
  const PgSettings settings_;
  std::string description_;
  ConnectionPool connections_;
};

}  // namespace emptor::store::postgres
