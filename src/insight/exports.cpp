/// Datasets: one statement each, read page by page in the order of a key.
#include "emptor/exports.hpp"

#include <array>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "access/work.hpp"
#include "base/arrow.hpp"
#include "emptor/receivables.hpp"
#include "emptor/settings.hpp"
#include "emptor/vouchers.hpp"
#include "store/process.hpp"

namespace emptor {
namespace {

using arrow::Kind;
using arrow::Values;

constexpr int money_scale = 4;  ///< no currency has more minor units
constexpr std::int64_t money_unit = 10'000;
constexpr std::size_t key_columns_max = 6;

/// How a column is made of what the statement gives.
enum class Is : std::uint8_t {
  text,
  integer,
  truth,
  day,
  instant,
  micros,   ///< quantities and prices
  percent,  ///< a rate in millionths of one, as percent
  money,    ///< minor units
  kind,     ///< of a voucher, by name
  side,
  source,  ///< of a price
  number,  ///< three of the statement's: prefix, width, number
};

struct Field {
  std::string_view name;
  Is is;
};

constexpr std::array vouchers_fields{Field{"id", Is::integer},       Field{"kind", Is::kind},
                                     Field{"side", Is::side},        Field{"number", Is::number},
                                     Field{"dated", Is::day},        Field{"due", Is::day},
                                     Field{"party", Is::text},       Field{"party_name", Is::text},
                                     Field{"account", Is::text},     Field{"currency", Is::text},
                                     Field{"net", Is::money},        Field{"tax", Is::money},
                                     Field{"total", Is::money},      Field{"location", Is::text},
                                     Field{"salesperson", Is::text}, Field{"project", Is::text},
                                     Field{"reference", Is::text},   Field{"payment_terms", Is::text},
                                     Field{"reverses", Is::integer}, Field{"companion_of", Is::integer},
                                     Field{"fields", Is::text},      Field{"recorded_at", Is::instant},
                                     Field{"actor", Is::text}};
constexpr store::Sql vouchers_sql{
    "SELECT v.id, c.unit, v.id, v.kind, v.side, s.prefix, s.width, v.number, v.doc_date, v.due_date, p.code, i.name, "
    "a.code, "
    "c.code, v.net, v.tax, v.net + v.tax, l.code, e.code, v.project, v.reference, v.payment_terms, v.reverses, "
    "v.companion_of, v.fields, v.recorded_at, u.code FROM emptor_voucher v "
    "JOIN emptor_number_series s ON s.id = v.series_id JOIN emptor_party p ON p.id = v.party_id "
    "JOIN emptor_party a ON a.id = v.account_id JOIN emptor_party_identity i ON i.id = v.identity_id "
    "JOIN emptor_currency c ON c.id = v.currency JOIN emptor_actor u ON u.id = v.actor_id "
    "LEFT JOIN emptor_location l ON l.id = v.location_id LEFT JOIN emptor_person e ON e.id = v.person_id "
    "WHERE v.id > ?1 AND v.doc_date >= ?2 AND v.doc_date < ?3 ORDER BY v.id LIMIT 16384"};

constexpr std::array lines_fields{Field{"voucher", Is::integer},
                                  Field{"line", Is::integer},
                                  Field{"kind", Is::kind},
                                  Field{"dated", Is::day},
                                  Field{"party", Is::text},
                                  Field{"account", Is::text},
                                  Field{"location", Is::text},
                                  Field{"salesperson", Is::text},
                                  Field{"project", Is::text},
                                  Field{"reverses", Is::integer},
                                  Field{"item", Is::text},
                                  Field{"quantity", Is::micros},
                                  Field{"unit", Is::text},
                                  Field{"stock_quantity", Is::micros},
                                  Field{"unit_price", Is::micros},
                                  Field{"source", Is::source},
                                  Field{"entry", Is::integer},
                                  Field{"base_price", Is::micros},
                                  Field{"discount_percent", Is::percent},
                                  Field{"promotion", Is::money},
                                  Field{"gift_of", Is::text},
                                  Field{"tax_code", Is::text},
                                  Field{"tax_percent", Is::percent},
                                  Field{"currency", Is::text},
                                  Field{"net", Is::money},
                                  Field{"tax", Is::money}};
constexpr store::Sql lines_sql{
    "SELECT l.voucher_id, l.line, c.unit, l.voucher_id, l.line, v.kind, v.doc_date, p.code, a.code, o.code, e.code, "
    "v.project, "
    "v.reverses, i.code, l.quantity, n.code, l.stock_quantity, l.unit_price, l.source, l.entry_id, l.base_price, "
    "l.discount, coalesce(l.promotion, 0), g.code, t.code, l.tax_rate, c.code, l.net, l.tax "
    "FROM emptor_voucher_line l JOIN emptor_voucher v ON v.id = l.voucher_id JOIN emptor_party p ON p.id = v.party_id "
    "JOIN emptor_party a ON a.id = v.account_id JOIN emptor_currency c ON c.id = v.currency "
    "JOIN emptor_item i ON i.id = l.item_id JOIN emptor_unit n ON n.id = l.unit_id "
    "LEFT JOIN emptor_location o ON o.id = v.location_id LEFT JOIN emptor_person e ON e.id = v.person_id "
    "LEFT JOIN emptor_tax_code t ON t.id = l.tax_code_id LEFT JOIN emptor_programme g ON g.id = l.gift_of "
    "WHERE (l.voucher_id, l.line) > (?1, ?2) AND +v.doc_date >= ?3 AND +v.doc_date < ?4 "
    "ORDER BY l.voucher_id, l.line LIMIT 16384"};

constexpr std::array open_items_fields{
    Field{"account", Is::text},    Field{"party", Is::text},         Field{"side", Is::side},
    Field{"voucher", Is::integer}, Field{"instalment", Is::integer}, Field{"kind", Is::kind},
    Field{"number", Is::number},   Field{"dated", Is::day},          Field{"due", Is::day},
    Field{"currency", Is::text},   Field{"amount", Is::money},       Field{"open", Is::money}};
constexpr store::Sql open_items_sql{
    "SELECT o.account_id, o.side, o.currency, o.doc_date, o.voucher_id, o.instalment, c.unit, a.code, p.code, o.side, "
    "o.voucher_id, o.instalment, o.kind, s.prefix, s.width, v.number, o.doc_date, o.due_date, c.code, o.amount, "
    "o.open_amount FROM emptor_open_item o JOIN emptor_voucher v ON v.id = o.voucher_id "
    "JOIN emptor_number_series s ON s.id = v.series_id JOIN emptor_party a ON a.id = o.account_id "
    "JOIN emptor_party p ON p.id = o.party_id JOIN emptor_currency c ON c.id = o.currency "
    "WHERE (o.account_id, o.side, o.currency, o.doc_date, o.voucher_id, o.instalment) > (?1, ?2, ?3, ?4, ?5, ?6) "
    "AND o.doc_date >= ?7 AND o.doc_date < ?8 "
    "ORDER BY o.account_id, o.side, o.currency, o.doc_date, o.voucher_id, o.instalment LIMIT 16384"};

constexpr std::array allocations_fields{Field{"id", Is::integer},
                                        Field{"account", Is::text},
                                        Field{"side", Is::side},
                                        Field{"voucher", Is::integer},
                                        Field{"instalment", Is::integer},
                                        Field{"paid_by", Is::integer},
                                        Field{"paid_by_instalment", Is::integer},
                                        Field{"currency", Is::text},
                                        Field{"amount", Is::money},
                                        Field{"effective", Is::day},
                                        Field{"undoes", Is::integer},
                                        Field{"recorded_at", Is::instant},
                                        Field{"actor", Is::text}};
constexpr store::Sql allocations_sql{
    "SELECT x.id, c.unit, x.id, a.code, x.side, x.debit_voucher_id, x.debit_instalment, x.credit_voucher_id, "
    "x.credit_instalment, c.code, x.amount, x.effective, x.undoes, x.recorded_at, u.code "
    "FROM emptor_allocation x JOIN emptor_party a ON a.id = x.account_id JOIN emptor_currency c ON c.id = x.currency "
    "JOIN emptor_actor u ON u.id = x.actor_id "
    "WHERE x.id > ?1 AND x.effective >= ?2 AND x.effective < ?3 ORDER BY x.id LIMIT 16384"};

constexpr std::array balances_fields{Field{"party", Is::text}, Field{"side", Is::side}, Field{"currency", Is::text},
                                     Field{"account_balance", Is::money}, Field{"own_balance", Is::money}};
constexpr store::Sql balances_sql{
    "SELECT b.party_id, b.side, b.currency, c.unit, p.code, b.side, c.code, b.account_amount, b.own_amount "
    "FROM emptor_balance b JOIN emptor_party p ON p.id = b.party_id JOIN emptor_currency c ON c.id = b.currency "
    "WHERE (b.party_id, b.side, b.currency) > (?1, ?2, ?3) ORDER BY b.party_id, b.side, b.currency LIMIT 16384"};

constexpr std::array parties_fields{
    Field{"party", Is::text},     Field{"name", Is::text}, Field{"customer", Is::truth}, Field{"supplier", Is::truth},
    Field{"archived", Is::truth}, Field{"since", Is::day}, Field{"tax_number", Is::text}};
constexpr store::Sql parties_sql{
    "SELECT id, 1, code, name, customer, supplier, archived, since, tax_number FROM emptor_party "
    "WHERE id > ?1 ORDER BY id LIMIT 16384"};

constexpr std::array items_fields{Field{"item", Is::text}, Field{"name", Is::text}, Field{"unit", Is::text},
                                  Field{"stocked", Is::truth}, Field{"archived", Is::truth}};
constexpr store::Sql items_sql{
    "SELECT i.id, 1, i.code, i.name, n.code, i.stocked, i.archived FROM emptor_item i "
    "JOIN emptor_unit n ON n.id = i.unit_id WHERE i.id > ?1 ORDER BY i.id LIMIT 16384"};

/// The statement gives the key, the minor units in one of the currency, and then the fields.
struct Table {
  std::string_view name;
  store::Sql sql;
  std::size_t key_columns;
  bool has_date;
  std::span<const Field> fields;
};

/// In the order of Dataset.
constexpr std::array tables{Table{"vouchers", vouchers_sql, 1, true, vouchers_fields},
                            Table{"voucher_lines", lines_sql, 2, true, lines_fields},
                            Table{"open_items", open_items_sql, 6, true, open_items_fields},
                            Table{"allocations", allocations_sql, 1, true, allocations_fields},
                            Table{"balances", balances_sql, 3, false, balances_fields},
                            Table{"parties", parties_sql, 1, false, parties_fields},
                            Table{"items", items_sql, 1, false, items_fields}};

arrow::Column column_of(const Field& field) {
  std::string name(field.name);
  switch (field.is) {
    case Is::integer:
      return {std::move(name), Kind::integer};
    case Is::truth:
      return {std::move(name), Kind::truth};
    case Is::day:
      return {std::move(name), Kind::day};
    case Is::instant:
      return {std::move(name), Kind::instant};
    case Is::micros:
      return {std::move(name), Kind::decimal, Quantity::scale};
    case Is::percent:
    case Is::money:
      return {std::move(name), Kind::decimal, money_scale};
    case Is::text:
    case Is::kind:
    case Is::side:
    case Is::source:
    case Is::number:
      break;
  }
  return {std::move(name), Kind::text};
}

std::string padded(std::string_view prefix, std::int64_t width, std::int64_t number) {
  const std::string digits = std::to_string(number);
  std::string text(prefix);
  if (digits.size() < static_cast<std::size_t>(width))
    text.append(static_cast<std::size_t>(width) - digits.size(), '0');
  return text + digits;
}

/// Reads one page after the other.
class Pages {
 public:
  Pages(const Table& table, Period dated) : table_(&table), dated_(dated) {}

