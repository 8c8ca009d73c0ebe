/// Brings a book's tables up to date.
///
/// The log table `emptor_migration` holds one row for each step that was taken and is the truth about a book's version,
/// in files of our own and in a host's database alike (there `user_version` belongs to the host). Steps go forward
/// only, each in a transaction of its own that reads the version again under the write lock: several processes may open
/// at once, one of them takes each step, a step that fails leaves the version before it.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "store/store.hpp"

namespace emptor::store {

/// How a driver spells what differs in CREATE TABLE.
struct Dialect {
  std::string_view id;         ///< a key that the store gives
  std::string_view rows;       ///< the end of a table
  std::string_view clustered;  ///< the end of a table that is stored in the order of its primary key
  std::string_view day;        ///< `$` days since 1970-01-01 as an ISO date
  std::string_view instant;    ///< `$` microseconds since 1970 as an ISO time stamp, in UTC, to the second
};

/// Replaces {id}, {rows}, {clustered}, {day:column} and {instant:column}; every other brace stays.
[[nodiscard]] std::string expand(std::string_view sql, const Dialect& dialect);

/// The last step taken; 0 for tables that are not there. Inside a transaction.
[[nodiscard]] int schema_version(Connection& connection);

/// Throws NEWER_SCHEMA, having changed nothing, when the book is ahead of `steps`.
void refuse_newer(int version, std::span<const Migration> steps);

/// Takes the missing steps. `stamp` is called inside each step's transaction, e.g. to write the number elsewhere too.
void migrate(Connection& connection, std::span<const Migration> steps, Instant now,
             const std::function<void(int)>& stamp);

}  // namespace emptor::store
