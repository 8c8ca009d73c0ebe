/// Which units of which voucher came back, to rows and back.
#include "base/compose.hpp"
#include "vouchers/document.hpp"

namespace emptor::vouchers {

void save_returned(access::Work& work, const Document& document) {
  std::int64_t place = 0;
  for (const Line& line : document.lines)
    work.tx().append(
        "INSERT INTO emptor_returned (voucher_id, line, account_id, of_voucher_id, of_line, withheld_net, "
        "withheld_tax) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        document.id, ++place, document.account, document.returns, line.returns_line, line.withheld_net,
        line.withheld_tax);
}

void load_returned(access::Work& work, Document& document) {
  if (!is_return(document.kind)) return;
  auto rows = work.tx().statement(
      "SELECT line, of_voucher_id, of_line, withheld_net, withheld_tax FROM emptor_returned WHERE voucher_id = ?1");
  rows.bind(document.id);
  while (rows.step()) {
    const auto place = static_cast<std::size_t>(rows.integer(0));
    if (place == 0 || place > document.lines.size())
      throw Error(ErrorCode::corrupt, "lines", "a return has units in a line that it does not have",
                  {{"line", std::to_string(place)}, {"lines", std::to_string(document.lines.size())}});
    Line& line = document.lines[place - 1];
    document.returns = rows.id<VoucherTag>(1);
    line.returns_line = static_cast<int>(rows.integer(2));
    line.withheld_net = rows.integer(3);
    line.withheld_tax = rows.integer(4);
  }
}

std::vector<Returned> returned_of(access::Work& work, VoucherId of, std::size_t lines) {
  std::vector<Returned> found(lines);
  auto rows = work.tx().statement(
      "SELECT t.of_line, l.quantity, l.stock_quantity, l.net, l.tax, l.promotion, t.withheld_net, t.withheld_tax "
      "FROM emptor_returned t JOIN emptor_voucher_line l ON l.voucher_id = t.voucher_id AND l.line = t.line "
      "AND l.account_id = t.account_id WHERE t.of_voucher_id = ?1");
  rows.bind(of);
  while (rows.step()) {
    Returned& line = found.at(static_cast<std::size_t>(rows.integer(0) - 1));
    line.quantity += rows.integer(1);
    line.stock_quantity += rows.integer(2);
    line.net += rows.integer(3) + rows.integer(6);
    line.tax += rows.integer(4) + rows.integer(7);
    line.promotion += rows.optional_integer(5).value_or(0);
    line.withheld_net += rows.integer(6);
    line.withheld_tax += rows.integer(7);
  }
  return found;
}

void check_returned(access::Work& work, std::vector<Finding>& found) {
  auto rows = work.tx().statement(
      "SELECT t.of_voucher_id, t.of_line, v.currency, o.quantity, o.net, o.tax, CAST(sum(l.quantity) AS BIGINT), "
      "CAST(sum(l.net + t.withheld_net) AS BIGINT), CAST(sum(l.tax + t.withheld_tax) AS BIGINT) FROM emptor_returned t "
      "JOIN emptor_voucher_line l ON l.voucher_id = t.voucher_id AND l.line = t.line "
      "JOIN emptor_voucher v ON v.id = t.of_voucher_id "
      "LEFT JOIN emptor_voucher_line o ON o.voucher_id = t.of_voucher_id AND o.line = t.of_line "
      "GROUP BY t.of_voucher_id, t.of_line, v.currency, o.quantity, o.net, o.tax");
  while (rows.step()) {
    const Currency currency = rows.currency(2);
    const std::int64_t sold = rows.is_null(3) ? 0 : rows.integer(3);
    const std::int64_t total = rows.is_null(3) ? 0 : checked_add(rows.integer(4), rows.integer(5));
    const std::int64_t back = rows.integer(6);
    const std::int64_t paid = checked_add(rows.integer(7), rows.integer(8));
    if (back >= 0 && back <= sold && paid >= 0 && paid <= total && (back != sold || paid == total)) continue;
    std::string kind;
    std::string number;
    describe_voucher(work, rows.integer(0), kind, number);
    const auto shown = [&](std::int64_t quantity, std::int64_t amount) {
      return Quantity{quantity}.value().normalized().to_string() + " for " + Money{amount, currency}.to_string();
    };
    found.push_back({"returned", compose("{} {} line {}", kind, number, rows.integer(1)), shown(back, paid),
                     "of " + shown(sold, total)});
  }
}

}  // namespace emptor::vouchers
