/// Idempotency: keys are remembered in the transaction of the posting, with the request in full: a comparison that
/// cannot collide, and a record of what was asked.
#pragma once

#include <optional>
#include <string>

#include "vouchers/document.hpp"

namespace emptor::vouchers {

/// Holds the key, before it is asked for; nothing without one.
void lock_key(access::Work& work, const PostOptions& options);

/// What a key stood for before, or nothing.
class Repeat {
 public:
  /// Only tells the store that it is going to ask. Both are borrowed.
  Repeat(access::Work& work, const PostOptions& options, const std::string& request);
  /// IDEMPOTENCY_CONFLICT.
  [[nodiscard]] VoucherId first();
  void remember(VoucherId voucher);

 private:
  access::Work& work_;
  const std::string& key_;
  const std::string& request_;
  std::optional<VoucherId> first_;  ///< none: not asked yet
};

/// The first result of a repeated request.
[[nodiscard]] PostResult repeated(access::Work& work, VoucherId first);

}  // namespace emptor::vouchers
