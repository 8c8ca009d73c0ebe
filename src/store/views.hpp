#pragma once

#include <string>

namespace emptor::store {

/// The statements that make the public read-only views `emptor_v_*`.
[[nodiscard]] const std::string& views();
/// Of what happens to vouchers after they were posted.
[[nodiscard]] std::string views_after_posting();
[[nodiscard]] std::string views_of_rebates();

}  // namespace emptor::store
