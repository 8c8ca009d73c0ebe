/// Where parties stand in agreements, and what that accrues. Reads only.
#include <algorithm>

#include "parties/cards.hpp"
#include "settings/policies.hpp"
#include "vouchers/rebates.hpp"

namespace emptor::vouchers {

using access::Work;

std::vector<Position> positions(Work& work, const Agreement& agreement, PartyId party, Date on) {
  const Rounding rounding = settings::current(work).rounding;
  const bool together = agreement.counting == RebateCounting::together;
  const auto volumes = volumes_on(work.tx(), agreement.origin, together ? PartyId() : party, on);
  std::vector<Position> found;
  Volume whole;
  for (const PartyVolume& each : volumes) {
    found.push_back({.party = each.party, .volume = each.volume});
    whole = whole + each.volume;
  }
  std::vector<std::int64_t> parts;
  if (together) {
    std::vector<Volume> weights;
    weights.reserve(volumes.size());
    for (const PartyVolume& each : volumes) weights.push_back(each.volume);
    parts = shares(agreement, earned(agreement, whole, rounding), weights);
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    Position& each = found[i];
    each.tiers_by = together ? whole : each.volume;
    each.earned = together ? parts[i] : earned(agreement, each.volume, rounding);
    each.accrued = agreement.expected ? at_rate(agreement, *agreement.expected, each.volume, rounding) : each.earned;
  }
  return found;
}

namespace {

bool is_party_of(Work& work, const Agreement& agreement, PartyId party) {
  if (agreement.party) return agreement.party == party;
  for (const parties::TermSegment& segment : parties::card(work, party).segments)
    if (std::ranges::any_of(segment.groups, [&](const auto& each) { return each.group == agreement.group; }))
      return true;
  return false;
}

RebateStanding told_standing(Work& work, const Agreement& agreement, const Position& position, Date on) {
  const auto money = [&](std::int64_t minor) { return Money{minor, agreement.currency}; };
  const std::int64_t base = base_of(agreement, position.tiers_by);
  RebateStanding out{.agreement = agreement.code,
                     .party = parties::card(work, position.party).code,
                     .on = on,
                     .quantity = {position.volume.quantity},
                     .net = money(position.volume.net),
                     .gross = money(position.volume.gross),
                     .base_kind = agreement.base,
                     .pays = agreement.pays,
                     .base = base_value(agreement, base),
                     .tier = reached(agreement.tiers, std::max<std::int64_t>(base, 0)),
                     .value = Decimal(0),
                     .earned = money(position.earned),
                     .accrued = money(position.accrued),
                     .settled = money(settled_on(work.tx(), agreement.origin, position.party, on))};
  if (out.tier != 0) out.value = tier_value(agreement, agreement.tiers[static_cast<std::size_t>(out.tier) - 1].value);
  if (const auto next = next_tier(agreement, position.tiers_by, settings::current(work).rounding)) {
    const Tier& tier = agreement.tiers[static_cast<std::size_t>(next->tier) - 1];
    out.next = NextTier{.tier = next->tier,
                        .from = base_value(agreement, tier.from),
                        .value = tier_value(agreement, tier.value),
                        .missing = base_value(agreement, next->base)};
    if (next->gain) out.next->gain = money(*next->gain);
  }
  return out;
}

}  // namespace

Position position(Work& work, const Agreement& agreement, PartyId party, Date on) {
  const auto all = positions(work, agreement, party, on);
  const auto found = std::ranges::find(all, party, &Position::party);
  if (found != all.end()) return *found;
  if (!is_party_of(work, agreement, party))
    throw Error(ErrorCode::invalid, "party", "the agreement is not with this party",
                {{"agreement", agreement.code}, {"party", parties::card(work, party).code}});
  Position nothing{.party = party};
  if (agreement.counting == RebateCounting::together)
    for (const Position& each : all) nothing.tiers_by = each.tiers_by;
  return nothing;
}

}  // namespace emptor::vouchers

