/// What promotions did to a document, to rows and back.
#include <algorithm>

#include "vouchers/document.hpp"

namespace emptor::vouchers {

void load_promotions(access::Work& work, Document& document) {
  const auto promoted = [](const Line& line) { return line.promotion != 0 || line.gift_of; };
  if (document.reverses || is_return(document.kind) || std::ranges::none_of(document.lines, promoted)) return;
  auto rows = work.tx().statement(
      "SELECT programme_id, line, sets, taken, rewarded, base, room, amount FROM emptor_voucher_promotion "
      "WHERE voucher_id = ?1 ORDER BY position, line");
  rows.bind(document.id);
  while (rows.step()) {
    const auto line = static_cast<std::size_t>(rows.integer(1));
    if (line == 0 || line > document.lines.size())
      throw Error(ErrorCode::corrupt, "lines", "a programme took from a line that its voucher does not have",
                  {{"line", std::to_string(line)}, {"lines", std::to_string(document.lines.size())}});
    document.promotions.push_back({.programme = rows.id<ProgrammeTag>(0),
                                   .sets = rows.integer(2),
                                   .part = {line, rows.integer(3), rows.integer(4), rows.integer(5), rows.integer(7)},
                                   .room = rows.integer(6),
                                   .gift = document.lines[line - 1].gift_of == rows.id<ProgrammeTag>(0)});
  }
  const auto counted = [&](const promotions::KeptPart& each) { return promotions::counts_uses(work, each.programme); };
  if (std::ranges::none_of(document.promotions, counted)) return;
  for (promotions::Redemption& each : promotions::redemptions_of(work.tx(), document.id.value))
    document.taken.push_back({.redemption = std::move(each)});
}

void save_promotions(access::Work& work, const Document& document) {
  // Parts of one programme are neighbours and share a position.
  std::int64_t position = 0;
  ProgrammeId before;
  for (const promotions::KeptPart& each : document.promotions) {
    if (each.programme != before) ++position;
    before = each.programme;
    work.tx().append(
        "INSERT INTO emptor_voucher_promotion (voucher_id, position, programme_id, line, sets, taken, rewarded, base, "
        "room, amount, account_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        document.id, position, each.programme, each.part.line, each.sets, each.part.taken, each.part.rewarded,
        each.part.base, each.room, each.part.amount, document.account);
  }
}

void check_redemptions(access::Work& work, std::vector<Finding>& found) {
  const auto name = [&](std::int64_t voucher) {
    std::string kind;
    std::string number;
    describe_voucher(work, voucher, kind, number);
    return kind + " " + number;
  };
  // Gifts are counted as uses, not as money.
  auto amounts = work.tx().statement(
      "SELECT r.voucher_id, g.code, v.currency, r.uses, r.amount, CAST(coalesce(s.amount, 0) AS BIGINT) "
      "FROM emptor_redemption r JOIN emptor_voucher v ON v.id = r.voucher_id "
      "JOIN emptor_programme g ON g.id = r.programme_id LEFT JOIN (SELECT p.voucher_id, "
      "coalesce(e.origin_id, e.id) AS origin, sum(CASE WHEN e.reward = 8 THEN 0 ELSE p.amount END) AS amount "
      "FROM emptor_voucher_promotion p JOIN emptor_programme e ON e.id = p.programme_id "
      "GROUP BY p.voucher_id, coalesce(e.origin_id, e.id)) s "
      "ON s.voucher_id = r.voucher_id AND s.origin = r.programme_id WHERE v.reverses IS NULL "
      "AND (r.uses <> 1 OR s.voucher_id IS NULL OR (r.amount <> s.amount AND v.currency = g.currency))");
  while (amounts.step()) {
    const Currency currency = amounts.currency(2);
    found.push_back({"redemption", name(amounts.integer(0)) + " of " + amounts.string(1),
                     std::to_string(amounts.integer(3)) + " use, " + Money{amounts.integer(4), currency}.to_string(),
                     Money{amounts.integer(5), currency}.to_string()});
  }
  auto missing = work.tx().statement(
      "SELECT DISTINCT p.voucher_id, g.code FROM emptor_voucher_promotion p "
      "JOIN emptor_programme g ON g.id = p.programme_id WHERE (g.by_coupon = 1 OR g.uses_max IS NOT NULL "
      "OR g.customer_uses_max IS NOT NULL OR g.budget IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM emptor_redemption r "
      "WHERE r.voucher_id = p.voucher_id AND r.programme_id = coalesce(g.origin_id, g.id)) ORDER BY 1, 2");
  while (missing.step())
    found.push_back({"redemption", name(missing.integer(0)) + " of " + missing.string(1), "none", "1 use"});
  auto reversed = work.tx().statement(
      "SELECT v.id, g.code, r.uses, coalesce(b.uses, 0) FROM emptor_voucher v "
      "JOIN emptor_redemption r ON r.voucher_id = v.reverses JOIN emptor_programme g ON g.id = r.programme_id "
      "LEFT JOIN emptor_redemption b ON b.voucher_id = v.id AND b.programme_id = r.programme_id "
      "WHERE coalesce(b.uses, 0) <> -r.uses OR coalesce(b.amount, 0) <> -r.amount "
      "OR coalesce(b.coupon_id, 0) <> coalesce(r.coupon_id, 0) OR b.party_id <> r.party_id");
  while (reversed.step())
    found.push_back({"redemption", name(reversed.integer(0)) + " of " + reversed.string(1),
                     std::to_string(reversed.integer(3)), std::to_string(-reversed.integer(2))});
}

}  // namespace emptor::vouchers
