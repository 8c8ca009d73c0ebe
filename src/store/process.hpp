/// Which process this is: books do not cross a fork.
#pragma once

#include <cstdint>

namespace emptor::store {

[[nodiscard]] std::int64_t process_id() noexcept;

/// WRONG_PROCESS.
[[noreturn]] void throw_wrong_process();

}  // namespace emptor::store
