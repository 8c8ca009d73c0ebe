/// What stands between the C ABI and the C++ library: nothing escapes, nothing is assumed of a caller.
///
/// Every function of emptor.h runs its body in `at_boundary`, which turns whatever is thrown into a status and an error
/// object. Bodies check their outputs first, so that nothing is done whose result could not be handed over, and write
/// them last. `read` takes in a struct of any version.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "emptor.h"
#include "emptor/base.hpp"

/// One or more problems. No problems at all: the static error that stands for an exhausted memory.
struct emptor_error {
  std::vector<emptor::Problem> problems;
  std::string text;
};

namespace emptor::capi {

/// An error object of these problems, and their text.
[[nodiscard]] emptor_error make_error(std::vector<Problem> problems);

/// Turns the exception that is being handled into a status, and stores an error when one is wanted.
emptor_status caught(emptor_error** error_out) noexcept;

template <class Body>
emptor_status at_boundary(emptor_error** error_out, Body&& body) noexcept {
  try {
    std::forward<Body>(body)();
    return EMPTOR_OK;
  } catch (...) {
    return caught(error_out);
  }
}

/// For getters: `otherwise` for a handle that is NULL.
template <class Handle, class Get, class Value>
Value get_or(const Handle* handle, Value otherwise, Get&& get) noexcept {
  return handle != nullptr ? static_cast<Value>(get(*handle)) : otherwise;
}

[[noreturn]] void throw_misuse(const char* field, const char* message);

/// A handle, a struct or an output that must be there.
template <class T>
T& require(T* pointer, const char* name) {
  if (pointer == nullptr) throw_misuse(name, "must not be NULL");
  return *pointer;
}

/// What the library knows of a versioned struct: its name, its defaults, the size that it had in the first version.
template <class Struct>
struct Versioned;

/// Sizes are told by the caller: `size` bytes at `bytes` are read, no more.
void check_struct(const void* bytes, std::uint32_t size, std::size_t first_size, std::size_t known_size,
                  const char* name);

/// A struct of any version as one of this version: what it lacks has its default.
template <class Struct>
Struct read(const Struct* given) {
  using Known = Versioned<Struct>;
  static_assert(Known::first_size <= sizeof(Struct));
  std::uint32_t size = 0;
  std::memcpy(&size, &require(given, Known::name), sizeof size);
  check_struct(given, size, Known::first_size, sizeof(Struct), Known::name);
  Struct mine = Known::defaults();
  std::memcpy(&mine, given, size < sizeof mine ? size : sizeof mine);
  mine.struct_size = static_cast<std::uint32_t>(sizeof mine);
  return mine;
}

/// The same; the defaults when there is none.
template <class Struct>
Struct read_optional(const Struct* given) {
  return given != nullptr ? read(given) : Versioned<Struct>::defaults();
}

/// Fills the part of an output struct that its caller knows.
template <class Struct>
void write(Struct value, Struct& out) {
  using Known = Versioned<Struct>;
  const std::uint32_t size = out.struct_size;
  if (size < Known::first_size) throw_misuse(Known::name, "struct_size is smaller than it ever was");
  value.struct_size = size;
  std::memcpy(&out, &value, size < sizeof value ? size : sizeof value);
}

/// Prepares `size` bytes: defaults where this version knows them, zero behind.
template <class Struct>
void initialise(Struct* out, std::uint32_t size) noexcept {
  if (out == nullptr || size < sizeof size) return;
  const Struct defaults = Versioned<Struct>::defaults();
  std::memset(static_cast<void*>(out), 0, size);
  std::memcpy(static_cast<void*>(out), &defaults, size < sizeof defaults ? size : sizeof defaults);
  std::memcpy(static_cast<void*>(out), &size, sizeof size);
}

/// Hands a new object over. Braces: handles are aggregates.
template <class T, class... Args>
T* give(Args&&... args) {
  return new T{std::forward<Args>(args)...};
}

}  // namespace emptor::capi
