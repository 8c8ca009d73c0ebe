/// Lists and pickers.
///
/// Two ways lead to a page. When a group or a person in charge narrows the question to a few parties, these are fetched
/// one by one and sorted. Else the index of codes is walked from where the page before ended, and each party is looked
/// at until the page is full; what many have in common is found soon. Both ask the same questions of each party.
#include <algorithm>
#include <boost/unordered/unordered_flat_set.hpp>

#include "access/search_words.hpp"
#include "parties/cards.hpp"
#include "parties/records.hpp"
#include "settings/policies.hpp"

namespace emptor {

using access::SearchWords;
using access::Work;

namespace {

constexpr std::size_t kFewCandidates = 5'000;

class Finder {
 public:
  Finder(Work& work, const PartyQuery& query, bool customers)
      : work_(work),
        query_(query),
        customers_(customers),
        words_(query.text),
        today_(settings::today(work)),
        groups_(parties::groups(work)) {
    if (query.group) {
      const PartyGroupId root = groups_.find(*query.group);
      if (!root)
        throw Error(ErrorCode::unknown_reference, "group", "no customer group has this code", {{"code", *query.group}});
      for (const PartyGroupId each : groups_.subtree(root)) wanted_groups_.insert(each.value);
    }
    if (query.salesperson && !parties::find_person(work, *query.salesperson))
      throw Error(ErrorCode::unknown_reference, "salesperson", "no person has this code",
                  {{"code", *query.salesperson}});
  }

  std::vector<Party> page() {
    const auto candidates = query_.group ? members() : query_.salesperson ? clients() : std::nullopt;
    return candidates ? few(*candidates) : walk();
  }

 private:
  using Candidates = boost::unordered_flat_set<std::int64_t>;

  /// Adds the first column of the rows; false when there are too many.
  static bool collect(store::Statement& rows, Candidates& out) {
    while (rows.step()) {
      out.insert(rows.integer(0));
      if (out.size() > kFewCandidates) return false;
    }
    return true;
  }

  bool collect_members(std::int64_t group, Candidates& out) {
    auto rows = work_.tx().statement("SELECT party_id FROM emptor_membership WHERE group_id = ?1");
    rows.bind(group);
    return collect(rows, out);
  }

  /// Whoever ever was a member; nullopt when these are too many to sort.
  std::optional<Candidates> members() {
    Candidates found;
    for (const std::int64_t group : wanted_groups_)
      if (!collect_members(group, found)) return std::nullopt;
    return found;
  }

  /// Whoever may have this person in charge: named by the party itself or inherited; nullopt when these are too many.
  std::optional<Candidates> clients() {
    if (names_person(groups_.book)) return std::nullopt;
    Candidates found;
    auto rows =
        work_.tx().statement("SELECT owner_id FROM emptor_term WHERE term = ?1 AND value = ?2 AND owner_kind = ?3");
    rows.bind(Term::salesperson, *query_.salesperson, TermOrigin::party);
    if (!collect(rows, found)) return std::nullopt;
    for (const parties::GroupNode& node : groups_.nodes()) {
      if (!names_person(node.terms)) continue;
      for (const PartyGroupId each : groups_.subtree(node.id))
        if (!collect_members(each.value, found)) return std::nullopt;
    }
    return found;
  }

  [[nodiscard]] bool names_person(const parties::TermTimelines& terms) const {
    const parties::TermStep* step = terms.on(Term::salesperson, today_);
    return step != nullptr && step->state == parties::TermState::set && step->value == *query_.salesperson;
  }

  /// Columns as `to_party` reads them, then the search key.
  bool wanted(store::Statement& row) {
    if (row.integer(customers_ ? 3 : 4) == 0) return false;
    if (!query_.include_archived && row.integer(15) != 0) return false;
    if (row.text(1) <= std::string_view(query_.after_code) || !words_.match(row.text(1), row.text(16))) return false;
    if (!query_.group && !query_.salesperson) return true;

    // Not by cards: a walk over a million parties would fill the memory with them.
    const auto id = row.id<PartyTag>(0);
    const auto memberships = parties::load_memberships(work_, id, parties::known_now);
    if (query_.group && std::none_of(memberships.begin(), memberships.end(), [&](const parties::Membership& each) {
          return wanted_groups_.contains(each.group.value) && each.on(today_);
        }))
      return false;
    if (!query_.salesperson) return true;
    const auto own = parties::load_terms(work_, TermOrigin::party, id.value, parties::known_now);
    return parties::effective(Term::salesperson, today_, {}, own, groups_.ranked(memberships, today_), groups_).value ==
           query_.salesperson;
  }

  std::vector<Party> few(const Candidates& candidates) {
    std::vector<Party> found;
    for (const std::int64_t id : candidates) {
      auto row = work_.tx().statement(
          "SELECT id, code, name, customer, supplier, tax_number, representative, phone, mobile, fax, email, website, "
          "alias, memo, since, archived, search_key FROM emptor_party WHERE id = ?1");
      row.bind(id);
      if (row.step() && wanted(row)) found.push_back(parties::to_party(row));
    }
    std::sort(found.begin(), found.end(), [](const Party& a, const Party& b) { return a.code < b.code; });
    if (found.size() > limit()) found.resize(limit());
    return found;
  }

  std::vector<Party> walk() {
    std::vector<Party> found;
    const std::string pattern = words_.key_pattern();
    auto rows = work_.tx().statement(
        "SELECT id, code, name, customer, supplier, tax_number, representative, phone, mobile, fax, email, website, "
        "alias, memo, since, archived, search_key FROM emptor_party "
        "WHERE code > ?1 AND search_key LIKE ?2 ESCAPE '\\' ORDER BY code");
    rows.bind(query_.after_code, pattern);
    while (found.size() < limit() && rows.step())
      if (wanted(rows)) found.push_back(parties::to_party(rows));
    return found;
  }

  [[nodiscard]] std::size_t limit() const { return static_cast<std::size_t>(query_.limit); }

  Work& work_;
  const PartyQuery& query_;
  bool customers_;
  SearchWords words_;
  Date today_;
  const parties::Groups& groups_;
  boost::unordered_flat_set<std::int64_t> wanted_groups_;
};

}  // namespace

std::vector<Party> Parties::list(const PartyQuery& query) const {
  Problems problems;
  problems.check_text("text", query.text, SearchWords::text_max);
  if (query.limit < 1 || query.limit > 10'000)
    problems.add(ErrorCode::range, "limit", "a limit lies between 1 and 10,000",
                 {{"min", "1"}, {"max", "10000"}, {"limit", std::to_string(query.limit)}});
  problems.throw_if_any();
  auto work = Work::read(*state_);
  return Finder(work, query, customers_).page();
}

}  // namespace emptor
