/// The lines of a draft.
#pragma once

#include "parties/cards.hpp"
#include "vouchers/document.hpp"

namespace emptor::vouchers {

/// Fills the document's lines; what is wrong with them is added to `problems`.
void fill_lines(access::Work& work, const VoucherDraft& draft, const EffectiveTerm& tax_code_term, Document& document,
                Problems& problems);
/// Line = quantity × unit price (exact, where 6 decimals do not hold it) rounded to the minor unit; then tax; the
/// document is the sum of its lines.
void total_lines(access::Work& work, Document& document);

}  // namespace emptor::vouchers
