/// What counts for agreements: while posting, when it is reversed, and from the documents.
#include "vouchers/rebates.hpp"

#include <algorithm>

#include "catalog/cards.hpp"
#include "parties/cards.hpp"
#include "settings/policies.hpp"

namespace emptor::vouchers {
namespace {

using access::Work;

class AgreementCache final : public access::Cache {
 public:
  void forget(Entity entity, std::int64_t /*id*/) override {
    if (entity == Entity::rebate) loaded_ = false;
  }
  const std::vector<Agreement>& current(Work& work) {
    load(work);
    return current_;
  }
  bool any_ever(Work& work) {
    load(work);
    return any_ever_;
  }

 private:
  void load(Work& work) {
    if (loaded_) return;
    current_.clear();
    for (RecordedAgreement& each : agreements_known_at(work.tx(), std::nullopt))
      current_.push_back(std::move(each.agreement));
    any_ever_ = !current_.empty() || has_agreements(work.tx());
    loaded_ = true;
  }

  bool loaded_ = false;
  bool any_ever_ = false;
  std::vector<Agreement> current_;
};

std::vector<PartyGroupId> groups_on(Work& work, PartyId party, Date day) {
  std::vector<PartyGroupId> groups;
  for (const parties::GroupRank& each : parties::card(work, party).on(day).groups) groups.push_back(each.group);
  return groups;
}

TradedLine traded(Work& work, ItemId id, UnitId unit, Quantity quantity, std::int64_t net, std::int64_t tax,
                  bool gift) {
  const catalog::ItemCard& item = catalog::card(work, id);
  return {.item = id.value,
          .groups = item.groups,
          .volume = {.quantity = scale_by(quantity.micros, item.factor(unit).value_or(Ratio{}),
                                          settings::current(work).rounding),
                     .net = net,
                     .gross = checked_add(net, tax)},
          .gift = gift};
}

Trade trade_of(Work& work, const Document& document) {
  Trade trade{.sign = rebate_sign(document.kind),
              .direction = direction_of(document.kind),
              .party = document.party,
              .groups = groups_on(work, document.party, document.dated),
              .dated = document.dated,
              .currency = document.currency};
  for (const Line& line : document.lines)
    trade.lines.push_back(
        traded(work, line.item, line.unit, line.quantity, line.net, line.tax, static_cast<bool>(line.gift_of)));
  return trade;
}

void require_room(Work& work, const Counted& counted, PartyId party) {
  try {
    static_cast<void>(accumulated(work.tx(), counted.agreement, party) + counted.volume);
  } catch (const Error& error) {
    throw Error(error.code(), "lines", "what counts for a rebate would be greater than can be counted",
                {{"party", parties::card(work, party).code}});
  }
}

/// A line of a return: its share of the line that it came from, whatever was kept back of it.
struct ReturnedLine {
  int line = 0;
  int of = 0;
  Volume share{};
};

/// What they take off an agreement in which the voucher that they come from counted.
std::optional<Counted> taken_off(const Counted& sold, const std::vector<ReturnedLine>& lines) {
  Counted back{.agreement = sold.agreement};
  for (const ReturnedLine& each : lines) {
    if (std::ranges::find(sold.lines, each.of) == sold.lines.end()) continue;
    back.volume = back.volume + -each.share;
    back.lines.push_back(each.line);
  }
  if (back.lines.empty()) return std::nullopt;
  return back;
}

CountedVoucher voucher_of(const Document& document) {
  return {.id = document.id, .account = document.account, .party = document.party, .dated = document.dated};
}

}  // namespace

const std::vector<Agreement>& agreements(Work& work) { return work.cache<AgreementCache>().current(work); }

const Agreement& require_agreement(Work& work, std::string_view code) {
  const auto& all = agreements(work);
  const auto found = std::ranges::find(all, code, &Agreement::code);
  if (found == all.end())
    throw Error(ErrorCode::unknown_reference, "agreement", "no rebate agreement has this code",
                {{"code", std::string(code)}});
  return *found;
}

namespace {

std::vector<Counted> counted_by_return(Work& work, const Document& document) {
  std::vector<Counted> found;
  if (!work.cache<AgreementCache>().any_ever(work)) return found;
  std::vector<ReturnedLine> lines;
  for (const Line& line : document.lines)
    lines.push_back(
        {.line = static_cast<int>(lines.size()) + 1,
         .of = line.returns_line,
         .share = traded(work, line.item, line.unit, line.quantity, checked_add(line.net, line.withheld_net),
                         checked_add(line.tax, line.withheld_tax), false)
                      .volume});
  for (const Counted& sold : counted_of(work.tx(), document.returns))
    if (auto back = taken_off(sold, lines)) found.push_back(std::move(*back));
  return found;
}

std::vector<Counted> counted_by(Work& work, const Document& document) {
  if (document.returns) return counted_by_return(work, document);
  std::vector<Counted> found;
  if (rebate_sign(document.kind) == 0 || agreements(work).empty()) return found;
  const Trade trade = trade_of(work, document);
  for (const Agreement& each : agreements(work))
    if (auto counted = count(each, trade)) found.push_back(std::move(*counted));
  return found;
}

}  // namespace

std::vector<Counted> count_rebates(Work& work, const Document& document) {
  std::vector<Counted> found = counted_by(work, document);
  for (const Counted& each : found) require_room(work, each, document.party);
  return found;
}

void announce_rebates(Work& work, const Document& document) {
  if (!work.tx().is_beside_others()) return;
  for (const Counted& each : counted_by(work, document))
    announce_accumulated(work.tx(), each.agreement, document.party);
}

void save_rebates(Work& work, const Document& document, const std::vector<Counted>& counted) {
  for (const Counted& each : counted) add_counted(work.tx(), voucher_of(document), each);
}

void take_back_rebates(Work& work, const Document& original, const Document& reversal) {
  if (!work.cache<AgreementCache>().any_ever(work)) return;
  if (original.kind == VoucherKind::rebate) {
    auto settled = settlement_of(work.tx(), original.id);
    EMPTOR_REQUIRE(settled.has_value());
    settled->reverses = original.id;
    settled->voucher = reversal.id;
    settled->dated = reversal.dated;
    settled->amount = -settled->amount;
    insert_settlement(work.tx(), *settled);
  } else if (rebate_sign(original.kind) != 0) {
    std::vector<Counted> back = counted_of(work.tx(), original.id);
    for (Counted& each : back) each.volume = -each.volume;
    save_rebates(work, reversal, back);
  }
}

namespace {

void visit_rows(Work& work, const Agreement& agreement, int sign, store::Statement rows,
                const std::function<void(const CountedVoucher& voucher, const Trade& trade)>& each) {
  CountedVoucher voucher;
  Trade trade;
  const auto tell = [&] {
    if (!trade.lines.empty()) each(voucher, trade);
  };
  while (rows.step()) {
    if (rows.id<VoucherTag>(0) != voucher.id) {
      tell();
      voucher = {.id = rows.id<VoucherTag>(0),
                 .account = rows.id<PartyTag>(1),
                 .party = rows.id<PartyTag>(2),
                 .dated = rows.date(3)};
      trade = {.sign = sign,
               .direction = agreement.direction,
               .party = voucher.party,
               .groups = groups_on(work, voucher.party, voucher.dated),
               .dated = voucher.dated,
               .currency = agreement.currency};
    }
    trade.lines.push_back(traded(work, rows.id<ItemTag>(4), rows.id<UnitTag>(5), {rows.integer(6)}, rows.integer(7),
                                 rows.integer(8), !rows.is_null(9)));
  }
  tell();
}

}  // namespace

void visit_trades(Work& work, const Agreement& agreement,
                  const std::function<void(const CountedVoucher& voucher, const Trade& trade)>& each) {
  const Date from = agreement.valid.from.value_or(Date(std::numeric_limits<std::int32_t>::min()));
  const Date until = agreement.valid.until.value_or(Date(std::numeric_limits<std::int32_t>::max()));
  const bool sales = agreement.direction == Direction::sales;
  const auto visit = [&](VoucherKind kind) {
    auto rows = work.tx().statement(
        "SELECT v.id, v.account_id, v.party_id, v.doc_date, l.item_id, l.unit_id, l.quantity, l.net, l.tax, l.gift_of "
        "FROM emptor_voucher v JOIN emptor_voucher_line l ON l.voucher_id = v.id WHERE v.kind = ?1 AND v.currency = ?2 "
        "AND v.doc_date >= ?3 AND v.doc_date < ?4 AND v.reverses IS NULL AND (?5 = 0 OR v.party_id = ?5) "
        "AND NOT EXISTS (SELECT 1 FROM emptor_returned t WHERE t.voucher_id = v.id) ORDER BY v.id, l.line");
    rows.bind(kind, agreement.currency, from, until, agreement.party.value);
    visit_rows(work, agreement, rebate_sign(kind), std::move(rows), each);
  };
  visit(sales ? VoucherKind::sale : VoucherKind::purchase);
  visit(sales ? VoucherKind::sales_return : VoucherKind::purchase_return);
}

namespace {

/// What came back of what counts in the agreement.
void count_returned(Work& work, const Agreement& agreement) {
  struct Back {
    CountedVoucher voucher;
    VoucherId of;
    std::vector<ReturnedLine> lines;
  };
  std::vector<Back> found;
  {
    auto rows = work.tx().statement(
        "SELECT v.id, v.account_id, v.party_id, v.doc_date, t.of_voucher_id, t.line, t.of_line, l.item_id, l.unit_id, "
        "l.quantity, l.net + t.withheld_net, l.tax + t.withheld_tax FROM emptor_rebate_voucher c "
        "JOIN emptor_returned t ON t.of_voucher_id = c.voucher_id JOIN emptor_voucher v ON v.id = t.voucher_id "
        "JOIN emptor_voucher_line l ON l.voucher_id = t.voucher_id AND l.line = t.line "
        "WHERE c.rebate_id = ?1 AND v.reverses IS NULL ORDER BY v.id, t.line");
    rows.bind(agreement.origin);
    while (rows.step()) {
      const auto id = rows.id<VoucherTag>(0);
      if (found.empty() || found.back().voucher.id != id)
        found.push_back({.voucher = {.id = id,
                                     .account = rows.id<PartyTag>(1),
                                     .party = rows.id<PartyTag>(2),
                                     .dated = rows.date(3)},
                         .of = rows.id<VoucherTag>(4),
                         .lines = {}});
      found.back().lines.push_back({.line = static_cast<int>(rows.integer(5)),
                                    .of = static_cast<int>(rows.integer(6)),
                                    .share = traded(work, rows.id<ItemTag>(7), rows.id<UnitTag>(8), {rows.integer(9)},
                                                    rows.integer(10), rows.integer(11), false)
                                                 .volume});
    }
  }
  for (const Back& each : found)
    for (const Counted& sold : counted_of(work.tx(), each.of)) {
      if (sold.agreement != agreement.origin) continue;
      if (const auto back = taken_off(sold, each.lines)) add_counted(work.tx(), each.voucher, *back);
    }
}

}  // namespace

void count_anew(Work& work, const Agreement& agreement) {
  forget_counted(work.tx(), agreement.origin);
  visit_trades(work, agreement, [&](const CountedVoucher& voucher, const Trade& trade) {
    const auto counted = count(agreement, trade);
    if (!counted) return;
    require_room(work, *counted, voucher.party);
    add_counted(work.tx(), voucher, *counted);
  });
  count_returned(work, agreement);
  for (const TakenBack& each : reversals_of_counted(work.tx(), agreement.origin))
    for (Counted& counted : counted_of(work.tx(), each.original)) {
      if (counted.agreement != agreement.origin) continue;
      counted.volume = -counted.volume;
      add_counted(work.tx(), each.reversal, counted);
    }
}

}  // namespace emptor::vouchers
