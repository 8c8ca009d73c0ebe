/// The way into the PostgreSQL driver, without libpq's header.
#pragma once

#include <memory>
#include <span>

#include "store/store.hpp"

namespace emptor::store::postgres {

/// `steps` is `migrations()` outside of tests.
[[nodiscard]] std::shared_ptr<Database> open(const OpenOptions& options, std::span<const Migration> steps);

}  // namespace emptor::store::postgres
