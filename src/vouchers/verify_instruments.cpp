/// Cheques and bills against their steps and vouchers.
#include <algorithm>

#include "vouchers/instruments.hpp"

namespace emptor::vouchers {
namespace {

using access::Work;
using receivables::InstrumentRole;
using receivables::InstrumentRow;
using receivables::InstrumentStanding;
using receivables::InstrumentVoucher;

constexpr int kPage = 10'000;

/// The state to which its steps lead; a step that the table does not have is told.
InstrumentState last_state(Work& work, const InstrumentRow& row, const std::string& where,
                           std::vector<Finding>& found) {
  auto last = InstrumentState::held;
  bool first = true;
  for (const auto& event : receivables::load_events(work, row.id)) {
    const auto next = static_cast<InstrumentState>(event.state);
    const auto possible = instruments::next_states(last, row.side);
    if (!first && std::ranges::find(possible, next) == possible.end())
      found.push_back({"instrument", where, std::string(to_string(next)), names_of(possible)});
    first = false;
    last = next;
  }
  return last;
}

struct Standing {
  std::int64_t sum = 0;  ///< what its vouchers settle that were not reversed
  PartyId account{};     ///< of the last of its vouchers
};

Standing standing(Work& work, const InstrumentRow& row) {
  Standing found;
  for (const InstrumentVoucher& each : receivables::vouchers_of(work, row.id)) {
    if (each.role != InstrumentRole::stands) continue;
    const auto document = load(work, each.voucher);
    if (!document) continue;
    found.account = document->account;
    if (!reversal_of(work, each.voucher)) found.sum = checked_add(found.sum, document->total());
  }
  return found;
}

std::string account_text(PartyId account) { return "account " + std::to_string(account.value); }

std::string shown(InstrumentState state, bool uncleared) {
  return std::string(to_string(state)) + (uncleared ? " uncleared" : "");
}

std::string shown(const std::optional<InstrumentStanding>& standing) {
  if (!standing) return "none";
  std::string text =
      account_text(standing->account) + " " + standing->amount.to_string() + " from " + standing->from.to_string();
  if (standing->until) text += " until " + standing->until->to_string() + (standing->cleared ? " cleared" : "");
  return text;
}

/// From when until when each of its vouchers stood, against its steps.
void check_standings(Work& work, const InstrumentRow& row, const std::string& where, std::vector<Finding>& found) {
  std::vector<InstrumentStanding> computed;
  for (const receivables::InstrumentEventRow& event : receivables::load_events(work, row.id)) {
    for (const InstrumentVoucher& each : receivables::vouchers_of_event(work, event.id)) {
      const auto debtor = debtor_of(work, each.voucher);
      if (each.role != InstrumentRole::stands || !debtor) continue;
      computed.push_back({.voucher = each.voucher,
                          .party = debtor->party,
                          .account = debtor->account,
                          .side = row.side,
                          .amount = row.amount,
                          .from = event.on,
                          .recorded_at = event.recorded_at});
    }
    const auto state = static_cast<InstrumentState>(event.state);
    if (is_uncleared(state) || computed.empty() || computed.back().until) continue;
    computed.back().until = event.on;
    computed.back().ended_at = event.recorded_at;
    computed.back().cleared = state == InstrumentState::cleared;
  }
  for (const InstrumentStanding& each : computed)
    if (const auto kept = receivables::load_standing(work, each.voucher); kept != each)
      found.push_back({"instrument", where, shown(kept), shown(each)});
}

void check(Work& work, const InstrumentRow& row, std::vector<Finding>& found) {
  const std::string where = std::string(to_string(static_cast<InstrumentKind>(row.kind))) + " " + row.number;
  const auto state = static_cast<InstrumentState>(row.state);
  const InstrumentState last = last_state(work, row, where, found);
  if (state != last || row.uncleared != is_uncleared(last))
    found.push_back({"instrument", where, shown(state, row.uncleared), shown(last, is_uncleared(last))});
  const bool stands = last != InstrumentState::bounced && last != InstrumentState::returned;
  const Money kept{stands ? row.amount.minor : 0, row.amount.currency};
  const Standing now = standing(work, row);
  const Money computed{now.sum, row.amount.currency};
  if (kept != computed) found.push_back({"instrument", where, kept.to_string(), computed.to_string()});
  if (row.account != now.account)
    found.push_back({"instrument", where, account_text(row.account), account_text(now.account)});
  check_standings(work, row, where, found);
}

}  // namespace

void verify_instruments(Work& work, std::vector<Finding>& found) {
  InstrumentId after{};
  for (bool more = true; more;) {
    const auto page = receivables::list_instruments(work, {.after = after, .limit = kPage});
    for (const InstrumentRow& row : page) check(work, row, found);
    more = static_cast<int>(page.size()) == kPage;
    if (more) after = page.back().id;
  }
}

}  // namespace emptor::vouchers