  [[nodiscard]] std::vector<arrow::Column> columns() const {
    std::vector<arrow::Column> out;
    for (const Field& field : table_->fields) out.push_back(column_of(field));
    return out;
  }

  /// Adds the next page; no rows at the end.
  void read(store::Transaction& tx, std::vector<Values>& out) {
    auto rows = tx.statement(table_->sql);
    bind(rows);
    for (Values& column : out) column.reserve(arrow::rows_of_batch);
    while (rows.step()) add(rows, out);
  }

 private:
  void bind(store::Statement& rows) const {
    const std::int32_t from = dated_.from ? dated_.from->days() : std::numeric_limits<std::int32_t>::min();
    const std::int32_t until = dated_.until ? dated_.until->days() : std::numeric_limits<std::int32_t>::max();
    const auto& k = key_;
    switch (table_->key_columns + (table_->has_date ? 10U : 0U)) {
      case 1:
        rows.bind(k[0]);
        break;
      case 3:
        rows.bind(k[0], k[1], k[2]);
        break;
      case 11:
        rows.bind(k[0], from, until);
        break;
      case 12:
        rows.bind(k[0], k[1], from, until);
        break;
      default:
        rows.bind(k[0], k[1], k[2], k[3], k[4], k[5], from, until);
    }
  }

