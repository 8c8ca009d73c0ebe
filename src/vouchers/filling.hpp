/// The lines of a draft.
#pragma once

#include "parties/cards.hpp"
#include "vouchers/document.hpp"

namespace emptor::vouchers {

/// Fills the document's lines; what is wrong with them is added to `problems`.
void fill_lines(access::Work& work, const VoucherDraft& draft, const EffectiveTerm& tax_code_term, Document& document,
                Problems& problems);
/// promoting.cpp: takes what current programmes give off the lines, and adds gifts behind them. Sales only; `report`
/// may be null.
void promote(access::Work& work, const VoucherDraft& draft, Document& document, PromotionReport* report);
/// What these programmes would give on the document's lines as they are; limits as in `allowances`, by programme.
[[nodiscard]] promotions::Answer promoted_anew(access::Work& work, const std::vector<promotions::Programme>& programmes,
                                               std::vector<promotions::Allowance> allowances, Document& document);
/// Quantity × unit price in minor units, before promotions. OVERFLOW names the line.
[[nodiscard]] std::int64_t line_amount(const Document& document, std::size_t index, Rounding rounding);
/// Line = quantity × unit price (exact, where 6 decimals do not hold it) rounded to the minor unit, less promotions;
/// then tax; the document is the sum of its lines.
void total_lines(access::Work& work, Document& document);

}  // namespace emptor::vouchers
