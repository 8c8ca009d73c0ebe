#include "receivables/records.hpp"

#include <utility>

namespace emptor::receivables {
namespace {

ItemKey item_key(const store::Statement& row, int column) {
  return {.dated = row.date(column),
          .voucher = row.id<VoucherTag>(column + 1),
          .instalment = static_cast<int>(row.integer(column + 2))};
}

/// Rows of (doc_date, voucher_id, instalment, amount).
class RowWalk final : public IncreaseWalk {
 public:
  explicit RowWalk(store::Statement rows) noexcept : rows_(std::move(rows)) {}
  std::optional<Increase> next() override {
    if (!rows_.step()) return std::nullopt;
    return Increase{.key = item_key(rows_, 0), .amount = rows_.integer(3)};
  }

 private:
  store::Statement rows_;
};

/// Two walks, newest first, as one.
class MergedWalk final : public IncreaseWalk {
 public:
  MergedWalk(std::unique_ptr<IncreaseWalk> left, std::unique_ptr<IncreaseWalk> right)
      : left_(std::move(left)), right_(std::move(right)), from_left_(left_->next()), from_right_(right_->next()) {}
  std::optional<Increase> next() override {
    const bool left = from_left_ && (!from_right_ || from_left_->key > from_right_->key);
    return left ? std::exchange(from_left_, left_->next())
                : (from_right_ ? std::exchange(from_right_, right_->next()) : std::nullopt);
  }

