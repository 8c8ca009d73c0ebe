/// Read-only views for people and reporting tools: the tables in codes, decimals and ISO dates.
///
/// They hold no rules; the library itself never reads them. `unit` of a currency is 10^minor units, so that an integer
/// becomes a decimal by division and padding, exactly, in any SQL.
#include "store/views.hpp"

#include <array>
#include <span>

#include "base/compose.hpp"

namespace emptor::store {
namespace {

/// amount / unit as decimal text.
std::string decimal(std::string_view amount, std::string_view unit) {
  return compose(
      "(CASE WHEN {0} < 0 THEN '-' ELSE '' END || CAST(abs({0}) / {1} AS TEXT) || "
      "CASE WHEN {1} = 1 THEN '' ELSE '.' || substr(CAST({1} + abs({0}) % {1} AS TEXT), 2) END)",
      amount, unit);
}
/// Two columns: the decimal to read, and the exact integer to add up and to sort by.
std::string money(std::string_view amount, std::string_view name) {
  return compose("{} AS {}, {} AS {}_minor", decimal(amount, "cur.unit"), name, amount, name);
}
std::string micros(std::string_view value) { return decimal(value, "1000000"); }
/// A rate in millionths of one, as percent with four decimals.
std::string percent(std::string_view value) { return decimal(value, "10000"); }

std::string named(std::string_view column, std::span<const std::string_view> names) {
  std::string sql = compose("CASE {}", column);
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!names[i].empty()) sql += compose(" WHEN {} THEN '{}'", i + 1, names[i]);
  return sql + " END";
}

constexpr std::array<std::string_view, 14> kVoucherKinds{
    "sale",      "purchase", "collection", "payment",           "opening_balance", "adjustment",      "discount",
    "write_off", "refund",   "set_off",    "currency_transfer", "sales_return",    "purchase_return", "rebate"};
constexpr std::array<std::string_view, 3> kReasons{"rounding", "short_pay", "bad_debt"};
constexpr std::array<std::string_view, 7> kInstrumentStates{"held",     "deposited", "cleared",   "bounced",
                                                            "returned", "endorsed",  "discounted"};
constexpr std::array<std::string_view, 2> kSides{"receivable", "payable"};
constexpr std::array<std::string_view, 9> kSources{"typed",        "location_item", "location_group",
                                                   "special_item", "special_group", "assigned_list",
                                                   "last_price",   "customer_rate", "base"};
constexpr std::array<std::string_view, 7> kListKinds{"base",           "named",    "level",   "customer",
                                                     "customer_group", "location", "everyone"};
constexpr std::array<std::string_view, 8> kRewards{"percent",      "amount_off", "unit_price", "order_percent",
                                                   "order_amount", "set_price",  "free_units", "free_goods"};
constexpr std::array<std::string_view, 2> kNeeds{"any", "all"};
constexpr std::array<std::string_view, 3> kFreeModes{"step", "prorata", "exact"};
constexpr std::array<std::string_view, 3> kPicks{"cheapest", "dearest", "document"};
constexpr std::array<std::string_view, 3> kOverruns{"strict", "partial", "soft"};
constexpr std::array<std::string_view, 2> kDirections{"sales", "purchases"};
constexpr std::array<std::string_view, 4> kStages{"order", "sale", "quotation", "delivery"};
constexpr std::array<std::string_view, 4> kVerdicts{"pass", "warn", "block", "approve"};

constexpr std::array<std::string_view, 3> kMarks{"dispute", "promise", "block"};
constexpr std::array<std::string_view, 3> kRebateBases{"net", "gross", "quantity"};
constexpr std::array<std::string_view, 2> kRebateModes{"all_units", "incremental"};
constexpr std::array<std::string_view, 2> kRebatePays{"percent", "per_unit"};
constexpr std::array<std::string_view, 2> kRebateCountings{"each", "together"};

/// The number as printed: prefix and padded counter.
constexpr std::string_view kNumber =
    "s.prefix || CASE WHEN length(CAST(v.number AS TEXT)) < s.width "
    "THEN substr('000000000000000000', 1, CAST(s.width - length(CAST(v.number AS TEXT)) AS INTEGER)) ELSE '' END || "
    "CAST(v.number AS TEXT)";

std::string build() {
  std::string sql;
  sql +=
      "CREATE VIEW emptor_v_party AS SELECT id, code, name, customer, supplier, archived, tax_number, representative, "
      "phone, mobile, fax, email, website, alias, {day:since} AS since FROM emptor_party;\n";
  sql += compose(
      "CREATE VIEW emptor_v_voucher AS SELECT v.id, {} AS kind, {} AS side, {} AS number, {{day:v.doc_date}} AS dated, "
      "{{day:v.due_date}} AS due, {{day:coalesce(v.priced_on, v.doc_date)}} AS priced_on, p.code AS party, i.name AS "
      "party_name, a.code AS account, cur.code AS currency, "
      "{}, {}, {}, l.code AS location, e.code AS salesperson, v.project, v.reference, v.memo, v.fields, "
      "v.payment_terms, v.reverses, "
      "v.companion_of, {} AS reason, "
      "{{instant:v.recorded_at}} AS recorded_at, u.code AS actor FROM emptor_voucher v "
      "JOIN emptor_number_series s ON s.id = v.series_id JOIN emptor_party p ON p.id = v.party_id "
      "JOIN emptor_party a ON a.id = v.account_id JOIN emptor_party_identity i ON i.id = v.identity_id "
      "JOIN emptor_currency cur ON cur.id = v.currency JOIN emptor_actor u ON u.id = v.actor_id "
      "LEFT JOIN emptor_location l ON l.id = v.location_id LEFT JOIN emptor_person e ON e.id = v.person_id;\n",
      named("v.kind", kVoucherKinds), named("v.side", kSides), kNumber, money("v.net", "net"), money("v.tax", "tax"),
      money("(v.net + v.tax)", "total"), named("v.reason", kReasons));
  sql += compose(
      "CREATE VIEW emptor_v_voucher_line AS SELECT l.voucher_id, l.line, i.code AS item, i.name AS item_name, {} AS "
      "quantity, n.code AS unit, {} AS unit_price, {} AS source, l.entry_id, {} AS base_price, {} AS discount_percent, "
      "l.trace AS price_trace, {}, g.code AS gift_of, t.code AS tax_code, {} AS tax_percent, {}, {}, l.memo, "
      "{} AS typed_price, {} AS found_price, l.price_reason FROM emptor_voucher_line l "
      "JOIN emptor_voucher v ON v.id = l.voucher_id JOIN emptor_currency cur ON cur.id = v.currency "
      "JOIN emptor_item i ON i.id = l.item_id JOIN emptor_unit n ON n.id = l.unit_id "
      "LEFT JOIN emptor_tax_code t ON t.id = l.tax_code_id LEFT JOIN emptor_programme g ON g.id = l.gift_of;\n",
      micros("l.quantity"), micros("l.unit_price"), named("l.source", kSources), micros("l.base_price"),
      percent("l.discount"), money("coalesce(l.promotion, 0)", "promotion"), percent("l.tax_rate"),
      money("l.net", "net"), money("l.tax", "tax"), micros("l.typed_price"), micros("l.found_price"));
  sql += compose(
      "CREATE VIEW emptor_v_voucher_promotion AS SELECT p.voucher_id, p.line, g.code AS programme, p.programme_id, {} "
      "AS "
      "taken, {} AS rewarded, {}, {} FROM emptor_voucher_promotion p JOIN emptor_programme g ON g.id = p.programme_id "
      "JOIN emptor_voucher v ON v.id = p.voucher_id JOIN emptor_currency cur ON cur.id = v.currency;\n",
      micros("p.taken"), micros("p.rewarded"), money("p.base", "base"), money("p.amount", "amount"));
  sql += compose(
      "CREATE VIEW emptor_v_returned AS SELECT r.of_voucher_id, r.of_line, r.voucher_id, r.line, i.code AS item, {} AS "
      "quantity, n.code AS unit, {}, {}, {}, {} FROM emptor_returned r "
      "JOIN emptor_voucher_line l ON l.voucher_id = r.voucher_id AND l.line = r.line "
      "JOIN emptor_voucher v ON v.id = r.voucher_id JOIN emptor_currency cur ON cur.id = v.currency "
      "JOIN emptor_item i ON i.id = l.item_id JOIN emptor_unit n ON n.id = l.unit_id;\n",
      micros("l.quantity"), money("l.net", "net"), money("l.tax", "tax"), money("r.withheld_net", "withheld_net"),
      money("r.withheld_tax", "withheld_tax"));
  sql += compose(
      "CREATE VIEW emptor_v_programme AS SELECT g.id, g.code, g.name, g.phase, g.priority, g.exclusive, "
      "{{day:g.valid_from}} AS valid_from, {{day:g.valid_until}} AS valid_until, g.weekdays, {} AS needs, {} AS "
      "min_quantity, {}, cur.code AS currency, {} AS reward, CASE WHEN g.reward IN (1, 4, 7) THEN {} END AS percent, "
      "CASE WHEN g.reward IN (2, 3, 5, 6) THEN {} END AS value, {} AS per_quantity, {} AS get_quantity, {} AS mode, "
      "g.repeats, {} AS get_max, {} AS get_multiple, {} AS pick, i.code AS gift, {}, g.by_coupon, g.uses_max, "
      "g.customer_uses_max, {}, CASE WHEN g.budget IS NOT NULL THEN {} END AS overrun "
      "FROM emptor_programme g JOIN emptor_currency cur ON cur.id = g.currency "
      "LEFT JOIN emptor_item i ON i.id = g.gift_item_id WHERE g.withdrawn = 0 "
      "AND NOT EXISTS (SELECT 1 FROM emptor_programme r WHERE r.replaces = g.id);\n",
      named("g.needs", kNeeds), micros("g.min_quantity"), money("g.min_amount", "min_amount"),
      named("g.reward", kRewards), percent("g.value"), micros("g.value"), micros("g.per_quantity"),
      micros("g.get_quantity"), named("g.mode", kFreeModes), micros("g.get_max"), micros("g.get_multiple"),
      named("g.pick", kPicks), money("g.cap", "cap"), money("g.budget", "budget"), named("g.overrun", kOverruns));
  sql += compose(
      "CREATE VIEW emptor_v_balance AS SELECT p.code AS party, p.name, {} AS side, cur.code AS currency, {}, "
      "{}, {{day:CASE WHEN b.account_amount > 0 THEN b.age_date END}} AS age_start "
      "FROM emptor_balance b "
      "JOIN emptor_party p ON p.id = b.party_id JOIN emptor_currency cur ON cur.id = b.currency;\n",
      named("b.side", kSides), money("b.account_amount", "account_balance"), money("b.own_amount", "own_balance"));
  sql += compose(
      "CREATE VIEW emptor_v_open_item AS SELECT a.code AS account, p.code AS party, {} AS side, cur.code AS currency, "
      "{} AS number, o.instalment, {{day:o.doc_date}} AS dated, {{day:o.due_date}} AS due, {}, {} FROM "
      "emptor_open_item o JOIN emptor_voucher v ON v.id = o.voucher_id JOIN emptor_number_series s ON s.id = "
      "v.series_id "
      "JOIN emptor_party a ON a.id = o.account_id JOIN emptor_party p ON p.id = o.party_id "
      "JOIN emptor_currency cur ON cur.id = o.currency WHERE o.open_amount <> 0;\n",
      named("o.side", kSides), kNumber, money("o.amount", "amount"), money("o.open_amount", "open"));
  sql += compose(
      "CREATE VIEW emptor_v_stock AS SELECT i.code AS item, i.name, l.code AS location, {} AS on_hand, n.code AS unit "
      "FROM emptor_stock t JOIN emptor_item i ON i.id = t.item_id JOIN emptor_location l ON l.id = t.location_id "
      "JOIN emptor_unit n ON n.id = i.unit_id;\n",
      micros("t.on_hand"));
  sql += compose(
      "CREATE VIEW emptor_v_price AS SELECT e.id, {} AS list_kind, l.code AS list, "
      "coalesce(cp.code, cg.code, lo.code) AS owner, {} AS direction, cur.code AS currency, l.tax_included, "
      "it.code AS item, ig.code AS item_group, {} AS min_quantity, {} AS per_quantity, n.code AS unit, "
      "CASE e.value_kind WHEN 1 THEN {} END AS price, CASE WHEN e.value_kind IN (2, 11) AND e.of_cost = 0 THEN {} END "
      "AS "
      "percent_of_base, CASE WHEN e.of_cost = 1 THEN {} END AS margin, "
      "ol.code AS of_list, e.rate_type, {{day:e.rate_on}} AS rate_on, CASE e.value_kind WHEN 11 THEN {} END AS addend, "
      "CASE WHEN e.multiple > 0 THEN {} END AS ending_multiple, CASE WHEN e.multiple > 0 THEN {} END AS ending_offset, "
      "e.net, "
      "CASE e.scale WHEN 2 THEN 'incremental' WHEN 3 THEN 'block' ELSE 'all_units' END AS scale, "
      "{{day:e.valid_from}} AS valid_from, {{day:e.valid_until}} AS valid_until, "
      "CASE e.counts WHEN 2 THEN 'item' WHEN 3 THEN 'product' ELSE 'line' END AS counts, "
      "CASE e.measure WHEN 2 THEN 'weight' WHEN 3 THEN 'volume' WHEN 4 THEN 'amount' ELSE 'quantity' END AS measure "
      "FROM emptor_price_entry e "
      "JOIN emptor_price_list l ON l.id = e.list_id JOIN emptor_currency cur ON cur.id = l.currency "
      "LEFT JOIN emptor_party cp ON l.kind = 4 AND cp.id = l.owner_id "
      "LEFT JOIN emptor_party_group cg ON l.kind = 5 AND cg.id = l.owner_id "
      "LEFT JOIN emptor_location lo ON l.kind = 6 AND lo.id = l.owner_id "
      "LEFT JOIN emptor_item it ON e.product_kind = 1 AND it.id = e.product_id "
      "LEFT JOIN emptor_item_group ig ON e.product_kind = 2 AND ig.id = e.product_id "
      "LEFT JOIN emptor_price_list ol ON ol.id = e.of_list_id "
      "LEFT JOIN emptor_unit n ON n.id = e.unit_id WHERE l.step = '' AND l.kind <= 7 AND e.withdrawn = 0 "
      "AND NOT EXISTS (SELECT 1 FROM emptor_price_entry r WHERE r.replaces = e.id);\n",
      named("l.kind", kListKinds), named("l.direction", kDirections), micros("e.min_quantity"),
      micros("e.per_quantity"), micros("e.value"), percent("e.value"), percent("e.value"), micros("e.addend"),
      micros("e.multiple"), micros("e.ending_offset"));
  sql += compose(
      "CREATE VIEW emptor_v_discount AS SELECT e.id, l.step, l.programme, {} AS buyer_kind, "
      "coalesce(cp.code, cg.code, pl.code) AS buyer, {} AS direction, it.code AS item, ig.code AS item_group, "
      "{} AS min_quantity, n.code AS unit, CASE WHEN e.min_amount > 0 THEN {} END AS min_amount, "
      "CASE e.value_kind WHEN 3 THEN rtrim(rtrim({}, '0'), '.') || coalesce('+' || e.further_percents, '') END AS "
      "percents, "
      "CASE e.value_kind WHEN 4 THEN {} END AS amount, "
      "CASE WHEN e.value_kind = 4 OR e.min_amount > 0 THEN cur.code END AS currency, "
      "{{day:e.valid_from}} AS valid_from, {{day:e.valid_until}} AS valid_until, "
      "CASE e.counts WHEN 2 THEN 'item' WHEN 3 THEN 'product' ELSE 'line' END AS counts, "
      "CASE e.measure WHEN 2 THEN 'weight' WHEN 3 THEN 'volume' WHEN 4 THEN 'amount' ELSE 'quantity' END AS measure "
      "FROM emptor_price_entry e "
      "JOIN emptor_price_list l ON l.id = e.list_id JOIN emptor_currency cur ON cur.id = l.currency "
      "LEFT JOIN emptor_party cp ON l.kind = 4 AND cp.id = l.owner_id "
      "LEFT JOIN emptor_party_group cg ON l.kind = 5 AND cg.id = l.owner_id "
      "LEFT JOIN emptor_price_list pl ON l.kind = 3 AND pl.id = l.owner_id "
      "LEFT JOIN emptor_item it ON e.product_kind = 1 AND it.id = e.product_id "
      "LEFT JOIN emptor_item_group ig ON e.product_kind = 2 AND ig.id = e.product_id "
      "LEFT JOIN emptor_unit n ON n.id = e.unit_id WHERE e.value_kind IN (3, 4) AND e.withdrawn = 0 "
      "AND NOT EXISTS (SELECT 1 FROM emptor_price_entry r WHERE r.replaces = e.id);\n",
      named("l.kind", kListKinds), named("l.direction", kDirections), micros("e.min_quantity"), micros("e.min_amount"),
      percent("e.value"), micros("e.value"));
  sql += compose(
      "CREATE VIEW emptor_v_price_rule AS SELECT e.id, l.step AS kind, {} AS buyer_kind, "
      "coalesce(cp.code, cg.code, pl.code) AS buyer, {} AS direction, it.code AS item, ig.code AS item_group, "
      "CASE WHEN e.value_kind > 5 THEN l.programme END AS base, CASE e.value_kind WHEN 6 THEN {} END AS amount, "
      "CASE WHEN e.value_kind > 6 THEN {} END AS percent, "
      "CASE WHEN e.value_kind > 5 THEN CASE e.on_breach WHEN 2 THEN 'warn' WHEN 3 THEN 'refuse' ELSE 'clamp' END END "
      "AS on_breach, CASE e.value_kind WHEN 5 THEN {} END AS ending_multiple, "
      "CASE e.value_kind WHEN 5 THEN {} END AS ending_offset, CASE e.value_kind WHEN 5 THEN {} END AS min_price, "
      "{} AS min_quantity, n.code AS unit, CASE WHEN e.value_kind < 7 THEN cur.code END AS currency, "
      "{{day:e.valid_from}} AS valid_from, {{day:e.valid_until}} AS valid_until FROM emptor_price_entry e "
      "JOIN emptor_price_list l ON l.id = e.list_id JOIN emptor_currency cur ON cur.id = l.currency "
      "LEFT JOIN emptor_party cp ON l.kind = 4 AND cp.id = l.owner_id "
      "LEFT JOIN emptor_party_group cg ON l.kind = 5 AND cg.id = l.owner_id "
      "LEFT JOIN emptor_price_list pl ON l.kind = 3 AND pl.id = l.owner_id "
      "LEFT JOIN emptor_item it ON e.product_kind = 1 AND it.id = e.product_id "
      "LEFT JOIN emptor_item_group ig ON e.product_kind = 2 AND ig.id = e.product_id "
      "LEFT JOIN emptor_unit n ON n.id = e.unit_id WHERE e.value_kind BETWEEN 5 AND 10 AND e.withdrawn = 0 "
      "AND NOT EXISTS (SELECT 1 FROM emptor_price_entry r WHERE r.replaces = e.id);\n",
      named("l.kind", kListKinds), named("l.direction", kDirections), micros("e.value"), percent("e.value"),
      micros("e.multiple"), micros("e.ending_offset"), micros("e.min_amount"), micros("e.min_quantity"));
  sql +=
      "CREATE VIEW emptor_v_audit AS SELECT c.id, {instant:c.recorded_at} AS recorded_at, a.code AS actor, c.command, "
      "c.entity, c.entity_id, c.detail FROM emptor_change c JOIN emptor_actor a ON a.id = c.actor_id;\n";
  return sql;
}

}  // namespace