  void add(const store::Statement& row, std::vector<Values>& out) {
    for (std::size_t i = 0; i < table_->key_columns; ++i) key_[i] = row.integer(static_cast<int>(i));
    int at = static_cast<int>(table_->key_columns);
    const std::int64_t unit = row.integer(at++);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const Is is = table_->fields[i].is;
      if (is == Is::number) {
        out[i].add(padded(row.text(at), row.integer(at + 1), row.integer(at + 2)));
        at += 3;
      } else {
        row.is_null(at) ? out[i].add_null() : add(is, row, at, unit, out[i]);
        ++at;
      }
    }
  }

  static void add(Is is, const store::Statement& row, int at, std::int64_t unit, Values& out) {
    switch (is) {
      case Is::money:
        return out.add(detail::Int128{row.integer(at)} * (money_unit / unit));
      case Is::text:
        return out.add(row.text(at));
      case Is::truth:
        return out.add(row.integer(at) != 0);
      case Is::kind:
        return out.add(to_string(static_cast<VoucherKind>(row.integer(at))));
      case Is::side:
        return out.add(row.integer(at) == static_cast<std::int64_t>(Side::receivable) ? std::string_view("receivable")
                                                                                      : "payable");
      case Is::source:
        return out.add(to_string(static_cast<PriceSource>(row.integer(at))));
      default:
        return out.add(detail::Int128{row.integer(at)});
    }
  }