 private:
  std::unique_ptr<IncreaseWalk> left_;
  std::unique_ptr<IncreaseWalk> right_;
  std::optional<Increase> from_left_;
  std::optional<Increase> from_right_;
};

std::vector<OpenPart> take_until_covered(store::Statement& rows, std::int64_t wanted) {
  std::vector<OpenPart> parts;
  while (wanted > 0 && rows.step()) {
    parts.push_back({.key = item_key(rows, 0), .open = rows.integer(3)});
    const std::int64_t size = parts.back().open < 0 ? checked_subtract(0, parts.back().open) : parts.back().open;
    wanted = size < wanted ? wanted - size : 0;
  }
  return parts;
}

}  // namespace

std::vector<OpenPart> settled_after(access::Work& work, const AccountKey& key, Date day) {
  auto rows = work.tx().statement(
      "SELECT debit_date, debit_voucher_id, debit_instalment, amount FROM emptor_allocation "
      "WHERE account_id = ?1 AND side = ?2 AND currency = ?3 AND effective > ?4");
  rows.bind(key.account, key.side, key.currency, day);
  std::vector<OpenPart> found;
  while (rows.step()) found.push_back({.key = item_key(rows, 0), .open = rows.integer(3)});
  return found;
}

store::Statement select_counters(access::Work& work, PartyId party, Side side) {
  auto rows = work.tx().statement(
      "SELECT currency, own_amount, account_amount, age_date, age_voucher_id, age_instalment, age_newer, latest_date "
      "FROM emptor_balance WHERE party_id = ?1 AND side = ?2 ORDER BY currency");
  rows.bind(party, side);
  return rows;
}

Counters load_counters(access::Work& work, const AccountKey& key) {
  auto rows = select_counters(work, key.account, key.side);
  while (rows.step()) {
    if (rows.currency(0) != key.currency) continue;
    Counters found{.kept = true,
                   .own_amount = rows.integer(1),
                   .account_amount = rows.integer(2),
                   .latest = rows.optional_date(7)};
    if (!rows.is_null(3)) found.age = {.at = item_key(rows, 3), .newer = rows.integer(6)};
    return found;
  }
  return {};
}

void add_counters(access::Work& work, const AccountKey& key, const Counters& change) {
  std::optional<Date> date;
  std::optional<std::int64_t> voucher;
  std::optional<int> instalment;
  if (const auto& at = change.age.at) {
    date = at->dated;
    voucher = at->voucher.value;
    instalment = at->instalment;
  }
  if (change.kept)
    work.tx().execute(
        "UPDATE emptor_balance SET own_amount = own_amount + ?4, account_amount = account_amount + ?5, age_date = ?6, "
        "age_voucher_id = ?7, age_instalment = ?8, age_newer = ?9, latest_date = ?10 "
        "WHERE party_id = ?1 AND side = ?2 AND currency = ?3",
        key.account, key.side, key.currency, change.own_amount, change.account_amount, date, voucher, instalment,
        change.age.newer, change.latest);
  else
    work.tx().execute(
        "INSERT INTO emptor_balance (party_id, side, currency, own_amount, account_amount, age_date, age_voucher_id, "
        "age_instalment, age_newer, latest_date) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        key.account, key.side, key.currency, change.own_amount, change.account_amount, date, voucher, instalment,
        change.age.newer, change.latest);
}

void add_own_amount(access::Work& work, PartyId party, const AccountKey& key, std::int64_t amount) {
  work.tx().execute(
      "INSERT INTO emptor_balance (party_id, side, currency, own_amount, account_amount, age_newer) "
      "VALUES (?1, ?2, ?3, ?4, 0, 0) "
      "ON CONFLICT (party_id, side, currency) DO UPDATE SET own_amount = emptor_balance.own_amount + "
      "excluded.own_amount",
      party, key.side, key.currency, amount);
}

void raise_latest(access::Work& work, const AccountKey& key, Date day) {
  work.tx().execute(
      "UPDATE emptor_balance SET latest_date = ?4 "
      "WHERE party_id = ?1 AND side = ?2 AND currency = ?3 AND latest_date < ?4",
      key.account, key.side, key.currency, day);
}

std::optional<Item> load_item(access::Work& work, const AccountKey& key, const ItemKey& item) {
  auto row = work.tx().statement(
      "SELECT party_id, amount, open_amount, reversed, reopened_on FROM emptor_open_item WHERE account_id = ?1 AND "
      "side = ?2 "
      "AND currency = ?3 AND doc_date = ?4 AND voucher_id = ?5 AND instalment = ?6");
  if (!row.bind(key.account, key.side, key.currency, item.dated, item.voucher, item.instalment).step()) return {};
  return Item{.key = item,
              .party = row.id<PartyTag>(0),
              .amount = row.integer(1),
              .open = row.integer(2),
              .reversed = row.integer(3) != 0,
              .reopened = row.optional_date(4)};
}

void insert_item(access::Work& work, const Posting& posting, std::int64_t open, bool reversed) {
  work.tx().execute(
      "INSERT INTO emptor_open_item (account_id, side, currency, doc_date, voucher_id, instalment, party_id, kind, "
      "due_date, amount, open_amount, reversed, discount_until, discount, rate_numerator, rate_denominator, "
      "recorded_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
      posting.key.account, posting.key.side, posting.key.currency, posting.item.dated, posting.item.voucher,
      posting.item.instalment, posting.party, posting.kind, posting.due, posting.amount, open, reversed,
      posting.discount_until, posting.discount_until ? std::optional(posting.discount.micros) : std::nullopt,
      posting.rate ? std::optional(posting.rate->numerator) : std::nullopt,
      posting.rate ? std::optional(posting.rate->denominator) : std::nullopt, work.now());
}

std::vector<std::pair<VoucherId, std::int64_t>> debits_of(access::Work& work, const AccountKey& key, VoucherId credit,
                                                          Instant undone_at) {
  auto rows = work.tx().statement(
      "SELECT a.debit_voucher_id, CAST(coalesce((SELECT sum(i.open_amount) FROM emptor_open_item i "
      "WHERE i.account_id = ?1 AND i.side = ?2 AND i.currency = ?3 AND i.doc_date = a.debit_date "
      "AND i.voucher_id = a.debit_voucher_id), 0) AS BIGINT) FROM emptor_allocation a WHERE a.credit_voucher_id = ?4 "
      "AND +a.account_id = ?1 AND a.side = ?2 AND a.currency = ?3 AND a.undoes IS NULL AND NOT EXISTS (SELECT 1 "
      "FROM emptor_allocation u WHERE u.undoes = a.id AND u.recorded_at < ?5) ORDER BY a.id");
  rows.bind(key.account, key.side, key.currency, credit, undone_at);
  std::vector<std::pair<VoucherId, std::int64_t>> found;
  while (rows.step()) found.emplace_back(rows.id<VoucherTag>(0), rows.integer(1));
  return found;
}

std::optional<Ratio> rate_of(access::Work& work, const AccountKey& key, Date dated, VoucherId voucher) {
  auto row = work.tx().statement(
      "SELECT rate_numerator, rate_denominator FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 "
      "AND currency = ?3 AND doc_date = ?4 AND voucher_id = ?5 ORDER BY instalment LIMIT 1");
  if (!row.bind(key.account, key.side, key.currency, dated, voucher).step() || row.is_null(0)) return std::nullopt;
  return Ratio{row.integer(0), row.integer(1)};
}

void update_item(access::Work& work, const AccountKey& key, const ItemKey& item, std::int64_t open, bool reversed) {
  work.tx().execute(
      "UPDATE emptor_open_item SET open_amount = ?7, reversed = ?8 WHERE account_id = ?1 AND side = ?2 "
      "AND currency = ?3 AND doc_date = ?4 AND voucher_id = ?5 AND instalment = ?6",
      key.account, key.side, key.currency, item.dated, item.voucher, item.instalment, open, reversed);
}

void add_open(access::Work& work, const AccountKey& key, const ItemKey& item, std::int64_t change) {
  work.tx().execute(
      "UPDATE emptor_open_item SET open_amount = open_amount + ?7 WHERE account_id = ?1 AND side = ?2 "
      "AND currency = ?3 AND doc_date = ?4 AND voucher_id = ?5 AND instalment = ?6",
      key.account, key.side, key.currency, item.dated, item.voucher, item.instalment, change);
}

std::optional<Date> take_open(access::Work& work, const AccountKey& key, const ItemKey& item, std::int64_t change) {
  auto row = work.tx().statement(
      "UPDATE emptor_open_item SET open_amount = open_amount + ?7 WHERE account_id = ?1 AND side = ?2 "
      "AND currency = ?3 AND doc_date = ?4 AND voucher_id = ?5 AND instalment = ?6 RETURNING reopened_on");
  row.bind(key.account, key.side, key.currency, item.dated, item.voucher, item.instalment, change);
  EMPTOR_REQUIRE(row.step());
  const auto reopened = row.optional_date(0);
  row.run();
  return reopened;
}

void reopen(access::Work& work, const AccountKey& key, const ItemKey& item, std::int64_t change, Date day) {
  work.tx().execute(
      "UPDATE emptor_open_item SET open_amount = open_amount + ?7, "
      "reopened_on = CASE WHEN reopened_on > ?8 THEN reopened_on ELSE ?8 END "
      "WHERE account_id = ?1 AND side = ?2 AND currency = ?3 AND doc_date = ?4 AND voucher_id = ?5 AND instalment = ?6",
      key.account, key.side, key.currency, item.dated, item.voucher, item.instalment, change, day);
}

namespace {

std::vector<Item> items_of(store::Statement rows) {
  std::vector<Item> found;
  while (rows.step())
    found.push_back({.key = item_key(rows, 0),
                     .party = rows.id<PartyTag>(3),
                     .amount = rows.integer(4),
                     .open = rows.integer(5),
                     .reversed = rows.integer(6) != 0,
                     .reopened = rows.optional_date(9),
                     .discount_until = rows.optional_date(7),
                     .discount = {rows.is_null(8) ? 0 : rows.integer(8)}});
  return found;
}

/// The day is part of the key; the index of what is open leads to it.
store::Statement select_open_document(access::Work& work, const AccountKey& key, VoucherId voucher) {
  auto rows = work.tx().statement(
      "SELECT doc_date, voucher_id, instalment, party_id, amount, open_amount, reversed, discount_until, discount, "
      "reopened_on FROM emptor_open_item "
      "WHERE account_id = ?1 AND side = ?2 AND currency = ?3 AND doc_date = (SELECT o.doc_date FROM emptor_open_item o "
      "WHERE o.account_id = ?1 AND o.side = ?2 AND o.currency = ?3 AND o.open_amount > 0 AND o.voucher_id = ?4 LIMIT "
      "1) "
      "AND voucher_id = ?4 ORDER BY instalment");
  rows.bind(key.account, key.side, key.currency, voucher);
  return rows;
}

}  // namespace

std::vector<Item> load_document(access::Work& work, const AccountKey& key, Date dated, VoucherId voucher) {
  auto rows = work.tx().statement(
      "SELECT doc_date, voucher_id, instalment, party_id, amount, open_amount, reversed, discount_until, discount, "
      "reopened_on FROM emptor_open_item "
      "WHERE account_id = ?1 AND side = ?2 AND currency = ?3 AND doc_date = ?4 AND voucher_id = ?5 ORDER BY "
      "instalment");
  rows.bind(key.account, key.side, key.currency, dated, voucher);
  return items_of(std::move(rows));
}

void announce_open_document(access::Work& work, const AccountKey& key, VoucherId voucher) {
  select_open_document(work, key, voucher).announce();
}

std::vector<Item> load_open_document(access::Work& work, const AccountKey& key, VoucherId voucher) {
  return items_of(select_open_document(work, key, voucher));
}

DebitWalk::DebitWalk(access::Work& work, const AccountKey& key)
    : rows_(work.tx().statement("SELECT doc_date, voucher_id, instalment, open_amount, discount_until, discount, "
                                "due_date, reopened_on FROM emptor_open_item "
                                "WHERE account_id = ?1 AND side = ?2 AND currency = ?3 AND open_amount > 0 "
                                "ORDER BY doc_date, voucher_id, instalment")) {
  rows_.bind(key.account, key.side, key.currency);
}

std::optional<OpenDebit> DebitWalk::next() {
  if (!rows_.step()) return std::nullopt;
  return OpenDebit{.key = item_key(rows_, 0),
                   .due = rows_.date(6),
                   .open = rows_.integer(3),
                   .discount_until = rows_.optional_date(4),
                   .discount = {rows_.is_null(5) ? 0 : rows_.integer(5)},
                   .reopened = rows_.optional_date(7)};
}

store::Statement select_credits(access::Work& work, const AccountKey& key) {
  auto rows = work.tx().statement(
      "SELECT doc_date, voucher_id, instalment, open_amount FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 "
      "AND currency = ?3 AND open_amount < 0 ORDER BY doc_date, voucher_id, instalment");
  rows.bind(key.account, key.side, key.currency);
  return rows;
}

std::vector<OpenPart> oldest_credits(access::Work& work, const AccountKey& key, std::int64_t wanted) {
  auto rows = select_credits(work, key);
  return take_until_covered(rows, wanted);
}

std::optional<Date> find_debit_date(access::Work& work, const AccountKey& key, VoucherId voucher) {
  auto open = work.tx().statement(
      "SELECT doc_date FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 AND currency = ?3 "
      "AND open_amount > 0 AND voucher_id = ?4 LIMIT 1");
  if (open.bind(key.account, key.side, key.currency, voucher).step()) return open.date(0);
  // What is no longer open was allocated. Why the plus: by its voucher, not through all that the account ever settled.
  auto settled = work.tx().statement(
      "SELECT debit_date FROM emptor_allocation WHERE debit_voucher_id = ?4 AND +account_id = ?1 AND side = ?2 "
      "AND currency = ?3 LIMIT 1");
  if (settled.bind(key.account, key.side, key.currency, voucher).step()) return settled.date(0);
  return std::nullopt;
}

void insert_allocation(access::Work& work, const AccountKey& key, const AllocationRow& row,
                       std::optional<std::int64_t> undoes) {
  work.tx().execute(
      "INSERT INTO emptor_allocation (account_id, side, currency, debit_date, debit_voucher_id, debit_instalment, "
      "credit_date, credit_voucher_id, credit_instalment, amount, effective, undoes, recorded_at, actor_id) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
      key.account, key.side, key.currency, row.debit.dated, row.debit.voucher, row.debit.instalment, row.credit.dated,
      row.credit.voucher, row.credit.instalment, row.amount, row.effective, undoes, work.now(), work.actor());
}

std::vector<AllocationRow> load_allocations(access::Work& work, const AccountKey& key, const ItemKey& item) {
  std::vector<AllocationRow> found;
  const auto take = [&](store::Statement rows) {
    rows.bind(key.account, key.side, key.currency, item.voucher, item.instalment);
    while (rows.step())
      found.push_back({.id = rows.integer(0),
                       .debit = item_key(rows, 1),
                       .credit = item_key(rows, 4),
                       .amount = rows.integer(7),
                       .effective = rows.date(8)});
  };
  take(work.tx().statement(
      "SELECT id, debit_date, debit_voucher_id, debit_instalment, credit_date, credit_voucher_id, credit_instalment, "
      "amount, effective FROM emptor_allocation a WHERE a.debit_voucher_id = ?4 AND a.debit_instalment = ?5 "
      "AND +a.account_id = ?1 AND a.side = ?2 AND a.currency = ?3 AND a.undoes IS NULL "
      "AND NOT EXISTS (SELECT 1 FROM emptor_allocation u WHERE u.undoes = a.id) ORDER BY a.id"));
  take(work.tx().statement(
      "SELECT id, debit_date, debit_voucher_id, debit_instalment, credit_date, credit_voucher_id, credit_instalment, "
      "amount, effective FROM emptor_allocation a WHERE a.credit_voucher_id = ?4 AND a.credit_instalment = ?5 "
      "AND +a.account_id = ?1 AND a.side = ?2 AND a.currency = ?3 AND a.undoes IS NULL "
      "AND NOT EXISTS (SELECT 1 FROM emptor_allocation u WHERE u.undoes = a.id) ORDER BY a.id"));
  return found;
}

std::vector<ItemKey> settled_items(access::Work& work, const AccountKey& key, VoucherId voucher) {
  auto rows = work.tx().statement(
      "SELECT a.debit_date, a.debit_voucher_id, a.debit_instalment FROM emptor_allocation a "
      "WHERE a.debit_voucher_id = ?4 AND +a.account_id = ?1 AND a.side = ?2 AND a.currency = ?3 AND a.undoes IS NULL "
      "AND NOT EXISTS (SELECT 1 FROM emptor_allocation u WHERE u.undoes = a.id) UNION "
      "SELECT a.credit_date, a.credit_voucher_id, a.credit_instalment FROM emptor_allocation a "
      "WHERE a.credit_voucher_id = ?4 AND +a.account_id = ?1 AND a.side = ?2 AND a.currency = ?3 AND a.undoes IS NULL "
      "AND NOT EXISTS (SELECT 1 FROM emptor_allocation u WHERE u.undoes = a.id) ORDER BY 1, 2, 3");
  rows.bind(key.account, key.side, key.currency, voucher);
  std::vector<ItemKey> found;
  while (rows.step()) found.push_back(item_key(rows, 0));
  return found;
}

std::unique_ptr<IncreaseWalk> StoredIncreases::newer_than(const ItemKey& key) {
  auto rows = work_->tx().statement(
      "SELECT doc_date, voucher_id, instalment, amount FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 "
      "AND currency = ?3 AND (doc_date, voucher_id, instalment) > (?4, ?5, ?6) AND amount > 0 AND reversed = 0 "
      "ORDER BY doc_date, voucher_id, instalment");
  rows.bind(key_.account, key_.side, key_.currency, key.dated, key.voucher, key.instalment);
  return std::make_unique<RowWalk>(std::move(rows));
}

std::unique_ptr<IncreaseWalk> StoredIncreases::back_from(const ItemKey& key) {
  auto rows = work_->tx().statement(
      "SELECT doc_date, voucher_id, instalment, amount FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 "
      "AND currency = ?3 AND (doc_date, voucher_id, instalment) <= (?4, ?5, ?6) AND amount > 0 AND reversed = 0 "
      "ORDER BY doc_date DESC, voucher_id DESC, instalment DESC");
  rows.bind(key_.account, key_.side, key_.currency, key.dated, key.voucher, key.instalment);
  return std::make_unique<RowWalk>(std::move(rows));
}

std::unique_ptr<IncreaseWalk> own_increases(access::Work& work, PartyId party, const AccountKey& key) {
  auto own = work.tx().statement(
      "SELECT doc_date, voucher_id, instalment, amount FROM emptor_open_item WHERE account_id = ?1 AND side = ?2 "
      "AND currency = ?3 AND party_id = ?1 AND amount > 0 AND reversed = 0 "
      "ORDER BY doc_date DESC, voucher_id DESC, instalment DESC");
  own.bind(party, key.side, key.currency);
  auto billed = work.tx().statement(
      "SELECT doc_date, voucher_id, instalment, amount FROM emptor_open_item WHERE party_id = ?1 AND side = ?2 "
      "AND currency = ?3 AND party_id <> account_id AND amount > 0 AND reversed = 0 "
      "ORDER BY doc_date DESC, voucher_id DESC, instalment DESC");
  billed.bind(party, key.side, key.currency);
  return std::make_unique<MergedWalk>(std::make_unique<RowWalk>(std::move(own)),
                                      std::make_unique<RowWalk>(std::move(billed)));
}

}  // namespace emptor::receivables
