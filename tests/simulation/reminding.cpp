/// Disputes, reminders and their claims; and ageings that are remembered, to be asked for again as they were known.
#include "simulation/company.hpp"
#include "support/test.hpp"

namespace emptor::simulation {
namespace {

constexpr std::size_t kRemembered = 24;

std::vector<std::int64_t> columns_of(const AgeingRow& row) {
  std::vector<std::int64_t> found;
  for (const Money bucket : row.buckets) found.push_back(bucket.minor);
  found.insert(found.end(), {row.not_due.minor, row.disputed.minor, row.credits.minor, row.balance.minor});
  return found;
}

}  // namespace

/// Today's answer. Whatever is done later, the same question as known now has the same one.
void Company::remember() {
  AgeingQuery query{.side = one_in(3) ? Side::payable : Side::receivable,
                    .as_of = today_ - 40 + below(60),
                    .basis = static_cast<AgeingBasis>(1 + below(3)),
                    .balance_basis = one_in(4) ? BalanceBasis::individual : BalanceBasis::account,
                    .bounds = {0, 14, 45},
                    .disputed_apart = one_in(2),
                    .credits = static_cast<AgeingCredits>(1 + below(3))};
  if (one_in(3)) query.party = any_party();
  Remembered kept{.query = query, .answer = book_->receivables().ageing(query)};
  kept.query.known_at = clock_.now();
  if (model_.remembered.size() == kRemembered)
    model_.remembered.erase(model_.remembered.begin() + below(static_cast<int>(kRemembered)));
  model_.remembered.push_back(std::move(kept));
}

void Company::check_remembered() const {
  for (const Remembered& each : model_.remembered) {
    CAPTURE(each.query.as_of->to_string(), each.query.known_at->micros, static_cast<int>(each.query.basis),
            static_cast<int>(each.query.credits), each.query.disputed_apart);
    const Ageing found = book_->receivables().ageing(each.query);
    CHECK(columns_of(found.total) == columns_of(each.answer.total));
    REQUIRE(found.rows.size() == each.answer.rows.size());
    for (std::size_t i = 0; i < found.rows.size(); ++i) {
      CHECK(found.rows[i].code == each.answer.rows[i].code);
      CHECK(columns_of(found.rows[i]) == columns_of(each.answer.rows[i]));
    }
  }
}

void Company::dispute() {
  Dunning desk = book_->dunning();
  if (one_in(3)) {
    const auto marks = desk.marks({.on = today_});
    if (!marks.empty()) desk.end_mark(marks.front().id, "settled", today_);
    return;
  }
  const std::string party = any_party();
  for (const OpenItem& item : book_->receivables().open_items(party)) {
    if (item.open.minor <= 0 || one_in(2)) continue;
    static_cast<void>(desk.mark({.kind = one_in(3) ? ItemMarkKind::block : ItemMarkKind::dispute,
                                 .party = party,
                                 .voucher = item.voucher,
                                 .instalment = one_in(2) ? item.instalment : 0,
                                 .from = past_day(),
                                 .until = one_in(3) ? std::optional(today_ + below(20)) : std::nullopt,
                                 .reason = "wrong goods"}));
    return;
  }
}

/// A run sends what was planned, once; what it charges is posted or waits.
void Company::remind() {
  Dunning desk = book_->dunning();
  const DunningRun plan = desk.plan({.on = today_});
  for (const DunningLetter& letter : plan.letters) {
    std::int64_t open = 0;
    for (const DunningItem& item : letter.items) {
      CHECK(item.days == today_ - item.due);
      CHECK(item.open.minor > 0);
      open += item.open.minor;
    }
    CHECK(open == letter.open.minor);
  }
  const DunningRun sent = desk.commit(plan);
  CHECK(sent.letters.size() == plan.letters.size());
  CHECK(desk.plan({.on = today_}).letters.empty());
  if (one_in(2)) return;
  for (const DunningLetter& letter : desk.letters({.unclaimed_only = true})) {
    model_.write_down(book_->vouchers().post_claim(letter.id, today_));
    return;
  }
}

}  // namespace emptor::simulation
