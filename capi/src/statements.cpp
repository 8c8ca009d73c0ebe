/// Statements of account.
#include "handles.hpp"
#include "structs.hpp"
#include "vouchers.hpp"

using namespace emptor;
using namespace emptor::capi;

static_assert(EMPTOR_STATEMENT_VOUCHERS == static_cast<int>(StatementRows::voucher) &&
              EMPTOR_STATEMENT_LINES == static_cast<int>(StatementRows::line) &&
              EMPTOR_STATEMENT_DAYS == static_cast<int>(StatementRows::day) &&
              EMPTOR_STATEMENT_MONTHS == static_cast<int>(StatementRows::month));

struct emptor_statement {
  AccountStatement statement;
};

namespace {

StatementQuery to_query(const emptor_statement_query& given) {
  StatementQuery query{
      .party = std::string(required(given.party, "party")),
      .from = optional_date(given.from, "from"),
      .last = optional_date(given.last, "last"),
      .basis = choice(given.basis, BalanceBasis::account, BalanceBasis::individual, "basis"),
      .currency = optional_text(given.currency),
      .rows = choice(given.rows, StatementRows::voucher, StatementRows::month, "rows"),
  };
  query.side = given.side == EMPTOR_BOTH_SIDES
                   ? std::nullopt
                   : std::optional(choice(given.side, Side::receivable, Side::payable, "side"));
  return query;
}

}  // namespace

emptor_status emptor_statement_get(emptor_session* session, const emptor_statement_query* query,
                                   emptor_statement** statement_out, emptor_error** error_out) noexcept {
  return with_session(session, statement_out, "statement_out", error_out, [&](Session& in, emptor_statement*& out) {
    out = give<emptor_statement>(in.vouchers().statement(to_query(read(query))));
  });
}

emptor_status emptor_statement_list(emptor_session* session, const emptor_statement_query* query,
                                    emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{
        {"currency", kText}, {"opening", kDecimal}, {"debit", kDecimal}, {"credit", kDecimal}, {"closing", kDecimal}};
    for (const AccountStatement& each : in.vouchers().statements(to_query(read(query))))
      rows.add(each.closing.currency.code(), each.opening, each.debit, each.credit, each.closing);
    rows.give(out);
  });
}

void emptor_statement_free(emptor_statement* statement) noexcept { delete statement; }

emptor_status emptor_statement_head(const emptor_statement* statement, emptor_rows** rows_out,
                                    emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    const AccountStatement& found = require(statement, "statement").statement;
    const Address address = found.address.value_or(Address{});
    const auto limit_currency = found.credit_limit ? std::optional(found.credit_limit->currency.code()) : std::nullopt;
    RowsBuilder rows{
        {"party", kText},           {"name", kText},        {"tax_number", kText}, {"representative", kText},
        {"phone", kText},           {"email", kText},       {"street", kText},     {"city", kText},
        {"region", kText},          {"postal_code", kText}, {"country", kText},    {"credit_limit", kDecimal},
        {"credit_currency", kText}, {"from", kDate},        {"last", kDate},       {"opening", kDecimal},
        {"debit", kDecimal},        {"credit", kDecimal},   {"closing", kDecimal}, {"currency", kText}};
    rows.add(found.party, found.name, found.tax_number, found.representative, found.phone, found.email, address.street,
             address.city, address.region, address.postal_code, address.country, found.credit_limit, limit_currency,
             found.from, found.last, found.opening, found.debit, found.credit, found.closing,
             found.closing.currency.code());
    rows.give(out);
  });
}

emptor_status emptor_statement_rows(const emptor_statement* statement, emptor_rows** rows_out,
                                    emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    const AccountStatement& found = require(statement, "statement").statement;
    const Currency currency = found.closing.currency;
    RowsBuilder rows{{"dated", kDate},      {"kind", kText},          {"number", kText},    {"party", kText},
                     {"voucher", kInteger}, {"debit", kDecimal},      {"credit", kDecimal}, {"balance", kDecimal},
                     {"line", kInteger},    {"item", kText},          {"item_name", kText}, {"quantity", kDecimal},
                     {"unit", kText},       {"unit_price", kDecimal}, {"net", kDecimal},    {"tax", kDecimal},
                     {"currency", kText}};
    const Cell none;
    for (const StatementRow& row : found.rows) {
      rows.add(row.dated, row.kind, row.number, row.party, row.voucher, row.debit, row.credit, row.balance, none, none,
               none, none, none, none, none, none, currency.code());
      for (const VoucherLine& line : row.lines)
        rows.add(row.dated, "line", row.number, row.party, row.voucher, none, none, none, line.line, line.item,
                 line.item_name, line.quantity, line.unit, to_text(line.unit_price, currency), line.net, line.tax,
                 currency.code());
    }
    rows.give(out);
  });
}
