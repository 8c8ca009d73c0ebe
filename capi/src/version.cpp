/// The version: written in CMake's project(), told by the header, the same in both.
#include "emptor/version.hpp"

#include "boundary.hpp"

static_assert(EMPTOR_VERSION_MAJOR == emptor::version_major && EMPTOR_VERSION_MINOR == emptor::version_minor &&
                  EMPTOR_VERSION_PATCH == emptor::version_patch,
              "emptor.h tells another version than project(VERSION)");
static_assert(EMPTOR_VERSION_NUMBER == emptor::version_number);

#define EMPTOR_TEXT_OF(value) EMPTOR_TEXT_OF_EXPANDED(value)
#define EMPTOR_TEXT_OF_EXPANDED(value) #value
#define EMPTOR_VERSION_TEXT            \
  EMPTOR_TEXT_OF(EMPTOR_VERSION_MAJOR) \
  "." EMPTOR_TEXT_OF(EMPTOR_VERSION_MINOR) "." EMPTOR_TEXT_OF(EMPTOR_VERSION_PATCH)

#if defined(__clang__)
#define EMPTOR_COMPILER "Clang " __clang_version__
#elif defined(__GNUC__)
#define EMPTOR_COMPILER "GCC " __VERSION__
#else
#define EMPTOR_COMPILER "unknown compiler"
#endif

std::int32_t emptor_version_number() noexcept { return emptor::version_number; }

const char* emptor_version_string() noexcept { return EMPTOR_VERSION_TEXT; }

const char* emptor_build_info() noexcept {
  return "emptor " EMPTOR_VERSION_TEXT ", " EMPTOR_COMPILER ", C++ " EMPTOR_TEXT_OF(__cplusplus);
}
