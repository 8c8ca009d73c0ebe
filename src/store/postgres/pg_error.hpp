/// What PostgreSQL says, as an Error.
#pragma once

#include <string_view>

#include "emptor/base/error.hpp"
#include "store/postgres/libpq.hpp"

namespace emptor::store::postgres {

/// Of a result that holds an error. A lost connection says what is known of the outcome: undone.
[[nodiscard]] Error error_of(::PGconn* connection, const ::PGresult* result, std::string_view doing);

/// CONNECTION_LOST while a commit was on its way.
[[nodiscard]] Error lost_in_commit(::PGconn* connection);

/// Of a connection that could not be made.
[[nodiscard]] Error not_connected(::PGconn* connection);

}  // namespace emptor::store::postgres
