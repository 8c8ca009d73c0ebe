/// The large tables laid out by their distribution column, as docs/explanation/scale.md says: partitioned by a hash of
/// it, which makes the same demand as an engine of many machines, that every unique key holds the column. The library
/// works on it unchanged.
#if EMPTOR_POSTGRES
#include "emptor/emptor.hpp"
#include "store/postgres/pg_connection.hpp"
#include "store/postgres/pg_uri.hpp"
#include "support/refused.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

namespace {

using namespace emptor;

/// Every table of the first section of "Sharding by customer", its unique keys widened by the column or made plain.
constexpr const char* distribute = R"sql(
DO $$
DECLARE
  spread record;
  old text;
  key text;
  made text[];
  each text;
  identity boolean;
BEGIN
  FOR each IN SELECT viewname FROM pg_views WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP VIEW IF EXISTS %I CASCADE', each);
  END LOOP;
  FOR spread IN SELECT * FROM (VALUES
      ('emptor_voucher', 'account_id'), ('emptor_voucher_line', 'account_id'),
      ('emptor_voucher_promotion', 'account_id'), ('emptor_returned', 'account_id'),
      ('emptor_redemption', 'account_id'),
      ('emptor_open_item', 'account_id'), ('emptor_allocation', 'account_id'),
      ('emptor_credit_event', 'account_id'), ('emptor_credit_hold', 'account_id'),
      ('emptor_balance', 'party_id'), ('emptor_last_price', 'party_id')) AS all_tables (name, shard)
  LOOP
    old := spread.name || '_whole';
    SELECT string_agg(a.attname, ', ' ORDER BY k.place), bool_or(a.attname = 'id')
      INTO key, identity
      FROM pg_index i CROSS JOIN unnest(i.indkey::int[]) WITH ORDINALITY AS k (attnum, place)
      JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
      WHERE i.indrelid = spread.name::regclass AND i.indisprimary;
    IF NOT (', ' || key || ',') LIKE ('%, ' || spread.shard || ',%') THEN
      key := key || ', ' || spread.shard;
    END IF;
    SELECT coalesce(array_agg(CASE WHEN indexdef LIKE ('%(%' || spread.shard || '%)%') THEN indexdef
                                   ELSE replace(indexdef, 'CREATE UNIQUE INDEX', 'CREATE INDEX') END), '{}')
      INTO made FROM pg_indexes
      WHERE schemaname = current_schema() AND tablename = spread.name AND indexname NOT LIKE '%\_pkey';
    EXECUTE format('ALTER TABLE %I RENAME TO %I', spread.name, old);
    EXECUTE format('CREATE TABLE %I (LIKE %I) PARTITION BY HASH (%I)', spread.name, old, spread.shard);
    EXECUTE format('DROP TABLE %I CASCADE', old);
    IF identity THEN
      EXECUTE format('CREATE SEQUENCE %I', spread.name || '_id_seq');
      EXECUTE format('ALTER TABLE %I ALTER id SET DEFAULT nextval(%L)', spread.name, spread.name || '_id_seq');
      EXECUTE format('ALTER SEQUENCE %I OWNED BY %I.id', spread.name || '_id_seq', spread.name);
    END IF;
    FOR part IN 0..3 LOOP
      EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 4, REMAINDER %s)',
                     spread.name || '_' || part, spread.name, part);
    END LOOP;
    EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (%s)', spread.name, key);
    FOREACH each IN ARRAY made LOOP
      EXECUTE each;
    END LOOP;
  END LOOP;
END $$
)sql";

std::string in_parts(store::postgres::PgConnection& server, const std::string& table) {
  server.begin_read();
  auto rows = server.prepare_once("SELECT count(DISTINCT tableoid), count(DISTINCT account_id) FROM " + table);
  REQUIRE(rows->step());
  std::string told = std::to_string(rows->integer(0)) + " parts, " + std::to_string(rows->integer(1)) + " accounts";
  rows->reset();
  server.rollback();
  return told;
}

}  // namespace

TEST_CASE("a book whose large tables are distributed by account trades, settles, corrects and verifies",
          "[scenario][postgres]") {
  if (!test::on_postgres()) return;  // only a server distributes tables
  const std::string address = test::test_path();
  { Book::open(address, "USD").close(); }
  const store::postgres::Place place = store::postgres::place_of(address);
  store::postgres::PgConnection server({.conninfo = place.conninfo, .schema = place.schema});
  server.execute_now(distribute);

  Book book = Book::open(address);
  test::set_up_trade(book, 40);
  std::vector<VoucherId> sales;
  for (int i = 1; i <= 40; ++i) {
    const std::string customer = (i < 10 ? "C00" : "C0") + std::to_string(i);
    sales.push_back(book.vouchers().post(test::trade_sale(customer, i)).voucher.value().id);
    REQUIRE(book.vouchers().post(test::trade_collection(customer, Decimal(10 * i))).posted());
  }
  CHECK(book.receivables().balance("C040").amount.is_zero());
  CHECK(in_parts(server, "emptor_voucher_line") == "4 parts, 40 accounts");
  CHECK(in_parts(server, "emptor_open_item") == "4 parts, 40 accounts");

  CHECK(book.receivables().undo("C007", sales[6]).size() == 1);
  static_cast<void>(book.vouchers().reverse(sales[6]));
  REQUIRE(book.vouchers().correct(sales[7], test::trade_sale("C008", 9)).posted());
  REQUIRE(book.vouchers().return_goods({.of = sales[9]}).posted());
  CHECK(test::refusal([&] { static_cast<void>(book.vouchers().reverse(sales[9])); }) == "IN_USE(voucher)");
  CHECK(book.verify().empty());
  CHECK(book.vouchers().get(sales[8]).lines.size() == 1);
}
#endif