namespace emptor {

using access::Work;
using vouchers::Agreement;
using vouchers::Position;

std::string RebateStanding::to_string() const {
  if (!next) return "the highest tier is reached";
  const auto unit = std::string(" ") + std::string(earned.currency.code());
  std::string text = next->missing.to_string() + (base_kind == RebateBase::quantity ? " units" : unit) + " short of " +
                     next->value.to_string() + (pays == RebatePays::percent ? " %" : unit + " a unit");
  if (next->gain) text += ", worth " + next->gain->to_string();
  return text;
}

RebateStanding Rebates::standing(std::string_view agreement, std::string_view party, std::optional<Date> on) const {
  auto work = Work::read(*state_);
  const Agreement& of = vouchers::require_agreement(work, agreement);
  const PartyId id = parties::require(work, party, "party").id;
  const Date day = on ? *on : settings::today(work);
  return vouchers::told_standing(work, of, vouchers::position(work, of, id, day), day);
}

std::vector<RebateStanding> Rebates::standings(std::string_view agreement, std::optional<Date> on) const {
  auto work = Work::read(*state_);
  const Agreement& of = vouchers::require_agreement(work, agreement);
  const Date day = on ? *on : settings::today(work);
  std::vector<RebateStanding> found;
  for (const Position& each : vouchers::positions(work, of, {}, day))
    found.push_back(vouchers::told_standing(work, of, each, day));
  std::ranges::sort(found, {}, &RebateStanding::party);
  return found;
}

namespace {

/// What accrued between two days of one agreement, by party.
void add_accruals(Work& work, const Agreement& agreement, PartyId party, const Period& dated,
                  std::vector<RebateAccrual>& found) {
  const Date last = *dated.until - 1;
  const auto before =
      dated.from ? vouchers::positions(work, agreement, party, *dated.from - 1) : std::vector<Position>();
  std::vector<RebateAccrual> rows;
  for (const Position& each : vouchers::positions(work, agreement, party, last)) {
    if (party && each.party != party) continue;
    const auto at_start = std::ranges::find(before, each.party, &Position::party);
    const Position start = at_start == before.end() ? Position{} : *at_start;
    const auto settled = [&](Date on) { return vouchers::settled_on(work.tx(), agreement.origin, each.party, on); };
    const auto money = [&](std::int64_t minor) { return Money{minor, agreement.currency}; };
    const bool gross = agreement.base == RebateBase::gross;
    rows.push_back({.agreement = agreement.code,
                    .party = parties::card(work, each.party).code,
                    .base = money(gross ? each.volume.gross - start.volume.gross : each.volume.net - start.volume.net),
                    .quantity = {each.volume.quantity - start.volume.quantity},
                    .accrued = money(each.accrued - start.accrued),
                    .settled = money(settled(last) - (dated.from ? settled(*dated.from - 1) : 0)),
                    .owed = money(each.accrued - settled(last))});
  }
  std::ranges::sort(rows, {}, &RebateAccrual::party);
  found.insert(found.end(), rows.begin(), rows.end());
}

}  // namespace

std::vector<RebateAccrual> Rebates::accruals(const RebateAccrualQuery& query) const {
  if (!query.dated.until) throw Error(ErrorCode::required, "dated", "accruals are as of the end of a period");
  auto work = Work::read(*state_);
  const PartyId party = query.party ? parties::require(work, *query.party, "party").id : PartyId();
  std::vector<RebateAccrual> found;
  if (query.agreement)
    add_accruals(work, vouchers::require_agreement(work, *query.agreement), party, query.dated, found);
  else
    for (const Agreement& each : vouchers::agreements(work)) add_accruals(work, each, party, query.dated, found);
  return found;
}

std::vector<RebateVoucher> Rebates::counted(std::string_view agreement, std::string_view party, Period dated) const {
  auto work = Work::read(*state_);
  const Agreement& of = vouchers::require_agreement(work, agreement);
  const PartyId id = parties::require(work, party, "party").id;
  const Rounding rounding = settings::current(work).rounding;
  const auto money = [&](std::int64_t minor) { return Money{minor, of.currency}; };
  vouchers::Volume sum;
  if (dated.from)
    for (const auto& each : vouchers::volumes_on(work.tx(), of.origin, id, *dated.from - 1)) sum = each.volume;
  std::vector<RebateVoucher> found;
  for (const vouchers::CountedRow& each : vouchers::counted_rows(work.tx(), of.origin, id, dated)) {
    RebateVoucher& row = found.emplace_back();
    row.voucher = each.voucher.id;
    row.dated = each.voucher.dated;
    row.party = parties::card(work, id).code;
    row.quantity = {each.volume.quantity};
    row.net = money(each.volume.net);
    row.gross = money(each.volume.gross);
    const vouchers::Volume after = sum + each.volume;
    if (of.expected)
      row.accrued = money(at_rate(of, *of.expected, after, rounding) - at_rate(of, *of.expected, sum, rounding));
    sum = after;
  }
  return found;
}

}  // namespace emptor
