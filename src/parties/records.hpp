/// Rows of parties, groups, memberships and terms as values. No judgement.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/work.hpp"
#include "emptor/parties.hpp"
#include "parties/timelines.hpp"

namespace emptor::parties {

/// Everything that was ever recorded is known.
inline constexpr Instant known_now{std::numeric_limits<std::int64_t>::max()};

[[nodiscard]] TermTimelines load_terms(access::Work& work, TermOrigin kind, std::int64_t owner, Instant known_at);
[[nodiscard]] std::vector<Membership> load_memberships(access::Work& work, PartyId party, Instant known_at);
/// Groups as they hang together today, with the terms that were known at an instant.
[[nodiscard]] Groups load_groups(access::Work& work, Instant known_at);
/// Those of today; cached.
[[nodiscard]] const Groups& groups(access::Work& work);

[[nodiscard]] std::optional<Party> load_party(access::Work& work, std::string_view code);
/// NOT_FOUND naming `field`.
[[nodiscard]] PartyId existing(access::Work& work, std::string_view code, std::string_view field);
[[nodiscard]] std::vector<std::string> former_codes(access::Work& work, PartyId id);

void insert_term(access::Work& work, TermOrigin kind, std::int64_t owner, Term term, const TermStep& step);
void insert_membership(access::Work& work, PartyId party, PartyGroupId group, MembershipStep step);

/// Columns of emptor_party in the order that `to_party` reads.
[[nodiscard]] Party to_party(store::Statement& row);

}  // namespace emptor::parties
