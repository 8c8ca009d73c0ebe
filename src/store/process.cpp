#include "store/process.hpp"

#ifdef _WIN32
#include <process.h>
#else
#include <unistd.h>
#endif

#include "emptor/base/error.hpp"

namespace emptor::store {

#ifdef _WIN32
std::int64_t process_id() noexcept { return _getpid(); }
#else
std::int64_t process_id() noexcept { return ::getpid(); }
#endif

void throw_wrong_process() {
  throw Error(ErrorCode::wrong_process,
              "the book was opened before this process was forked; open books after the fork, or start a new program");
}

}  // namespace emptor::store
