/// The book audits itself: every counter against the documents that it counts.
#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <map>

#include "catalog/cards.hpp"
#include "credit/check.hpp"
#include "pricing/resolve.hpp"
#include "receivables/ledger.hpp"
#include "settings/policies.hpp"
#include "stock/stock.hpp"
#include "vouchers/document.hpp"
#include "vouchers/instruments.hpp"
#include "vouchers/rebates.hpp"

namespace emptor::vouchers {
namespace {

std::string shown(std::int64_t minor, Currency currency) { return Money{minor, currency}.to_string(); }

std::string voucher_name(access::Work& work, std::int64_t id) {
  std::string kind;
  std::string number;
  describe_voucher(work, id, kind, number);
  return kind + " " + number;
}

/// A voucher's net and tax are the sums of its lines.
void check_lines(access::Work& work, std::vector<Finding>& found) {
  auto rows = work.tx().statement(
      "SELECT v.id, v.currency, v.net, v.tax, sum(l.net), sum(l.tax) FROM emptor_voucher v "
      "JOIN emptor_voucher_line l ON l.voucher_id = v.id GROUP BY v.id, v.currency, v.net, v.tax "
      "HAVING v.net <> sum(l.net) OR v.tax <> sum(l.tax)");
  while (rows.step()) {
    const Currency currency = rows.currency(1);
    found.push_back({"voucher total", voucher_name(work, rows.integer(0)),
                     shown(rows.integer(2), currency) + " + " + shown(rows.integer(3), currency),
                     shown(rows.integer(4), currency) + " + " + shown(rows.integer(5), currency)});
  }
}

/// What a line keeps of its discounts agrees with the entries that it names, replays to its result, and is the line's
/// price.
void check_traces(access::Work& work, std::vector<Finding>& found) {
  auto rows = work.tx().statement(
      "SELECT l.voucher_id, l.line, l.trace, l.unit_price, v.tax_mode FROM emptor_voucher_line l "
      "JOIN emptor_voucher v ON v.id = l.voucher_id WHERE l.trace IS NOT NULL");
  while (rows.step()) {
    const std::string trace = rows.string(2);
    const bool taxed = static_cast<TaxMode>(rows.integer(4)) == TaxMode::inclusive;
    const std::string where = voucher_name(work, rows.integer(0)) + " line " + std::to_string(rows.integer(1));
    try {
      if (std::string fault = pricing::check_trace(work, trace, taxed, UnitPrice{rows.integer(3)}); !fault.empty())
        found.push_back({"price trace", where, trace, std::move(fault)});
    } catch (const Error& error) {
      found.push_back({"price trace", where, trace, error.message()});
    }
  }
}

/// What breaks have counted on a voucher is what its lines come to.
void check_counts(access::Work& work, std::vector<Finding>& found) {
  auto vouchers = work.tx().statement(
      "SELECT DISTINCT l.voucher_id, v.kind FROM emptor_voucher_line l JOIN emptor_voucher v ON v.id = l.voucher_id "
      "WHERE l.trace LIKE '%&%' AND v.reverses IS NULL ORDER BY l.voucher_id");
  while (vouchers.step()) {
    auto rows = work.tx().statement(
        "SELECT line, item_id, quantity, unit_id, trace FROM emptor_voucher_line "
        "WHERE voucher_id = ?1 AND gift_of IS NULL ORDER BY line");
    rows.bind(vouchers.integer(0));
    std::vector<pricing::CountedLine> lines;
    std::vector<std::int64_t> numbers;
    while (rows.step()) {
      numbers.push_back(rows.integer(0));
      lines.push_back({.item = rows.id<ItemTag>(1),
                       .quantity = {rows.integer(2)},
                       .unit = rows.id<UnitTag>(3),
                       .trace = rows.is_null(4) ? std::string() : rows.string(4)});
    }
    const std::string where = voucher_name(work, vouchers.integer(0));
    try {
      const auto kind = static_cast<VoucherKind>(vouchers.integer(1));
      const auto fault = pricing::check_counts(work, direction_of(kind), lines);
      if (fault)
        found.push_back({"price trace", where + " line " + std::to_string(numbers[fault->first]),
                         lines[fault->first].trace, fault->second});
    } catch (const Error&) {
      // A trace that cannot be read has been told of.
    }
  }
}

/// What promotions took off a line is the sum of its parts, and each programme replays to its parts.
void check_promotions(access::Work& work, std::vector<Finding>& found) {
  auto sums = work.tx().statement(
      "SELECT l.voucher_id, l.line, v.currency, l.promotion, p.amount FROM emptor_voucher_line l "
      "JOIN emptor_voucher v ON v.id = l.voucher_id LEFT JOIN (SELECT voucher_id, line, CAST(sum(amount) AS BIGINT) AS "
      "amount FROM emptor_voucher_promotion GROUP BY voucher_id, line) p "
      "ON p.voucher_id = l.voucher_id AND p.line = l.line "
      "WHERE v.reverses IS NULL AND v.kind NOT IN (?1, ?2) AND coalesce(l.promotion, 0) <> coalesce(p.amount, 0)");
  sums.bind(VoucherKind::sales_return, VoucherKind::purchase_return);  // whose shares stand with what they return
  while (sums.step())
    found.push_back({"promotion", voucher_name(work, sums.integer(0)) + " line " + std::to_string(sums.integer(1)),
                     shown(sums.is_null(3) ? 0 : sums.integer(3), sums.currency(2)),
                     shown(sums.is_null(4) ? 0 : sums.integer(4), sums.currency(2))});
  auto promoted = work.tx().statement("SELECT DISTINCT voucher_id FROM emptor_voucher_promotion ORDER BY voucher_id");
  while (promoted.step()) {
    const auto document = load(work, promoted.id<VoucherTag>(0));
    if (!document) continue;
    const std::span<const promotions::KeptPart> kept = document->promotions;
    for (std::size_t first = 0, last = 0; first < kept.size(); first = last) {
      while (last < kept.size() && kept[last].programme == kept[first].programme) ++last;
      std::string fault =
          promotions::check_kept(work, kept.subspan(first, last - first), document->priced_on, document->recorded_at,
                                 document->currency, settings::current(work).rounding);
      if (!fault.empty())
        found.push_back({"promotion", voucher_name(work, document->id.value),
                         promotions::code_of(work, kept[first].programme), std::move(fault)});
    }
  }
}

/// Every voucher left exactly its total as open items of its account, in its column of the summaries.
void check_items(access::Work& work, std::vector<Finding>& found) {
  auto rows = work.tx().statement(
      "SELECT v.id, v.kind, v.currency, v.net + v.tax, CAST(sum(o.amount) AS BIGINT), min(o.kind), v.reverses IS NOT "
      "NULL, "
      "max(o.kind), v.recorded_at, min(o.recorded_at), max(o.recorded_at) FROM emptor_voucher v "
      "LEFT JOIN emptor_open_item o ON o.account_id = v.account_id AND o.currency = v.currency AND o.side = v.side "
      "AND o.doc_date = v.doc_date AND o.voucher_id = v.id "
      "GROUP BY v.id, v.kind, v.currency, v.net, v.tax, v.reverses, v.recorded_at");
  while (rows.step()) {
    const auto kind = static_cast<VoucherKind>(rows.integer(1));
    const std::int64_t total = rows.integer(3);
    const std::int64_t amount = debt_sign(kind) * total;
    const Currency currency = rows.currency(2);
    if (rows.is_null(4) || rows.integer(4) != amount)
      found.push_back({"open item", voucher_name(work, rows.integer(0)),
                       rows.is_null(4) ? "missing" : shown(rows.integer(4), currency), shown(amount, currency)});
    const ItemKind column = item_kind(kind, rows.integer(6) != 0 ? -total : total);
    const auto wanted = static_cast<std::int64_t>(column);
    if (!rows.is_null(5) && (rows.integer(5) != wanted || rows.integer(7) != wanted))
      found.push_back(
          {"item kind", voucher_name(work, rows.integer(0)), std::to_string(rows.integer(5)), std::to_string(wanted)});
    for (const int column_of_item : {9, 10})
      if (!rows.is_null(column_of_item) && rows.instant(column_of_item) != rows.instant(8)) {
        found.push_back({"recorded", voucher_name(work, rows.integer(0)), rows.instant(column_of_item).to_string(),
                         rows.instant(8).to_string()});
        break;
      }
  }
  auto orphans = work.tx().statement(
      "SELECT o.voucher_id, o.currency, o.amount FROM emptor_open_item o "
      "WHERE NOT EXISTS (SELECT 1 FROM emptor_voucher v WHERE v.id = o.voucher_id)");
  while (orphans.step())
    found.push_back({"open item", "voucher " + std::to_string(orphans.integer(0)),
                     shown(orphans.integer(2), orphans.currency(1)), "no voucher"});
}

/// Numbers of a series run from 1 to its counter, each a voucher's or recorded as void.
void check_numbers(access::Work& work, std::vector<Finding>& found) {
  auto rows = work.tx().statement(
      "SELECT s.id, s.kind, s.prefix, s.last_number, "
      "(SELECT count(*) FROM emptor_voucher v WHERE v.series_id = s.id), "
      "(SELECT coalesce(max(v.number), 0) FROM emptor_voucher v WHERE v.series_id = s.id), "
      "(SELECT count(*) FROM emptor_voided_number n WHERE n.series_id = s.id), "
      "(SELECT coalesce(max(n.number), 0) FROM emptor_voided_number n WHERE n.series_id = s.id), "
      "(SELECT count(*) FROM emptor_voided_number n JOIN emptor_voucher v ON v.series_id = n.series_id "
      "AND v.number = n.number WHERE n.series_id = s.id) FROM emptor_number_series s ORDER BY s.id");
  while (rows.step()) {
    const std::int64_t last = rows.integer(3);
    const std::int64_t greatest = std::max(rows.integer(5), rows.integer(7));
    if (rows.integer(4) + rows.integer(6) == last && greatest == last && rows.integer(8) == 0) continue;
    std::string what = std::to_string(rows.integer(4)) + " vouchers";
    if (rows.integer(6) != 0) what += ", " + std::to_string(rows.integer(6)) + " voids";
    what += ", up to " + std::to_string(greatest);
    if (rows.integer(8) != 0) what += ", " + std::to_string(rows.integer(8)) + " both";
    std::string missing;
    for (const std::string& each : missing_numbers(work, rows.integer(0), 10)) missing += " " + each;
    if (!missing.empty()) what += ", missing" + missing;
    found.push_back({"number series",
                     std::string(to_string(static_cast<VoucherKind>(rows.integer(1)))) + " " + rows.string(2),
                     std::to_string(last), std::move(what)});
  }
}

/// On hand = adjustments + purchases − sales, each less its returns, by item and location.
void check_stock(access::Work& work, std::vector<Finding>& found) {
  using Place = std::pair<std::int64_t, std::int64_t>;
  boost::unordered_flat_map<Place, std::int64_t> computed;
  for (const stock::Total& total : stock::adjustments(work))
    computed[{total.item.value, total.location.value}] += total.quantity;
  auto rows = work.tx().statement(
      "SELECT l.item_id, v.location_id, v.kind, l.stock_quantity FROM emptor_voucher v "
      "JOIN emptor_voucher_line l ON l.voucher_id = v.id WHERE v.location_id IS NOT NULL AND l.stock_quantity <> 0");
  while (rows.step())
    computed[{rows.integer(0), rows.integer(1)}] +=
        stock_sign(static_cast<VoucherKind>(rows.integer(2))) * rows.integer(3);

  std::map<Place, std::pair<std::int64_t, std::int64_t>> differences;  // kept, computed
  for (const stock::Total& total : stock::counters(work)) {
    const auto place = computed.find({total.item.value, total.location.value});
    const std::int64_t expected = place == computed.end() ? 0 : place->second;
    if (total.quantity != expected) differences[{total.item.value, total.location.value}] = {total.quantity, expected};
    if (place != computed.end()) computed.erase(place);
  }
  for (const auto& [place, expected] : computed)
    if (expected != 0) differences[place] = {0, expected};
  for (const auto& [place, figures] : differences)
    found.push_back({"stock",
                     catalog::card(work, ItemId(place.first)).code + " at " +
                         catalog::location_code(work, LocationId(place.second)),
                     Quantity{figures.first}.value().to_string(), Quantity{figures.second}.value().to_string()});
}

}  // namespace

std::vector<Finding> verify(access::Work& work) {
  std::vector<Finding> found;
  check_lines(work, found);
  check_traces(work, found);
  check_counts(work, found);
  check_promotions(work, found);
  check_redemptions(work, found);
  check_returned(work, found);
  for (promotions::UsageDifference& each : promotions::verify_usage(work))
    found.push_back({"usage", std::move(each.where), std::move(each.kept), std::move(each.computed)});
  check_items(work, found);
  check_numbers(work, found);
  check_stock(work, found);
  verify_seals(work, found);
  verify_instruments(work, found);
  verify_rebates(work, found);
  for (receivables::Difference& difference : receivables::verify(work))
    found.push_back({std::move(difference.what), std::move(difference.where), std::move(difference.kept),
                     std::move(difference.computed)});
  for (credit::Difference& difference : credit::verify(work))
    found.push_back({std::move(difference.what), std::move(difference.where), std::move(difference.kept),
                     std::move(difference.computed)});
  return found;
}

}  // namespace emptor::vouchers
