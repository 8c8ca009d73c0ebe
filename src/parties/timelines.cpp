#include "parties/timelines.hpp"

#include <algorithm>
#include <tuple>

namespace emptor::parties {
namespace {

/// The step that holds on `day`; nullptr before the first one.
template <class Step>
const Step* step_on(const std::vector<Step>& steps, Date day) noexcept {
  const auto after = std::upper_bound(steps.begin(), steps.end(), day,
                                      [](Date wanted, const Step& step) { return wanted < step.from; });
  return after == steps.begin() ? nullptr : &*std::prev(after);
}

template <class Step>
void append(std::vector<Step>& steps, Step step) {
  if (!steps.empty() && steps.back().from == step.from)
    steps.back() = std::move(step);
  else
    steps.push_back(std::move(step));
}

/// False when the owner says nothing, so that the next one is asked.
bool answers(const TermTimelines& owner, Term term, Date day, EffectiveTerm& out) {
  const TermStep* step = owner.on(term, day);
  if (step == nullptr || step->state == TermState::inherited) return false;
  if (step->state == TermState::none)
    out.none = true;
  else
    out.value = step->value;
  return true;
}

}  // namespace

void TermTimelines::add(Term term, TermStep step) {
  append(steps_[static_cast<std::size_t>(term)], std::move(step));
  empty_ = false;
}

const TermStep* TermTimelines::on(Term term, Date day) const noexcept { return step_on(steps(term), day); }

void TermTimelines::append_days(std::vector<Date>& days) const {
  if (empty_) return;
  for (const auto& timeline : steps_)
    for (const TermStep& step : timeline) days.push_back(step.from);
}

void Membership::add(MembershipStep step) { append(steps, step); }

bool Membership::on(Date day) const noexcept {
  const MembershipStep* step = step_on(steps, day);
  return step != nullptr && step->member;
}

void Groups::add(GroupNode node) {
  by_code_.emplace(node.code, node.id.value);
  by_id_.emplace(node.id.value, nodes_.size());
  if (node.parent) children_[node.parent.value].push_back(node.id);
  nodes_.push_back(std::move(node));
}

std::size_t Groups::place(PartyGroupId id) const {
  const auto found = by_id_.find(id.value);
  EMPTOR_REQUIRE(found != by_id_.end());
  return found->second;
}

void Groups::add_term(PartyGroupId id, Term term, TermStep step) { nodes_[place(id)].terms.add(term, std::move(step)); }

std::vector<PartyGroupId> Groups::subtree(PartyGroupId root) const {
  std::vector<PartyGroupId> found{root};
  for (std::size_t next = 0; next < found.size(); ++next) {
    const auto below = children_.find(found[next].value);
    if (below != children_.end()) found.insert(found.end(), below->second.begin(), below->second.end());
  }
  return found;
}

std::vector<const GroupNode*> Groups::direct(const std::vector<Membership>& memberships, Date day) const {
  std::vector<const GroupNode*> found;
  for (const Membership& each : memberships)
    if (each.on(day)) found.push_back(&node(each.group));
  std::sort(found.begin(), found.end(), [](const GroupNode* a, const GroupNode* b) {
    return std::tie(a->priority, a->code) < std::tie(b->priority, b->code);
  });
  return found;
}

std::vector<GroupRank> Groups::ranked(const std::vector<Membership>& memberships, Date day) const {
  std::vector<GroupRank> ranks;
  for (const GroupNode* member : direct(memberships, day)) {
    int distance = 0;
    for (const GroupNode* each = member;; each = &node(each->parent), ++distance) {
      const auto known =
          std::find_if(ranks.begin(), ranks.end(), [&](const GroupRank& rank) { return rank.group == each->id; });
      if (known == ranks.end())
        ranks.push_back({each->id, distance});
      else
        known->distance = std::min(known->distance, distance);
      if (!each->parent) break;
    }
  }
  return ranks;
}

EffectiveTerm effective(Term term, Date day, std::string_view party_code, const TermTimelines& own,
                        const std::vector<GroupRank>& ranks, const Groups& groups) {
  EffectiveTerm found;
  if (answers(own, term, day, found)) {
    found.origin = TermOrigin::party;
    found.origin_code = party_code;
    return found;
  }
  for (const GroupRank& rank : ranks) {
    const GroupNode& node = groups.node(rank.group);
    if (!answers(node.terms, term, day, found)) continue;
    found.origin = TermOrigin::group;
    found.origin_code = node.code;
    return found;
  }
  if (answers(groups.book, term, day, found)) found.origin = TermOrigin::book;
  return found;
}

std::vector<TermSegment> segments(std::string_view party_code, const TermTimelines& own,
                                  const std::vector<Membership>& memberships, const Groups& groups) {
  // Every day on which something may change, for whichever reason.
  std::vector<Date> days{since_ever};
  own.append_days(days);
  groups.book.append_days(days);
  std::vector<PartyGroupId> seen;
  for (const Membership& membership : memberships) {
    for (const MembershipStep& step : membership.steps) days.push_back(step.from);
    for (PartyGroupId each = membership.group; each; each = groups.node(each).parent) {
      if (std::find(seen.begin(), seen.end(), each) != seen.end()) break;
      seen.push_back(each);
      groups.node(each).terms.append_days(days);
    }
  }
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());

  std::vector<TermSegment> found;
  for (const Date day : days) {
    TermSegment next;
    next.from = day;
    next.groups = groups.ranked(memberships, day);
    for (std::size_t slot = 1; slot < term_slots; ++slot) {
      const Term term = static_cast<Term>(slot);
      EffectiveTerm answer = effective(term, day, party_code, own, next.groups, groups);
      if (answer.origin != TermOrigin::nowhere) next.put(term, std::move(answer));
    }
    if (found.empty() || !found.back().same_but_start(next)) found.push_back(std::move(next));
  }
  found.shrink_to_fit();
  return found;
}

}  // namespace emptor::parties
