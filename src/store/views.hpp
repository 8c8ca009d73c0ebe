#pragma once

#include <string>

namespace emptor::store {

/// The statements that make the public read-only views `emptor_v_*`.
[[nodiscard]] const std::string& views();

}  // namespace emptor::store
