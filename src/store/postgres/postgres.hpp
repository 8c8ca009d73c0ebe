/// The way into the PostgreSQL driver, without libpq's header.
#pragma once

#include <memory>
#include <span>

#include "store/store.hpp"

struct pg_conn;

namespace emptor::store::postgres {

/// `steps` is `migrations()` outside of tests.
[[nodiscard]] std::shared_ptr<Database> open(const OpenOptions& options, std::span<const Migration> steps);

[[nodiscard]] std::shared_ptr<Database> attach(::pg_conn* host, const void* witness, std::string_view schema,
                                               const AttachOptions& options, std::span<const Migration> steps);

/// After rows were added to a table with keys of their own: the next `{id}` that the store gives follows them. Nothing
/// to do on another engine's connection.
void follow_ids(Connection& connection, std::string_view table);

}  // namespace emptor::store::postgres
