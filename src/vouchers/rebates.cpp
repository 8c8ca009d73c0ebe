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

/// Goods count, and take off, by what held when they were sold.
Date day_of(Work& work, const Document& document) {
  if (!document.returns) return document.dated;
  auto row = work.tx().statement("SELECT doc_date FROM emptor_voucher WHERE id = ?1");
  EMPTOR_REQUIRE(row.bind(document.returns).step());
  return row.date(0);
}

Trade trade_of(Work& work, const Document& document) {
  const Date day = day_of(work, document);
  Trade trade{.sign = rebate_sign(document.kind),
              .direction = direction_of(document.kind),
              .party = document.party,
              .groups = groups_on(work, document.party, day),
              .dated = day,
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

std::vector<Counted> counted_by(Work& work, const Document& document) {
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
               .groups = groups_on(work, voucher.party, rows.date(10)),
               .dated = rows.date(10),
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
  const auto visit = [&](store::Statement rows, VoucherKind kind) {
    rows.bind(kind, agreement.currency, from, until, agreement.party.value);
    visit_rows(work, agreement, rebate_sign(kind), std::move(rows), each);
  };
  visit(
      work.tx().statement("SELECT v.id, v.account_id, v.party_id, v.doc_date, l.item_id, l.unit_id, l.quantity, l.net, "
                          "l.tax, l.gift_of, v.doc_date FROM emptor_voucher v "
                          "JOIN emptor_voucher_line l ON l.voucher_id = v.id WHERE v.kind = ?1 AND v.currency = ?2 "
                          "AND v.doc_date >= ?3 AND v.doc_date < ?4 AND v.reverses IS NULL "
                          "AND (?5 = 0 OR v.party_id = ?5) ORDER BY v.id, l.line"),
      sales ? VoucherKind::sale : VoucherKind::purchase);
  // They come from a voucher of the period, or stand for themselves.
  visit(
      work.tx().statement("SELECT v.id, v.account_id, v.party_id, v.doc_date, l.item_id, l.unit_id, l.quantity, l.net, "
                          "l.tax, l.gift_of, coalesce(o.doc_date, v.doc_date) FROM emptor_voucher v "
                          "JOIN emptor_voucher_line l ON l.voucher_id = v.id "
                          "LEFT JOIN emptor_returned t ON t.voucher_id = l.voucher_id AND t.line = l.line "
                          "LEFT JOIN emptor_voucher o ON o.id = t.of_voucher_id WHERE v.kind = ?1 "
                          "AND v.currency = ?2 AND v.doc_date >= ?3 AND coalesce(o.doc_date, v.doc_date) >= ?3 "
                          "AND coalesce(o.doc_date, v.doc_date) < ?4 AND v.reverses IS NULL "
                          "AND (?5 = 0 OR v.party_id = ?5) ORDER BY v.id, l.line"),
      sales ? VoucherKind::sales_return : VoucherKind::purchase_return);
}

void count_anew(Work& work, const Agreement& agreement) {
  forget_counted(work.tx(), agreement.origin);
  visit_trades(work, agreement, [&](const CountedVoucher& voucher, const Trade& trade) {
    const auto counted = count(agreement, trade);
    if (!counted) return;
    require_room(work, *counted, voucher.party);
    add_counted(work.tx(), voucher, *counted);
  });
  for (const TakenBack& each : reversals_of_counted(work.tx(), agreement.origin))
    for (Counted& counted : counted_of(work.tx(), each.original)) {
      if (counted.agreement != agreement.origin) continue;
      counted.volume = -counted.volume;
      add_counted(work.tx(), each.reversal, counted);
    }
}

}  // namespace emptor::vouchers
