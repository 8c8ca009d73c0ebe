#include "store/postgres/libpq.hpp"

#include <dlfcn.h>

#include "base/compose.hpp"
#include "emptor/base/error.hpp"

namespace emptor::store::postgres {
namespace {

constexpr const char* kLibrary = "libpq.so.5";

[[noreturn]] void refuse(const char* why) {
  throw Error(ErrorCode::unavailable, "path",
              compose("a book on PostgreSQL needs the client library libpq 14 or newer ({}): {}; on Debian install "
                      "the package libpq5",
                      kLibrary, why));
}

Libpq load() {
  // What the process has loaded already first; never closed again: its threads and handles may be the host's.
  void* library = ::dlopen(kLibrary, RTLD_NOW | RTLD_NOLOAD);
  if (library == nullptr) library = ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) refuse("it was not found");
  Libpq found;
  const auto find = [&](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, name));
    if (function == nullptr) refuse("the one that was found is too old");
  };
#define EMPTOR_LIBPQ_FIND(name) find(found.name, #name);
  EMPTOR_LIBPQ(EMPTOR_LIBPQ_FIND)
#undef EMPTOR_LIBPQ_FIND
  if (found.PQisthreadsafe() == 0) refuse("the one that was found was built without support for threads");
  return found;
}

}  // namespace

const Libpq& libpq() {
  // Asked again after a refusal: the library may have been installed meanwhile.
  static const Libpq table = load();
  return table;
}

}  // namespace emptor::store::postgres
