/// Use cases of groups and memberships.
#include <algorithm>

#include "parties/cards.hpp"
#include "parties/records.hpp"
#include "parties/terms.hpp"
#include "settings/policies.hpp"

namespace emptor {

using access::Detail;
using access::Work;
using parties::GroupNode;
using parties::MembershipStep;

namespace {

PartyGroupId require_group(Work& work, std::string_view code, std::string_view field, ErrorCode error) {
  const PartyGroupId id = parties::find_group(work, code);
  if (!id) throw Error(error, std::string(field), "no customer group has this code", {{"code", std::string(code)}});
  return id;
}

std::string code_of(const parties::Groups& groups, PartyGroupId id) {
  return id ? groups.node(id).code : std::string();
}

void change_membership(SessionState& state, std::string_view command, std::string_view party, std::string_view group,
                       MembershipStep step) {
  auto work = Work::write(state);
  const PartyId id = parties::existing(work, party, "party");
  const PartyGroupId group_id = require_group(work, group, "group", ErrorCode::unknown_reference);
  const auto memberships = parties::load_memberships(work, id, parties::known_now);
  const bool before = std::any_of(memberships.begin(), memberships.end(), [&](const parties::Membership& each) {
    return each.group == group_id && each.on(step.from);
  });
  if (!step.member && !before)
    throw Error(ErrorCode::not_found, "group", "the party is not a member of this group on that day",
                {{"code", std::string(group)}, {"from", step.from.to_string()}});
  parties::insert_membership(work, id, group_id, step);
  Detail detail;
  detail.set("group", group);
  if (step.from != parties::since_ever) detail.set("from", step.from.to_string());
  detail.change("member", before ? "1" : "0", step.member ? "1" : "0");
  work.record(Entity::party, id.value, command, detail.json());
  work.commit();
}

}  // namespace

PartyGroupId Parties::create_group(const PartyGroup& group) {
  Problems problems;
  problems.check_code("code", group.code, 30);
  problems.check_text("name", group.name, 100);
  auto work = Work::write(*state_);
  if (parties::find_group(work, group.code))
    problems.add(ErrorCode::duplicate_code, "code", "a customer group of this code exists", {{"code", group.code}});
  PartyGroupId parent;
  if (group.parent) {
    parent = parties::find_group(work, *group.parent);
    if (*group.parent == group.code)
      problems.add(ErrorCode::cycle, "parent", "a group cannot lie below itself", {{"code", group.code}});
    else if (!parent)
      problems.add(ErrorCode::unknown_reference, "parent", "no customer group has this code",
                   {{"code", *group.parent}});
  }
  problems.throw_if_any();
  const PartyGroupId id(
      work.tx().insert("INSERT INTO emptor_party_group (code, name, parent_id, priority) VALUES (?1, ?2, ?3, ?4)",
                       group.code, group.name, parent, group.priority));
  Detail detail;
  detail.set("code", group.code).set("name", group.name);
  if (group.parent) detail.set("parent", *group.parent);
  detail.set("priority", std::to_string(group.priority));
  work.record(Entity::party_group, id.value, customers_ ? "customers.create_group" : "suppliers.create_group",
              detail.json());
  work.commit();
  return id;
}

void Parties::move_group(std::string_view group, std::optional<std::string_view> parent) {
  auto work = Work::write(*state_);
  const PartyGroupId id = require_group(work, group, "group", ErrorCode::not_found);
  PartyGroupId new_parent;
  if (parent) new_parent = require_group(work, *parent, "parent", ErrorCode::unknown_reference);
  const parties::Groups& groups = parties::groups(work);
  const std::vector<PartyGroupId> below = groups.subtree(id);
  if (std::find(below.begin(), below.end(), new_parent) != below.end())
    throw Error(ErrorCode::cycle, "parent", "the new parent is the group itself or lies below it",
                {{"group", std::string(group)}, {"parent", std::string(*parent)}});
  const PartyGroupId old_parent = groups.node(id).parent;
  if (old_parent == new_parent) return;
  const std::string detail = Detail().change("parent", code_of(groups, old_parent), code_of(groups, new_parent)).json();
  work.tx().execute("UPDATE emptor_party_group SET parent_id = ?2 WHERE id = ?1", id, new_parent);
  work.record(Entity::party_group, id.value, customers_ ? "customers.move_group" : "suppliers.move_group", detail);
  work.commit();
}

std::vector<PartyGroup> Parties::groups() const {
  auto work = Work::read(*state_);
  const parties::Groups& groups = parties::groups(work);
  std::vector<PartyGroup> found;
  for (const GroupNode& node : groups.nodes()) {
    PartyGroup group{.id = node.id, .code = node.code, .name = node.name, .priority = node.priority};
    if (node.parent) group.parent = code_of(groups, node.parent);
    found.push_back(std::move(group));
  }
  return found;
}

void Parties::join_group(std::string_view party, std::string_view group, std::optional<Date> from) {
  change_membership(*state_, customers_ ? "customers.join_group" : "suppliers.join_group", party, group,
                    {parties::start_of(from), true});
}

void Parties::leave_group(std::string_view party, std::string_view group, Date from) {
  change_membership(*state_, customers_ ? "customers.leave_group" : "suppliers.leave_group", party, group,
                    {from, false});
}

std::vector<std::string> Parties::groups_of(std::string_view party, AsOf as_of) const {
  auto work = Work::read(*state_);
  const PartyId id = parties::existing(work, party, "party");
  const Date on = as_of.on ? *as_of.on : settings::today(work);
  const auto memberships = parties::load_memberships(work, id, as_of.known_at.value_or(parties::known_now));
  std::vector<std::string> codes;
  for (const GroupNode* node : parties::groups(work).direct(memberships, on)) codes.push_back(node->code);
  return codes;
}

}  // namespace emptor
