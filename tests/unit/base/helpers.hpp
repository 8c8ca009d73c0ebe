/// What the tests of room `base` share.
#pragma once

#include <string>

#include "emptor/base.hpp"

namespace emptor::test {

/// The name of the code with which `call` fails; "" when it does not fail.
template <class Call>
std::string failure(Call&& call) {
  try {
    static_cast<void>(call());
  } catch (const Error& e) {
    return std::string(to_string(e.code()));
  }
  return {};
}

}  // namespace emptor::test
