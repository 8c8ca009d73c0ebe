/// Terms against a brute-force reading of their rows.
///
/// Random histories of terms, memberships and groups are written; then every term is asked for on every day, as of now
/// and as known at some instant, and compared with an oracle that keeps a plain list of what was said and looks at all
/// of it, day by day.
#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "parties/cards.hpp"
#include "support/bare_book.hpp"
#include "support/test.hpp"

using namespace emptor;

namespace {

constexpr int kDays = 40;
constexpr int kGroups = 6;
const Date kFirst = Date(20'543);

struct Said {
  std::string owner;  // "P…" for the party, "G…" for a group, "" for the book
  Term term;
  std::optional<Date> from;
  TermChange::State state;
  std::string value;
  std::int64_t recorded_at;
};

struct Joined {
  int group;
  std::optional<Date> from;
  bool member;
  std::int64_t recorded_at;
};

struct GroupFact {
  std::string code;
  int priority;
  int parent;  // -1: none
};

/// What was said, in the order of recording.
struct Oracle {
  std::vector<GroupFact> groups;
  std::vector<Said> said;
  std::vector<Joined> joined;

  /// The last of those who start latest, of what had been recorded and has started.
  template <class Row, class Matches>
  static const Row* holding(const std::vector<Row>& rows, Date on, std::int64_t known_at, Matches matches) {
    const Row* best = nullptr;
    const auto start = [](const Row& row) { return row.from ? row.from->days() : INT32_MIN; };
    for (const Row& row : rows) {
      if (!matches(row) || row.recorded_at > known_at || start(row) > on.days()) continue;
      if (best == nullptr || start(row) >= start(*best)) best = &row;
    }
    return best;
  }

  [[nodiscard]] std::vector<std::pair<int, int>> ranks(Date on, std::int64_t known_at) const {
    std::vector<int> direct;
    for (int group = 0; group < static_cast<int>(groups.size()); ++group) {
      const Joined* row = holding(joined, on, known_at, [&](const Joined& each) { return each.group == group; });
      if (row != nullptr && row->member) direct.push_back(group);
    }
    std::sort(direct.begin(), direct.end(), [&](int a, int b) {
      return std::pair(at(a).priority, at(a).code) < std::pair(at(b).priority, at(b).code);
    });
    std::vector<std::pair<int, int>> found;
    for (const int member : direct) {
      int distance = 0;
      for (int each = member; each >= 0; each = at(each).parent, ++distance) {
        const auto known =
            std::find_if(found.begin(), found.end(), [&](const auto& rank) { return rank.first == each; });
        if (known == found.end())
          found.emplace_back(each, distance);
        else
          known->second = std::min(known->second, distance);
      }
    }
    return found;
  }

  [[nodiscard]] EffectiveTerm term(Term term, Date on, std::int64_t known_at) const {
    std::vector<std::pair<TermOrigin, std::string>> asked{{TermOrigin::party, "P"}};
    for (const auto& [group, distance] : ranks(on, known_at)) asked.emplace_back(TermOrigin::group, at(group).code);
    asked.emplace_back(TermOrigin::book, "");
    for (const auto& [origin, owner] : asked) {
      const Said* row =
          holding(said, on, known_at, [&](const Said& each) { return each.owner == owner && each.term == term; });
      if (row == nullptr || row->state == TermChange::State::inherited) continue;
      EffectiveTerm found{.none = row->state == TermChange::State::none, .origin = origin, .origin_code = owner};
      if (!found.none) found.value = row->value;
      return found;
    }
    return {};
  }

  [[nodiscard]] const GroupFact& at(int group) const { return groups[static_cast<std::size_t>(group)]; }
};

class World {
 public:
  explicit World(unsigned seed) : random_(seed) {
    for (int i = 0; i < kGroups; ++i) {
      GroupFact fact{"G" + std::to_string(i), pick(3) * 10, i == 0 ? -1 : pick(i + 1) - 1};
      PartyGroup group{.code = fact.code, .name = fact.code, .priority = fact.priority};
      if (fact.parent >= 0) group.parent = oracle_.at(fact.parent).code;
      book_.customers().create_group(group);
      oracle_.groups.push_back(fact);
    }
    book_.customers().create({.code = "P", .name = "P"});
  }

  void live(int steps) {
    for (int i = 0; i < steps; ++i) {
      // Several changes share an instant now and then.
      if (pick(3) != 0) book_.clock->set(Instant{book_.clock->now().micros + 1'000});
      switch (pick(8)) {
        case 0:
        case 1:
          membership();
          break;
        case 2:
          move();
          break;
        default:
          change();
      }
      if (pick(6) == 0) instants_.push_back(book_.clock->now().micros);
    }
  }

  /// The first difference, or "".
  std::string compare() {
    const std::string now = compare_at(std::nullopt);
    if (!now.empty()) return now;
    for (const std::int64_t instant : instants_)
      if (const std::string then = compare_at(instant); !then.empty()) return then;
    return {};
  }

 private:
  static constexpr std::array<Term, 3> kTerms{Term::payment_terms, Term::payment_method, Term::credit_limit};

  int pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
  std::optional<Date> pick_from() {
    if (pick(5) == 0) return std::nullopt;
    return kFirst + pick(kDays);
  }

  void change() {
    const int who = pick(kGroups + 4);
    Said row{.term = kTerms[static_cast<std::size_t>(pick(3))],
             .from = pick_from(),
             .state = static_cast<TermChange::State>(pick(5) == 0   ? 0
                                                     : pick(4) == 0 ? 2
                                                                    : 1),
             .value = std::to_string(pick(4)),
             .recorded_at = book_.clock->now().micros};
    TermOwner owner = TermOwner::book();
    if (who < kGroups)
      owner = TermOwner::group(oracle_.at(who).code);
    else if (who > kGroups)
      owner = TermOwner::party("P");
    row.owner = owner.code;
    Parties customers = book_.customers();
    if (row.state == TermChange::State::set)
      customers.set_term(owner, row.term, row.value, row.from);
    else if (row.state == TermChange::State::none)
      customers.set_term_none(owner, row.term, row.from);
    else
      customers.inherit_term(owner, row.term, row.from);
    oracle_.said.push_back(std::move(row));
  }

  void membership() {
    const int group = pick(kGroups);
    const Date from = kFirst + pick(kDays);
    const std::int64_t now = book_.clock->now().micros;
    const Joined* row =
        Oracle::holding(oracle_.joined, from, now, [&](const Joined& each) { return each.group == group; });
    if (row != nullptr && row->member && pick(2) == 0) {
      book_.customers().leave_group("P", oracle_.at(group).code, from);
      oracle_.joined.push_back({group, from, false, now});
    } else {
      const std::optional<Date> start = pick_from();
      book_.customers().join_group("P", oracle_.at(group).code, start);
      oracle_.joined.push_back({group, start, true, now});
    }
  }

  void move() {
    const int group = pick(kGroups);
    const int parent = pick(kGroups + 1) - 1;
    for (int each = parent; each >= 0; each = oracle_.at(each).parent)
      if (each == group) return;
    std::optional<std::string_view> code;
    if (parent >= 0) code = oracle_.at(parent).code;
    book_.customers().move_group(oracle_.at(group).code, code);
    oracle_.groups[static_cast<std::size_t>(group)].parent = parent;
  }

  std::string compare_at(std::optional<std::int64_t> instant) {
    const std::int64_t known_at = instant.value_or(INT64_MAX);
    return book_.read([&](access::Work& work) -> std::string {
      const PartyId id = parties::find_id(work, "P");
      const parties::PartyCard card =
          instant ? parties::card_known_at(work, id, Instant{*instant}) : parties::card(work, id);
      for (std::size_t i = 0; i < card.segments.size(); ++i) {
        if ((i == 0) != (card.segments[i].from == parties::since_ever)) return "the first segment is not since ever";
        if (i == 0) continue;
        if (card.segments[i].from <= card.segments[i - 1].from) return "segments do not ascend";
        if (card.segments[i].same_but_start(card.segments[i - 1])) return "two neighbours are alike";
      }
      for (int offset = -2; offset <= kDays + 2; ++offset) {
        const Date on = kFirst + offset;
        const std::string where = on.to_string() + (instant ? " known at " + std::to_string(*instant) : "");
        const parties::TermSegment& segment = card.on(on);
        for (const Term term : kTerms)
          if (segment.term(term) != oracle_.term(term, on, known_at))
            return std::string(to_string(term)) + " differs on " + where;
        const auto ranks = oracle_.ranks(on, known_at);
        if (segment.groups.size() != ranks.size()) return "number of groups differs on " + where;
        for (std::size_t i = 0; i < ranks.size(); ++i)
          if (parties::group_code(work, segment.groups[i].group) != oracle_.at(ranks[i].first).code ||
              segment.groups[i].distance != ranks[i].second)
            return "groups differ on " + where;
      }
      return {};
    });
  }

  std::mt19937 random_;
  test::BareBook book_;
  Oracle oracle_;
  std::vector<std::int64_t> instants_;
};

}  // namespace

TEST_CASE("segments of a card answer as a day-by-day reading of all rows does", "[property][parties]") {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    World world(seed);
    for (const int steps : {1, 4, 15, 60}) {
      world.live(steps);
      const std::string difference = world.compare();
      INFO("seed " << seed << " after " << steps << " more steps: " << difference);
      REQUIRE(difference.empty());
    }
  }
}
