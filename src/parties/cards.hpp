/// Party cards: everything about one party that a posting or a quote needs, in memory.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/work.hpp"
#include "emptor/parties.hpp"

namespace emptor::parties {

/// Valid time of things that hold "since ever" in SQL and in segments.
inline constexpr Date since_ever{std::numeric_limits<std::int32_t>::min()};

inline constexpr std::size_t term_slots = 31;  ///< terms are numbered 1 to 30

/// A group that a party belongs to on some day, itself or an ancestor of one.
struct GroupRank {
  PartyGroupId group{};
  int distance = 0;  ///< 0: the party is a member, 1: of a child …

  friend bool operator==(const GroupRank&, const GroupRank&) = default;
};

/// The effective terms over a stretch of days on which nothing changes. Most terms are set nowhere: only the others are
/// held.
class TermSegment {
 public:
  Date from = since_ever;  ///< until the next segment's
  /// In the order of inheritance: by priority of the group, then code, each group followed by its ancestors, nearest
  /// first; no group twice, at the first place and the smallest distance that it has.
  std::vector<GroupRank> groups;

  [[nodiscard]] const EffectiveTerm& term(Term which) const noexcept {
    static const EffectiveTerm nowhere;
    const std::uint32_t bit = std::uint32_t{1} << static_cast<unsigned>(which);
    if ((held_ & bit) == 0) return nowhere;
    return terms_[static_cast<std::size_t>(std::popcount(held_ & (bit - 1)))];
  }
  /// In ascending order of terms.
  void put(Term which, EffectiveTerm term) {
    held_ |= std::uint32_t{1} << static_cast<unsigned>(which);
    terms_.push_back(std::move(term));
  }
  [[nodiscard]] bool same_but_start(const TermSegment& other) const noexcept {
    return held_ == other.held_ && terms_ == other.terms_ && groups == other.groups;
  }

 private:
  std::uint32_t held_ = 0;  ///< a bit for each term that is set or explicitly none
  std::vector<EffectiveTerm> terms_;
};

struct PartyCard {
  PartyId id;
  std::string code;
  std::string name;
  bool customer = false;
  bool supplier = false;
  bool archived = false;
  std::int64_t identity_id = 0;  ///< emptor_party_identity row that holds today's name
  AddressId default_address;
  std::vector<TermSegment> segments;  ///< ascending, the first one since ever

  [[nodiscard]] const TermSegment& on(Date day) const noexcept;
};

/// By current or former code; none when unknown.
[[nodiscard]] PartyId find_id(access::Work& work, std::string_view code);
/// Cached; the reference is good for the use case. INTERNAL for an id that does not exist.
[[nodiscard]] const PartyCard& card(access::Work& work, PartyId id);
/// UNKNOWN_REFERENCE naming `field` when no party has this code.
[[nodiscard]] const PartyCard& require(access::Work& work, std::string_view code, std::string_view field);
/// As it was known at an instant; never cached.
[[nodiscard]] PartyCard card_known_at(access::Work& work, PartyId id, Instant known_at);
/// The account that owes what `party` buys on `day`: its head office, or itself.
[[nodiscard]] PartyId account_of(access::Work& work, const PartyCard& party, Date day);

[[nodiscard]] PartyGroupId find_group(access::Work& work, std::string_view code);
[[nodiscard]] std::string group_code(access::Work& work, PartyGroupId id);
/// Smaller wins when a party is in several groups.
[[nodiscard]] int group_priority(access::Work& work, PartyGroupId id);
/// The group and every group below it.
[[nodiscard]] std::vector<PartyGroupId> subtree(access::Work& work, PartyGroupId root);
/// Parties that are members of the group or of any below it on `day`, ascending.
[[nodiscard]] std::vector<PartyId> members(access::Work& work, PartyGroupId group, Date day);

[[nodiscard]] std::optional<Person> find_person(access::Work& work, std::string_view code);
[[nodiscard]] std::string person_code(access::Work& work, PersonId id);
/// Newest version of the named address; none when unknown.
[[nodiscard]] AddressId find_address(access::Work& work, PartyId party, std::string_view name);
/// Any version.
[[nodiscard]] Address address(access::Work& work, AddressId id);
[[nodiscard]] std::string identity_name(access::Work& work, std::int64_t identity_id);

}  // namespace emptor::parties
