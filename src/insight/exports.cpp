/// Datasets: one statement each, read page by page in the order of a key.
#include "emptor/exports.hpp"

#include <array>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "access/work.hpp"
#include "base/arrow.hpp"
#include "emptor/receivables.hpp"
#include "emptor/settings.hpp"
#include "emptor/vouchers.hpp"
#include "insight/datasets.hpp"
#include "store/process.hpp"
#include "vouchers/document.hpp"

namespace emptor {
namespace {

using arrow::Kind;
using arrow::Values;
using insight::Field;
using insight::Is;
using insight::Table;

constexpr int money_scale = 4;  ///< no currency has more minor units
constexpr std::int64_t money_unit = 10'000;
constexpr std::size_t key_columns_max = 6;

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
    store::PreparedStatement& prepared = tx.connection().prepare(table_->sql.c_str());
    store::Statement rows(prepared);
    bind(prepared);
    for (Values& column : out) column.reserve(arrow::rows_of_batch);
    while (rows.step()) add(rows, out);
  }

 private:
  void bind(store::PreparedStatement& rows) const {
    int place = 0;
    for (std::size_t i = 0; i < table_->key.size(); ++i) rows.bind_integer(++place, key_[i]);
    if (table_->dated.empty()) return;
    rows.bind_integer(++place, dated_.from ? dated_.from->days() : std::numeric_limits<std::int32_t>::min());
    rows.bind_integer(++place, dated_.until ? dated_.until->days() : std::numeric_limits<std::int32_t>::max());
  }

  void add(const store::Statement& row, std::vector<Values>& out) {
    for (std::size_t i = 0; i < table_->key.size(); ++i) key_[i] = row.integer(static_cast<int>(i));
    int at = static_cast<int>(table_->key.size());
    const std::int64_t unit = row.integer(at++);
    for (std::size_t i = 0; i < out.size(); ++i) {
      const Is is = table_->fields[i].is;
      if (is == Is::number) {
        out[i].add(vouchers::printed_number(row.text(at), static_cast<int>(row.integer(at + 1)), row.integer(at + 2)));
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
  const Table* found = insight::find_table(query.dataset);
  if (found == nullptr)
    throw Error(ErrorCode::invalid, "dataset", "there is no such dataset",
                {{"dataset", std::to_string(static_cast<int>(query.dataset))}});
  const Table& table = *found;
  if (table.dated.empty() && (query.dated.from || query.dated.until))
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
