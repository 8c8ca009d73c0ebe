/// What counts for agreements, and what was settled, against the documents.
///
/// Who was a member and what was in an item group may have changed since a voucher was posted; which of its lines count
/// is kept with it. So the figures of what counts are recomputed from those lines, and what is missing is only looked
/// for where nothing but the document says whether it counts: in agreements with one party, about items or everything.
#include <algorithm>
#include <utility>

#include "parties/cards.hpp"
#include "vouchers/rebates.hpp"

namespace emptor::vouchers {
namespace {

using access::Work;

std::string shown(const Volume& volume) {
  return Quantity{volume.quantity}.value().normalized().to_string() + " units, " + std::to_string(volume.net) +
         " net, " + std::to_string(volume.gross) + " gross";
}

class Verification {
 public:
  Verification(Work& work, std::vector<Finding>& found) : work_(work), found_(found) {}

  void run() {
    accumulators();
    vouchers();
    reversals();
    missing();
    settlements();
  }

 private:
  std::string name(RebateId origin) {
    const auto recorded = read_agreement(work_.tx(), origin);
    return "rebate " + (recorded ? recorded->agreement.code : std::to_string(origin.value));
  }
  std::string name(RebateId origin, VoucherId voucher) {
    std::string kind;
    std::string number;
    describe_voucher(work_, voucher.value, kind, number);
    return name(origin) + " of " + kind + " " + number;
  }

  void accumulators() {
    auto rows = work_.tx().statement(
        "SELECT b.rebate_id, b.party_id, b.quantity, b.net, b.gross, CAST(coalesce(v.quantity, 0) AS BIGINT), "
        "CAST(coalesce(v.net, 0) AS BIGINT), CAST(coalesce(v.gross, 0) AS BIGINT) FROM emptor_rebate_base b "
        "LEFT JOIN (SELECT rebate_id, party_id, sum(quantity) AS quantity, sum(net) AS net, sum(gross) AS gross "
        "FROM emptor_rebate_voucher GROUP BY rebate_id, party_id) v ON v.rebate_id = b.rebate_id "
        "AND v.party_id = b.party_id UNION ALL SELECT v.rebate_id, v.party_id, 0, 0, 0, "
        "CAST(sum(v.quantity) AS BIGINT), CAST(sum(v.net) AS BIGINT), CAST(sum(v.gross) AS BIGINT) "
        "FROM emptor_rebate_voucher v WHERE NOT EXISTS (SELECT 1 FROM emptor_rebate_base b "
        "WHERE b.rebate_id = v.rebate_id AND b.party_id = v.party_id) GROUP BY v.rebate_id, v.party_id");
    while (rows.step()) {
      const Volume kept{rows.integer(2), rows.integer(3), rows.integer(4)};
      const Volume computed{rows.integer(5), rows.integer(6), rows.integer(7)};
      if (kept == computed) continue;
      const std::string where = name(rows.id<RebateTag>(0)) + " by " + parties::card(work_, rows.id<PartyTag>(1)).code;
      found_.push_back({"rebate base", where, shown(kept), shown(computed)});
    }
  }

  /// Amounts of the lines that are kept as counting; who, when and in which direction.
  void vouchers() {
    auto rows = work_.tx().statement(
        "SELECT c.rebate_id, c.voucher_id, c.lines, c.quantity, c.net, c.gross, l.line, "
        "CASE WHEN v.kind IN (?1, ?2) THEN -l.net - coalesce(t.withheld_net, 0) ELSE l.net END, "
        "CASE WHEN v.kind IN (?1, ?2) THEN -l.tax - coalesce(t.withheld_tax, 0) ELSE l.tax END, "
        "CASE WHEN v.party_id = c.party_id AND v.account_id = c.account_id AND v.doc_date = c.doc_date "
        "AND v.side = r.direction THEN 1 ELSE 0 END FROM emptor_rebate_voucher c "
        "JOIN emptor_rebate r ON r.id = c.rebate_id LEFT JOIN emptor_voucher v ON v.id = c.voucher_id "
        "LEFT JOIN emptor_voucher_line l ON l.voucher_id = c.voucher_id "
        "LEFT JOIN emptor_returned t ON t.voucher_id = l.voucher_id AND t.line = l.line "
        "ORDER BY c.rebate_id, c.voucher_id, l.line");
    rows.bind(VoucherKind::sales_return, VoucherKind::purchase_return);
    std::pair<std::int64_t, std::int64_t> key{};
    std::vector<int> lines;
    Volume kept;
    Volume computed;
    const auto tell = [&] {
      if (key.first == 0 || (kept.net == computed.net && kept.gross == computed.gross)) return;
      found_.push_back({"rebate", name(RebateId(key.first), VoucherId(key.second)), shown(kept), shown(computed)});
    };
    while (rows.step()) {
      if (key != std::pair(rows.integer(0), rows.integer(1))) {
        tell();
        key = {rows.integer(0), rows.integer(1)};
        lines = lines_from(rows.text(2));
        kept = {rows.integer(3), rows.integer(4), rows.integer(5)};
        computed = {.quantity = kept.quantity};
        if (rows.integer(9) == 0)
          found_.push_back({"rebate", name(RebateId(key.first), VoucherId(key.second)), "counted", "another voucher"});
      }
      if (rows.is_null(6) || std::ranges::find(lines, static_cast<int>(rows.integer(6))) == lines.end()) continue;
      computed = computed + Volume{.net = rows.integer(7), .gross = checked_add(rows.integer(7), rows.integer(8))};
    }
    tell();
  }