const std::string& views() {
  static const std::string sql = build();
  return sql;
}

std::string views_after_posting() {
  std::string sql =
      "CREATE VIEW emptor_v_correction AS SELECT c.corrects, c.voucher_id AS corrected_by, c.reason, "
      "{instant:c.recorded_at} AS recorded_at, a.code AS actor "
      "FROM emptor_correction c JOIN emptor_actor a ON a.id = c.actor_id;\n"
      "CREATE VIEW emptor_v_seal AS SELECT s.id, {day:s.through} AS through, s.vouchers, s.hash, "
      "{instant:s.recorded_at} AS recorded_at, a.code AS actor "
      "FROM emptor_seal s JOIN emptor_actor a ON a.id = s.actor_id;\n";
  sql += compose(
      "CREATE VIEW emptor_v_voided_number AS SELECT {} AS kind, {} AS number, v.reason, "
      "{{instant:v.recorded_at}} AS recorded_at, a.code AS actor FROM emptor_voided_number v "
      "JOIN emptor_number_series s ON s.id = v.series_id JOIN emptor_actor a ON a.id = v.actor_id;\n",
      named("s.kind", kVoucherKinds), kNumber);
  sql += compose(
      "CREATE VIEW emptor_v_credit_hold AS SELECT h.id, p.code AS customer, c.code AS account, {} AS stage, "
      "{{day:h.doc_date}} AS dated, cur.code AS currency, {}, h.reference, {} AS verdict, h.rules, h.decision, "
      "{{instant:h.recorded_at}} AS recorded_at, a.code AS actor, h.waiting, r.released, {}, {} AS tolerance_percent, "
      "{{day:r.valid_until}} AS valid_until, r.whole_customer, r.reason, {{instant:r.recorded_at}} AS released_at, "
      "u.code AS released_by, (SELECT count(*) FROM emptor_credit_hold_use o WHERE o.hold_id = h.id) AS vouchers "
      "FROM emptor_credit_hold h JOIN emptor_party p ON p.id = h.party_id JOIN emptor_party c ON c.id = h.account_id "
      "JOIN emptor_currency cur ON cur.id = h.currency JOIN emptor_actor a ON a.id = h.actor_id "
      "LEFT JOIN emptor_credit_release r "
      "ON r.id = (SELECT max(l.id) FROM emptor_credit_release l WHERE l.hold_id = h.id) "
      "LEFT JOIN emptor_actor u ON u.id = r.actor_id;\n",
      named("h.stage", kStages), money("h.amount", "amount"), named("h.verdict", kVerdicts),
      money("r.approved", "approved"), percent("r.tolerance"));
  sql += compose(
      "CREATE VIEW emptor_v_credit_event AS SELECT e.id, e.voucher_id, c.code AS account, {} AS verdict, "
      "e.acknowledged, e.rules, cur.code AS currency, {}, {}, {}, {}, e.age_limit_days, e.age_days, e.excess_days, "
      "{{instant:e.recorded_at}} AS recorded_at, a.code AS actor FROM emptor_credit_event e "
      "JOIN emptor_party c ON c.id = e.account_id JOIN emptor_currency cur ON cur.id = e.currency "
      "JOIN emptor_actor a ON a.id = e.actor_id;\n",
      named("e.verdict", kVerdicts), money("e.credit_limit", "credit_limit"), money("e.exposure", "exposure"),
      money("e.document", "document"), money("e.excess_amount", "excess_amount"));
  sql += compose(
      "CREATE VIEW emptor_v_credit_pool AS SELECT p.code, p.name, u.code AS parent, cur.code AS currency, {} "
      "FROM emptor_credit_pool p JOIN emptor_currency cur ON cur.id = p.currency "
      "LEFT JOIN emptor_credit_pool u ON u.id = p.parent_id;\n",
      money("p.credit_limit", "credit_limit"));
  sql += compose(
      "CREATE VIEW emptor_v_credit_pool_balance AS SELECT p.code AS pool, cur.code AS currency, {}, {} "
      "FROM emptor_credit_pool_balance b JOIN emptor_credit_pool p ON p.id = b.pool_id "
      "JOIN emptor_currency cur ON cur.id = b.currency;\n",
      money("b.amount", "amount"), money("b.uncleared", "uncleared"));
  sql += compose(
      "CREATE VIEW emptor_v_instrument AS SELECT i.id, CASE i.kind WHEN 1 THEN 'cheque' ELSE 'bill' END AS kind, {} AS "
      "side, p.code AS party, a.code AS account, i.number, i.bank, {{day:i.due_date}} AS due, cur.code AS currency, "
      "{}, "
      "{} AS state, i.uncleared, {{instant:i.recorded_at}} AS recorded_at, u.code AS actor FROM emptor_instrument i "
      "JOIN emptor_party p ON p.id = i.party_id JOIN emptor_party a ON a.id = i.account_id "
      "JOIN emptor_currency cur ON cur.id = i.currency JOIN emptor_actor u ON u.id = i.actor_id;\n",
      named("i.side", kSides), money("i.amount", "amount"), named("i.state", kInstrumentStates));
  sql += compose(
      "CREATE VIEW emptor_v_revaluation_item AS SELECT r.id AS revaluation_id, {{day:r.day}} AS day, "
      "p.code AS account, {} AS side, i.voucher_id, i.instalment, "
      "cur.code AS currency, {}, book.code AS book_currency, {} AS booked, {} AS closing, {} AS difference, "
      "CASE WHEN EXISTS (SELECT 1 FROM emptor_revaluation n WHERE n.day = r.day AND n.id > r.id) THEN 1 ELSE 0 END "
      "AS replaced FROM emptor_revaluation r JOIN emptor_revaluation_item i ON i.revaluation_id = r.id "
      "JOIN emptor_party p ON p.id = i.account_id JOIN emptor_currency cur ON cur.id = i.currency "
      "JOIN emptor_setting s ON s.key = 'currency' JOIN emptor_currency book ON book.code = s.value;\n",
      named("i.side", kSides), money("i.open_amount", "open"), decimal("i.booked", "book.unit"),
      decimal("i.closing", "book.unit"),
      decimal("(CASE i.side WHEN 1 THEN i.closing - i.booked ELSE i.booked - i.closing END)", "book.unit"));
  sql +=
      "CREATE VIEW emptor_v_coupon AS SELECT c.code, g.code AS programme, p.code AS customer, c.uses_max, "
      "c.customer_uses_max, coalesce(u.uses, 0) AS uses, {day:c.valid_from} AS valid_from, "
      "{day:c.valid_until} AS valid_until, {instant:c.recorded_at} AS recorded_at, a.code AS actor, "
      "{instant:w.recorded_at} AS withdrawn_at FROM emptor_coupon c JOIN emptor_programme g ON g.id = c.programme_id "
      "JOIN emptor_actor a ON a.id = c.actor_id LEFT JOIN emptor_party p ON p.id = c.party_id "
      "LEFT JOIN emptor_coupon_withdrawal w ON w.coupon_id = c.id "
      "LEFT JOIN emptor_usage u ON u.kind = 2 AND u.of_id = c.id AND u.party_id = 0;\n";
  sql += compose(
      "CREATE VIEW emptor_v_redemption AS SELECT r.voucher_id, g.code AS programme, c.code AS coupon, "
      "p.code AS customer, r.uses, cur.code AS currency, {} FROM emptor_redemption r "
      "JOIN emptor_programme g ON g.id = r.programme_id JOIN emptor_party p ON p.id = r.party_id "
      "JOIN emptor_currency cur ON cur.id = g.currency LEFT JOIN emptor_coupon c ON c.id = r.coupon_id;\n",
      money("r.amount", "amount"));
  sql += compose(
      "CREATE VIEW emptor_v_programme_usage AS SELECT g.code AS programme, p.code AS customer, u.uses, "
      "cur.code AS currency, {} FROM emptor_usage u JOIN emptor_programme g ON g.id = u.of_id "
      "JOIN emptor_currency cur ON cur.id = g.currency LEFT JOIN emptor_party p ON p.id = u.party_id "
      "WHERE u.kind = 1;\n",
      money("u.amount", "amount"));
  sql += compose(
      "CREATE VIEW emptor_v_item_mark AS SELECT m.id, {} AS kind, p.code AS account, {} AS side, cur.code AS currency, "
      "m.voucher_id, m.instalment, {{day:m.valid_from}} AS valid_from, {{day:m.valid_until}} AS valid_until, {}, "
      "m.reason, {{day:e.valid_from}} AS ended_on, e.reason AS end_reason, {{instant:m.recorded_at}} AS recorded_at, "
      "a.code AS actor FROM emptor_item_mark m JOIN emptor_party p ON p.id = m.account_id "
      "JOIN emptor_currency cur ON cur.id = m.currency JOIN emptor_actor a ON a.id = m.actor_id "
      "LEFT JOIN emptor_item_mark e ON e.ends = m.id WHERE m.ends IS NULL;\n",
      named("m.kind", kMarks), named("m.side", kSides), money("m.amount", "promised"));
  sql += compose(
      "CREATE VIEW emptor_v_dunning_letter AS SELECT l.id, l.run_id, {{day:r.on_date}} AS dated, p.code AS account, "
      "cur.code AS currency, l.level, {}, {}, {}, {}, "
      "(SELECT max(c.voucher_id) FROM emptor_dunning_claim c WHERE c.letter_id = l.id) AS claim, "
      "{{instant:r.recorded_at}} AS recorded_at, a.code AS actor FROM emptor_dunning_letter l "
      "JOIN emptor_dunning_run r ON r.id = l.run_id JOIN emptor_dunning_policy y ON y.id = r.policy_id "
      "JOIN emptor_currency cur ON cur.id = y.currency JOIN emptor_party p ON p.id = l.account_id "
      "JOIN emptor_actor a ON a.id = r.actor_id;\n",
      money("l.open_amount", "open"), money("l.credits", "credits"), money("l.fee", "fee"),
      money("l.interest", "interest"));
  return sql;
}