  const Table* table_;
  Period dated_;
  std::array<std::int64_t, key_columns_max> key_{};
};

/// Read as the consumer asks, in a transaction of its own.
class Reading final : public arrow::Source {
 public:
  Reading(Pages pages, store::Transaction tx) : pages_(pages), tx_(std::move(tx)), process_(store::process_id()) {
    // The snapshot is taken by the first statement.
    next_ = empty();
    pages_.read(*tx_, next_);
  }

  void fill(std::vector<Values>& out) override {
    if (process_ != store::process_id()) store::throw_wrong_process();
    out = std::move(next_);
    next_ = empty();
    if (tx_ && out.front().count() == static_cast<std::int64_t>(arrow::rows_of_batch)) return pages_.read(*tx_, next_);
    tx_.reset();
  }

 private:
  [[nodiscard]] std::vector<Values> empty() const {
    std::vector<Values> out;
    for (const arrow::Column& column : pages_.columns()) out.emplace_back(column.kind);
    return out;
  }
  Pages pages_;
  std::optional<store::Transaction> tx_;
  std::vector<Values> next_;
  std::int64_t process_;
};

/// Read at once.
class Kept final : public arrow::Source {
 public:
  Kept(Pages pages, store::Transaction& tx) {
    while (true) {
      std::vector<Values> page;
      for (const arrow::Column& column : pages.columns()) page.emplace_back(column.kind);
      pages.read(tx, page);
      const auto rows = static_cast<std::size_t>(page.front().count());
      if (rows > 0) pages_.push_back(std::move(page));
      if (rows < arrow::rows_of_batch) return;
    }
  }

  void fill(std::vector<Values>& out) override {
    if (at_ < pages_.size()) out = std::move(pages_[at_++]);
  }

 private:
  std::vector<std::vector<Values>> pages_;
  std::size_t at_ = 0;
};

}  // namespace

ArrowStream Exports::stream(const ExportQuery& query) const {
  const auto place = static_cast<std::size_t>(query.dataset) - 1;
  if (place >= tables.size())
    throw Error(ErrorCode::invalid, "dataset", "there is no such dataset",
                {{"dataset", std::to_string(static_cast<int>(query.dataset))}});
  const Table& table = tables[place];
  if (!table.has_date && (query.dated.from || query.dated.until))
    throw Error(ErrorCode::invalid, "dated", "this dataset has no dates to choose by",
                {{"dataset", std::string(table.name)}});
  const Pages pages(table, query.dated);
  std::unique_ptr<arrow::Source> source;
  if (state_->open) {
    source = std::make_unique<Kept>(pages, *state_->open);
  } else {
    auto tx = state_->database->begin(store::Access::read);
    if (state_->database->has_one_connection())
      source = std::make_unique<Kept>(pages, tx);
    else
      source = std::make_unique<Reading>(pages, std::move(tx));
  }
  return arrow::make_stream(pages.columns(), {{"dataset", std::string(table.name)}}, std::move(source));
}

}  // namespace emptor
