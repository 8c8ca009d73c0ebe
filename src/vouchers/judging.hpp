/// What speaks against a document before it is posted: credit, floors and ceilings of prices, stock.
#pragma once

#include <optional>
#include <vector>

#include "credit/check.hpp"
#include "vouchers/document.hpp"

namespace emptor::vouchers {

struct Judgement {
  std::optional<CreditDecision> credit{};  ///< of a sale
  std::vector<Problem> problems{};         ///< the gravest first
  bool blocked = false;                    ///< else an acknowledgement would do
  bool released = false;                   ///< a credit hold lets it through
};

/// A document of the same account takes the place of the one that it replaces: as far as it is no greater, it was
/// allowed before.
[[nodiscard]] credit::Question credit_question(const Document& document, const Document* replaces);

/// `hold`: the credit hold whose release may let the document through; NOT_FOUND when there is none of this key.
[[nodiscard]] Judgement judge(access::Work& work, const Document& document, const Document* replaces = nullptr,
                              CreditHoldId hold = {});

}  // namespace emptor::vouchers