std::string views_of_rebates() {
  const auto base = [](std::string_view value) {
    return compose("CASE WHEN g.base = 3 THEN {} ELSE {} END", micros(value), decimal(value, "cur.unit"));
  };
  const auto pays = [](std::string_view value) {
    return compose("CASE WHEN g.pays = 1 THEN {} ELSE {} END", percent(value), micros(value));
  };
  std::string sql = compose(
      "CREATE VIEW emptor_v_rebate AS SELECT g.id, g.code, g.name, {} AS direction, p.code AS party, "
      "q.code AS party_group, {} AS counting, {{day:g.valid_from}} AS valid_from, {{day:g.valid_until}} AS "
      "valid_until, "
      "{} AS base, {} AS mode, {} AS pays, cur.code AS currency, {} AS expected, "
      "{{instant:g.recorded_at}} AS recorded_at, a.code AS actor FROM emptor_rebate g "
      "JOIN emptor_currency cur ON cur.id = g.currency JOIN emptor_actor a ON a.id = g.actor_id "
      "LEFT JOIN emptor_party p ON p.id = g.party_id LEFT JOIN emptor_party_group q ON q.id = g.group_id "
      "WHERE g.withdrawn = 0 AND NOT EXISTS (SELECT 1 FROM emptor_rebate r WHERE r.replaces = g.id);\n",
      named("g.direction", kDirections), named("g.counting", kRebateCountings), named("g.base", kRebateBases),
      named("g.mode", kRebateModes), named("g.pays", kRebatePays), pays("g.expected"));
  sql += compose(
      "CREATE VIEW emptor_v_rebate_tier AS SELECT g.id, g.code AS rebate, t.tier, {} AS from_base, {} AS value "
      "FROM emptor_rebate_tier t JOIN emptor_rebate g ON g.id = t.rebate_id "
      "JOIN emptor_currency cur ON cur.id = g.currency;\n",
      base("t.from_base"), pays("t.value"));
  sql += compose(
      "CREATE VIEW emptor_v_rebate_base AS SELECT g.code AS rebate, p.code AS party, {} AS quantity, "
      "cur.code AS currency, {}, {} FROM emptor_rebate_base b JOIN emptor_rebate g ON g.id = b.rebate_id "
      "JOIN emptor_party p ON p.id = b.party_id JOIN emptor_currency cur ON cur.id = g.currency;\n",
      micros("b.quantity"), money("b.net", "net"), money("b.gross", "gross"));
  sql += compose(
      "CREATE VIEW emptor_v_rebate_voucher AS SELECT b.voucher_id, g.code AS rebate, p.code AS party, "
      "{{day:b.doc_date}} AS dated, b.lines, {} AS quantity, cur.code AS currency, {}, {} FROM emptor_rebate_voucher b "
      "JOIN emptor_rebate g ON g.id = b.rebate_id JOIN emptor_party p ON p.id = b.party_id "
      "JOIN emptor_currency cur ON cur.id = g.currency;\n",
      micros("b.quantity"), money("b.net", "net"), money("b.gross", "gross"));
  sql += compose(
      "CREATE VIEW emptor_v_rebate_settlement AS SELECT s.voucher_id, g.code AS rebate, p.code AS party, "
      "{{day:s.doc_date}} AS dated, {{day:s.through}} AS through, {} AS base, cur.code AS currency, {}, {}, s.reverses "
      "FROM emptor_rebate_settlement s JOIN emptor_rebate g ON g.id = s.rebate_id "
      "JOIN emptor_party p ON p.id = s.party_id JOIN emptor_currency cur ON cur.id = g.currency;\n",
      base("s.base"), money("s.earned", "earned"), money("s.amount", "amount"));
  return sql;
}

}  // namespace emptor::store
