/// Timelines of terms and memberships, and how they become the segments of a card. Pure.
///
/// A timeline holds one step for each day on which something was said; a step holds until the next one. Rows come in
/// the order (valid_from, id), so that of two rows for one day the later recorded one stays.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "access/code_index.hpp"
#include "emptor/parties.hpp"
#include "parties/cards.hpp"

namespace emptor::parties {

using TermState = TermChange::State;

struct TermStep {
  Date from;
  TermState state = TermState::inherited;
  std::string value;
};

/// One timeline for each term of one owner.
class TermTimelines {
 public:
  /// In the order (from, id).
  void add(Term term, TermStep step);
  /// What the owner itself says on `day`; nullptr or a step of state inherited: nothing.
  [[nodiscard]] const TermStep* on(Term term, Date day) const noexcept;
  [[nodiscard]] const std::vector<TermStep>& steps(Term term) const noexcept {
    return steps_[static_cast<std::size_t>(term)];
  }
  void append_days(std::vector<Date>& days) const;
  [[nodiscard]] bool empty() const noexcept { return empty_; }

 private:
  std::array<std::vector<TermStep>, term_slots> steps_;
  bool empty_ = true;
};

struct MembershipStep {
  Date from;
  bool member = false;
};

/// Of one party in one group.
struct Membership {
  PartyGroupId group;
  std::vector<MembershipStep> steps;

  /// In the order (from, id).
  void add(MembershipStep step);
  [[nodiscard]] bool on(Date day) const noexcept;
};

struct GroupNode {
  PartyGroupId id;
  std::string code;
  std::string name;
  PartyGroupId parent;
  int priority = 0;
  TermTimelines terms;
};

/// Every group with its terms, and the book's terms: what parties inherit from.
class Groups {
 public:
  /// In the order of codes.
  void add(GroupNode node);
  /// A group's term, in the order (from, id).
  void add_term(PartyGroupId id, Term term, TermStep step);
  /// INTERNAL for an unknown id.
  [[nodiscard]] const GroupNode& node(PartyGroupId id) const { return nodes_[place(id)]; }
  [[nodiscard]] PartyGroupId find(std::string_view code) const noexcept {
    return PartyGroupId(access::find(by_code_, code));
  }
  [[nodiscard]] const std::vector<GroupNode>& nodes() const noexcept { return nodes_; }
  /// The group and every group below it.
  [[nodiscard]] std::vector<PartyGroupId> subtree(PartyGroupId root) const;
  /// The groups that hold the party itself on `day`, by priority, then code.
  [[nodiscard]] std::vector<const GroupNode*> direct(const std::vector<Membership>& memberships, Date day) const;
  /// The groups that are inherited from on `day`, in order.
  [[nodiscard]] std::vector<GroupRank> ranked(const std::vector<Membership>& memberships, Date day) const;

  TermTimelines book;

 private:
  [[nodiscard]] std::size_t place(PartyGroupId id) const;

  std::vector<GroupNode> nodes_;
  access::CodeIndex by_code_;
  boost::unordered_flat_map<std::int64_t, std::size_t> by_id_;
  boost::unordered_flat_map<std::int64_t, std::vector<PartyGroupId>> children_;
};

/// A term on one day, for a party of these groups.
[[nodiscard]] EffectiveTerm effective(Term term, Date day, std::string_view party_code, const TermTimelines& own,
                                      const std::vector<GroupRank>& ranks, const Groups& groups);

/// Ascending, the first one since ever, no two neighbours alike.
[[nodiscard]] std::vector<TermSegment> segments(std::string_view party_code, const TermTimelines& own,
                                                const std::vector<Membership>& memberships, const Groups& groups);

}  // namespace emptor::parties
