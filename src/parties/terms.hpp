/// Setting terms: what a value names must exist, and head offices have no head offices.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/work.hpp"
#include "emptor/parties.hpp"
#include "parties/cards.hpp"
#include "parties/timelines.hpp"

namespace emptor::parties {

/// The form in which `value` is kept. Adds what is wrong with it under `field`: its form, or a code that names nothing.
[[nodiscard]] std::string checked_value(access::Work& work, Term term, std::string_view value, std::string_view field,
                                        Problems& problems);
/// The currency of a credit limit on `day`, for an owner that says `own` itself and inherits from `ranks`.
[[nodiscard]] Currency credit_currency(access::Work& work, const TermTimelines& own,
                                       const std::vector<GroupRank>& ranks, Date day);
/// Whose debts a head office takes over, in that role it must trade itself, or nobody could collect from it.
void check_head_roles(bool customer, bool supplier, const PartyCard& head, std::string_view field, Problems& problems);
/// "since ever" for nullopt.
[[nodiscard]] Date start_of(std::optional<Date> from);
/// For the audit trail: the value, "" when inherited, "(none)" when explicitly none.
[[nodiscard]] std::string state_text(const TermStep* step);

}  // namespace emptor::parties
