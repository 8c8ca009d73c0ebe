#include "store/postgres/pg_database.hpp"

#include "base/compose.hpp"

namespace emptor::store::postgres {
namespace {

std::string described(const PgConnection& connection, const PgSettings& settings) {
  const int client = libpq().PQlibVersion();
  return compose("PostgreSQL {} (libpq {}.{}), schema {}", connection.parameter("server_version"), client / 10'000,
                 client % 10'000, settings.schema);
}

}  // namespace

PgDatabase::PgDatabase(const OpenOptions& options, const PgSettings& settings, int schema,
                       std::unique_ptr<PgConnection> first)
    : settings_(settings),
      connections_({.readers_max = options.readers_max,
                    .patience = std::chrono::milliseconds(options.busy_timeout_ms),
                    .read_only = options.read_only,
                    .many_post = true},
                   [this, schema] {
                     auto connection = std::make_unique<PgConnection>(settings_);
                     connection->set_known_schema(schema);
                     return connection;
                   }) {
  description_ = described(*first, settings_);
  first->set_known_schema(schema);
  if (options.read_only)
    connections_.add_reader(std::move(first));
  else
    connections_.add_writer(std::move(first));
}

PgDatabase::PgDatabase(const PgSettings& settings, int schema, std::unique_ptr<PgConnection> host)
    : settings_(settings),
      description_(described(*host, settings)),
      connections_({.patience = std::chrono::milliseconds(settings.busy_timeout_ms), .shared = true}, nullptr) {
  host->set_known_schema(schema);
  connections_.add_writer(std::move(host));
}

std::string PgDatabase::description() const { return description_; }

void PgDatabase::backup(const std::string& /*path*/) {
  throw Error(ErrorCode::misuse, "a book on PostgreSQL is backed up with the server's tools, e.g. pg_dump");
}

}  // namespace emptor::store::postgres
