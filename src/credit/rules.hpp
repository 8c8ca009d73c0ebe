/// Pure parts of the credit check beside `credit::decide`.
#pragma once

#include "emptor/credit.hpp"

namespace emptor::credit {

/// Minor units of `from` in minor units of `to`, where one major unit of `from` costs `rate` major units of `to`.
[[nodiscard]] std::int64_t convert(std::int64_t minor, Currency from, Currency to, Ratio rate, Rounding mode);
/// Why a release does not let a document through; empty when it does. `release` null: none was given.
[[nodiscard]] std::string release_fault(const CreditRelease* release, Money document, Date on);

// rules_words.cpp
/// "5000.00"; "1 day".
[[nodiscard]] std::string figure(Money money);
[[nodiscard]] std::string days(int count);

/// An answer of a rule, at one stage or at all of them.
struct StagedAnswer {
  CreditRule rule = CreditRule::limit;
  std::optional<CreditStage> stage{};
  OnExcess answer = OnExcess::block;
};
/// Of the term `credit_answers`, which was checked when it was set.
[[nodiscard]] std::vector<StagedAnswer> parse_answers(std::string_view text);
/// What holds at a stage: its own answers before those of every stage; of two for one rule the first.
[[nodiscard]] std::vector<CreditAnswer> answers_at(const std::vector<StagedAnswer>& all, CreditStage stage);
[[nodiscard]] std::string_view to_string(CreditStatus status) noexcept;
[[nodiscard]] CreditStatus parse_status(std::string_view text) noexcept;
/// "ignore", "warn", "block", "approve".
[[nodiscard]] std::optional<OnExcess> parse_on_excess(std::string_view text) noexcept;

}  // namespace emptor::credit
