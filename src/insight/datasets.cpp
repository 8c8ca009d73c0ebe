#include "insight/datasets.hpp"

#include "base/arrow.hpp"
#include "base/compose.hpp"

namespace emptor::insight {
namespace {

Table vouchers() {
  return {.name = "vouchers",
          .key = {"v.id"},
          .dated = "v.doc_date",
          .unit = "c.unit",
          .from =
              "emptor_voucher v JOIN emptor_number_series s ON s.id = v.series_id "
              "JOIN emptor_party p ON p.id = v.party_id JOIN emptor_party a ON a.id = v.account_id "
              "JOIN emptor_party_identity i ON i.id = v.identity_id JOIN emptor_currency c ON c.id = v.currency "
              "JOIN emptor_actor u ON u.id = v.actor_id LEFT JOIN emptor_location l ON l.id = v.location_id "
              "LEFT JOIN emptor_person e ON e.id = v.person_id",
          .fields = {{"id", Is::integer, "v.id"},
                     {"kind", Is::kind, "v.kind"},
                     {"side", Is::side, "v.side"},
                     {"number", Is::number, "s.prefix, s.width, v.number"},
                     {"dated", Is::day, "v.doc_date"},
                     {"due", Is::day, "v.due_date"},
                     {"party", Is::text, "p.code"},
                     {"party_name", Is::text, "i.name"},
                     {"account", Is::text, "a.code"},
                     {"currency", Is::text, "c.code"},
                     {"net", Is::money, "v.net"},
                     {"tax", Is::money, "v.tax"},
                     {"total", Is::money, "v.net + v.tax"},
                     {"location", Is::text, "l.code"},
                     {"salesperson", Is::text, "e.code"},
                     {"project", Is::text, "v.project"},
                     {"reference", Is::text, "v.reference"},
                     {"payment_terms", Is::text, "v.payment_terms"},
                     {"reverses", Is::integer, "v.reverses"},
                     {"companion_of", Is::integer, "v.companion_of"},
                     {"fields", Is::text, "v.fields"},
                     {"recorded_at", Is::instant, "v.recorded_at"},
                     {"actor", Is::text, "u.code"}}};
}

/// Why +v.doc_date: lines are read in their own order, whatever days are asked for.
Table voucher_lines() {
  return {.name = "voucher_lines",
          .key = {"l.voucher_id", "l.line"},
          .dated = "+v.doc_date",
          .unit = "c.unit",
          .from =
              "emptor_voucher_line l JOIN emptor_voucher v ON v.id = l.voucher_id "
              "JOIN emptor_party p ON p.id = v.party_id JOIN emptor_party a ON a.id = v.account_id "
              "JOIN emptor_currency c ON c.id = v.currency JOIN emptor_item i ON i.id = l.item_id "
              "JOIN emptor_unit n ON n.id = l.unit_id LEFT JOIN emptor_location o ON o.id = v.location_id "
              "LEFT JOIN emptor_person e ON e.id = v.person_id "
              "LEFT JOIN emptor_tax_code t ON t.id = l.tax_code_id "
              "LEFT JOIN emptor_programme g ON g.id = l.gift_of",
          .fields = {{"voucher", Is::integer, "l.voucher_id"},
                     {"line", Is::integer, "l.line"},
                     {"kind", Is::kind, "v.kind"},
                     {"dated", Is::day, "v.doc_date"},
                     {"party", Is::text, "p.code"},
                     {"account", Is::text, "a.code"},
                     {"location", Is::text, "o.code"},
                     {"salesperson", Is::text, "e.code"},
                     {"project", Is::text, "v.project"},
                     {"reverses", Is::integer, "v.reverses"},
                     {"item", Is::text, "i.code"},
                     {"quantity", Is::micros, "l.quantity"},
                     {"unit", Is::text, "n.code"},
                     {"stock_quantity", Is::micros, "l.stock_quantity"},
                     {"unit_price", Is::micros, "l.unit_price"},
                     {"source", Is::source, "l.source"},
                     {"entry", Is::integer, "l.entry_id"},
                     {"base_price", Is::micros, "l.base_price"},
                     {"discount_percent", Is::percent, "l.discount"},
                     {"promotion", Is::money, "coalesce(l.promotion, 0)"},
                     {"gift_of", Is::text, "g.code"},
                     {"tax_code", Is::text, "t.code"},
                     {"tax_percent", Is::percent, "l.tax_rate"},
                     {"currency", Is::text, "c.code"},
                     {"net", Is::money, "l.net"},
                     {"tax", Is::money, "l.tax"}}};
}

Table open_items() {
  return {.name = "open_items",
          .key = {"o.account_id", "o.side", "o.currency", "o.doc_date", "o.voucher_id", "o.instalment"},
          .dated = "o.doc_date",
          .unit = "c.unit",
          .from =
              "emptor_open_item o JOIN emptor_voucher v ON v.id = o.voucher_id "
              "JOIN emptor_number_series s ON s.id = v.series_id JOIN emptor_party a ON a.id = o.account_id "
              "JOIN emptor_party p ON p.id = o.party_id JOIN emptor_currency c ON c.id = o.currency",
          .fields = {{"account", Is::text, "a.code"},
                     {"party", Is::text, "p.code"},
                     {"side", Is::side, "o.side"},
                     {"voucher", Is::integer, "o.voucher_id"},
                     {"instalment", Is::integer, "o.instalment"},
                     {"kind", Is::kind, "o.kind"},
                     {"number", Is::number, "s.prefix, s.width, v.number"},
                     {"dated", Is::day, "o.doc_date"},
                     {"due", Is::day, "o.due_date"},
                     {"currency", Is::text, "c.code"},
                     {"amount", Is::money, "o.amount"},
                     {"open", Is::money, "o.open_amount"}}};
}

Table allocations() {
  return {.name = "allocations",
          .key = {"x.id"},
          .dated = "x.effective",
          .unit = "c.unit",
          .from =
              "emptor_allocation x JOIN emptor_party a ON a.id = x.account_id "
              "JOIN emptor_currency c ON c.id = x.currency JOIN emptor_actor u ON u.id = x.actor_id",
          .fields = {{"id", Is::integer, "x.id"},
                     {"account", Is::text, "a.code"},
                     {"side", Is::side, "x.side"},
                     {"voucher", Is::integer, "x.debit_voucher_id"},
                     {"instalment", Is::integer, "x.debit_instalment"},
                     {"paid_by", Is::integer, "x.credit_voucher_id"},
                     {"paid_by_instalment", Is::integer, "x.credit_instalment"},
                     {"currency", Is::text, "c.code"},
                     {"amount", Is::money, "x.amount"},
                     {"effective", Is::day, "x.effective"},
                     {"undoes", Is::integer, "x.undoes"},
                     {"recorded_at", Is::instant, "x.recorded_at"},
                     {"actor", Is::text, "u.code"}}};
}

Table balances() {
  return {.name = "balances",
          .key = {"b.party_id", "b.side", "b.currency"},
          .unit = "c.unit",
          .from =
              "emptor_balance b JOIN emptor_party p ON p.id = b.party_id "
              "JOIN emptor_currency c ON c.id = b.currency",
          .fields = {{"party", Is::text, "p.code"},
                     {"side", Is::side, "b.side"},
                     {"currency", Is::text, "c.code"},
                     {"account_balance", Is::money, "b.account_amount"},
                     {"own_balance", Is::money, "b.own_amount"}}};
}

Table parties() {
  return {.name = "parties",
          .key = {"id"},
          .unit = "1",
          .from = "emptor_party",
          .fields = {{"party", Is::text, "code"},
                     {"name", Is::text, "name"},
                     {"customer", Is::truth, "customer"},
                     {"supplier", Is::truth, "supplier"},
                     {"archived", Is::truth, "archived"},
                     {"since", Is::day, "since"},
                     {"tax_number", Is::text, "tax_number"}}};
}

Table items() {
  return {.name = "items",
          .key = {"i.id"},
          .unit = "1",
          .from = "emptor_item i JOIN emptor_unit n ON n.id = i.unit_id",
          .fields = {{"item", Is::text, "i.code"},
                     {"name", Is::text, "i.name"},
                     {"unit", Is::text, "n.code"},
                     {"stocked", Is::truth, "i.stocked"},
                     {"archived", Is::truth, "i.archived"}}};
}

std::string sql_of(const Table& table) {
  std::string key;
  std::string given;
  for (std::size_t i = 0; i < table.key.size(); ++i) {
    key.append(i == 0 ? "" : ", ").append(table.key[i]);
    given += compose("{}?{}", i == 0 ? "" : ", ", i + 1);
  }
  std::string columns = compose("{}, {}", key, table.unit);
  for (const Field& field : table.fields) columns.append(", ").append(field.sql);
  const std::size_t days = table.key.size() + 1;
  const std::string dated = table.dated.empty()
                                ? std::string()
                                : compose(" AND {} >= ?{} AND {} < ?{}", table.dated, days, table.dated, days + 1);
  return compose("SELECT {} FROM {} WHERE ({}) > ({}){} ORDER BY {} LIMIT {}", columns, table.from, key, given, dated,
                 key, arrow::rows_of_batch);
}

}  // namespace

const Table* find_table(Dataset dataset) {
  static const auto* const tables = [] {
    // In the order of Dataset.
    auto* made = new std::vector<Table>{vouchers(), voucher_lines(), open_items(), allocations(),
                                        balances(), parties(),       items()};
    for (Table& each : *made) each.sql = sql_of(each);
    return made;
  }();
  const auto place = static_cast<std::size_t>(dataset) - 1;
  return place < tables->size() ? &(*tables)[place] : nullptr;
}

}  // namespace emptor::insight