  /// A reversal takes back exactly what its original added.
  void reversals() {
    auto rows = work_.tx().statement(
        "SELECT c.rebate_id, v.id, c.quantity, c.net, c.gross, coalesce(b.quantity, 0), coalesce(b.net, 0), "
        "coalesce(b.gross, 0) FROM emptor_voucher v JOIN emptor_rebate_voucher c ON c.voucher_id = v.reverses "
        "LEFT JOIN emptor_rebate_voucher b ON b.voucher_id = v.id AND b.rebate_id = c.rebate_id "
        "WHERE coalesce(b.quantity, 0) <> -c.quantity OR coalesce(b.net, 0) <> -c.net "
        "OR coalesce(b.gross, 0) <> -c.gross ORDER BY c.rebate_id, v.id");
    while (rows.step())
      found_.push_back({"rebate", name(rows.id<RebateTag>(0), rows.id<VoucherTag>(1)),
                        shown({rows.integer(5), rows.integer(6), rows.integer(7)}),
                        shown(-Volume{rows.integer(2), rows.integer(3), rows.integer(4)})});
  }

  void missing() {
    for (const Agreement& each : agreements(work_)) {
      const auto of_group = [](const RebateScope& scope) { return scope.kind == promotions::ProductKind::group; };
      if (!each.party || std::ranges::any_of(each.products, of_group)) continue;
      visit_trades(work_, each, [&](const CountedVoucher& voucher, const Trade& trade) {
        const auto counted = count(each, trade);
        const auto kept = counted_of(work_.tx(), voucher.id);
        const auto is = [&](const Counted& row) { return row.agreement == each.origin; };
        const auto row = std::ranges::find_if(kept, is);
        if (counted.has_value() == (row != kept.end()) &&
            (!counted || (counted->volume.net == row->volume.net && counted->volume.gross == row->volume.gross)))
          return;
        found_.push_back({"rebate", name(each.origin, voucher.id), row == kept.end() ? "nothing" : shown(row->volume),
                          counted ? shown(counted->volume) : "nothing"});
      });
    }
  }

  void settlements() {
    auto rows = work_.tx().statement(
        "SELECT v.id, s.rebate_id, s.amount, v.net FROM emptor_voucher v LEFT JOIN emptor_rebate_settlement s "
        "ON s.voucher_id = v.id WHERE v.kind = ?1 AND (s.amount IS NULL OR s.amount <> v.net "
        "OR s.party_id <> v.party_id OR s.doc_date <> v.doc_date OR coalesce(s.reverses, 0) <> coalesce(v.reverses, "
        "0)) "
        "UNION ALL SELECT s.voucher_id, s.rebate_id, s.amount, 0 FROM emptor_rebate_settlement s WHERE NOT EXISTS "
        "(SELECT 1 FROM emptor_voucher v WHERE v.id = s.voucher_id AND v.kind = ?1) ORDER BY 1");
    rows.bind(VoucherKind::rebate);
    while (rows.step())
      found_.push_back({"rebate settlement", name(rows.id<RebateTag>(1), rows.id<VoucherTag>(0)),
                        rows.is_null(2) ? "missing" : std::to_string(rows.integer(2)),
                        std::to_string(rows.integer(3))});
  }

  Work& work_;
  std::vector<Finding>& found_;
};

}  // namespace

void verify_rebates(Work& work, std::vector<Finding>& found) {
  if (has_agreements(work.tx())) Verification(work, found).run();
}

}  // namespace emptor::vouchers
