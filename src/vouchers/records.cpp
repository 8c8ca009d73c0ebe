/// Documents to rows and back.
#include <algorithm>

#include "catalog/cards.hpp"
#include "parties/cards.hpp"
#include "pricing/resolve.hpp"
#include "settings/policies.hpp"
#include "vouchers/document.hpp"

namespace emptor::vouchers {
namespace {

std::optional<std::string_view> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
}

std::optional<std::int64_t> micros(const std::optional<UnitPrice>& price) {
  return price ? std::optional(price->micros) : std::nullopt;
}

void load_lines(access::Work& work, Document& document) {
  auto rows = work.tx().statement(
      "SELECT item_id, unit_id, quantity, stock_quantity, unit_price, source, entry_id, base_price, discount, "
      "tax_code_id, tax_rate, net, tax, memo, trace, promotion, gift_of, typed_price, found_price, price_reason "
      "FROM emptor_voucher_line WHERE voucher_id = ?1 ORDER BY line");
  rows.bind(document.id);
  while (rows.step()) {
    Line& line = document.lines.emplace_back();
    line.item = rows.id<ItemTag>(0);
    line.unit = rows.id<UnitTag>(1);
    line.quantity = {rows.integer(2)};
    line.stock_quantity = rows.integer(3);
    line.unit_price = {rows.integer(4)};
    line.source = static_cast<PriceSource>(rows.integer(5));
    line.entry = rows.id<PriceEntryTag>(6);
    if (!rows.is_null(7)) line.base_price = UnitPrice{rows.integer(7)};
    line.discount = {rows.integer(8)};
    line.tax_code = rows.id<TaxCodeTag>(9);
    line.tax_rate = {rows.integer(10)};
    line.net = rows.integer(11);
    line.tax = rows.integer(12);
    line.memo = rows.string(13);
    line.trace = rows.string(14);
    line.promotion = rows.optional_integer(15).value_or(0);
    line.gift_of = rows.id<ProgrammeTag>(16);
    if (!rows.is_null(17)) line.typed_price = UnitPrice{rows.integer(17)};
    if (!rows.is_null(18)) line.found_price = UnitPrice{rows.integer(18)};
    line.price_reason = rows.string(19);
  }
}

}  // namespace

namespace {

store::Statement next_id(access::Work& work) { return work.tx().next_id("emptor_voucher"); }

}  // namespace

void announce_id(access::Work& work) { next_id(work).announce(); }

void identify(access::Work& work, Document& document) {
  auto row = next_id(work);
  row.step();
  document.id = row.id<VoucherTag>(0);
  document.recorded_at = work.now();
  document.actor = work.actor();
}

store::Statement head_of(access::Work& work, const Document& document, std::int64_t series) {
  auto row = work.tx().statement(
      "INSERT INTO emptor_voucher (id, kind, side, series_id, number, doc_date, due_date, priced_on, party_id, "
      "account_id, identity_id, currency, tax_mode, net, tax, location_id, person_id, ship_to_id, reference, memo, "
      "payment_terms, reverses, companion_of, reason, recorded_at, actor_id, project, fields) "
      "VALUES (?1, ?2, ?3, ?27, (SELECT last_number FROM emptor_number_series WHERE id = ?27), ?4, ?5, ?6, ?7, ?8, ?9, "
      "?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26) RETURNING number");
  row.bind(document.id, document.kind, document.side, document.dated, document.due,
           document.priced_on == document.dated ? std::nullopt : std::optional(document.priced_on), document.party,
           document.account, document.identity_id, document.currency, document.tax_mode, document.net, document.tax,
           document.location, document.person, document.ship_to, unless_empty(document.reference),
           unless_empty(document.memo), unless_empty(document.payment_terms), document.reverses, document.companion_of,
           document.reason, document.recorded_at, document.actor, unless_empty(document.project),
           document.fields.empty() ? std::nullopt : std::optional(fields_text(document.fields)), series);
  return row;
}

void save_lines(access::Work& work, const Document& document) {
  std::int64_t place = 0;
  for (const Line& line : document.lines)
    work.tx().append(
        "INSERT INTO emptor_voucher_line (voucher_id, line, item_id, unit_id, quantity, stock_quantity, unit_price, "
        "source, entry_id, base_price, discount, tax_code_id, tax_rate, net, tax, memo, trace, promotion, gift_of, "
        "typed_price, found_price, price_reason, account_id) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, "
        "?23)",
        document.id, ++place, line.item, line.unit, line.quantity.micros, line.stock_quantity, line.unit_price.micros,
        line.source, line.entry, micros(line.base_price), line.discount.micros, line.tax_code, line.tax_rate.micros,
        line.net, line.tax, unless_empty(line.memo), unless_empty(line.trace),
        line.promotion == 0 ? std::nullopt : std::optional(line.promotion), line.gift_of, micros(line.typed_price),
        micros(line.found_price), unless_empty(line.price_reason), document.account);
  if (!document.reverses) save_promotions(work, document);
  if (document.returns) save_returned(work, document);
}

std::optional<Document> load(access::Work& work, VoucherId id) {
  auto row = work.tx().statement(
      "SELECT kind, series_id, number, doc_date, due_date, party_id, account_id, identity_id, currency, tax_mode, net, "
      "tax, location_id, person_id, ship_to_id, reference, memo, reverses, recorded_at, actor_id, side, payment_terms, "
      "companion_of, reason, priced_on, project, fields FROM emptor_voucher WHERE id = ?1");
  row.bind(id);
  if (!row.step()) return std::nullopt;
  Document document;
  document.id = id;
  document.kind = static_cast<VoucherKind>(row.integer(0));
  document.series_id = row.integer(1);
  document.number = row.integer(2);
  document.dated = row.date(3);
  document.due = row.date(4);
  document.party = row.id<PartyTag>(5);
  document.account = row.id<PartyTag>(6);
  document.identity_id = row.integer(7);
  document.currency = row.currency(8);
  document.tax_mode = static_cast<TaxMode>(row.integer(9));
  document.net = row.integer(10);
  document.tax = row.integer(11);
  document.location = row.id<LocationTag>(12);
  document.person = row.id<PersonTag>(13);
  document.ship_to = row.id<AddressTag>(14);
  document.reference = row.string(15);
  document.memo = row.string(16);
  document.reverses = row.id<VoucherTag>(17);
  document.recorded_at = row.instant(18);
  document.actor = row.id<ActorTag>(19);
  document.side = static_cast<Side>(row.integer(20));
  document.payment_terms = row.string(21);
  document.companion_of = row.id<VoucherTag>(22);
  if (!row.is_null(23)) document.reason = static_cast<WriteOffReason>(row.integer(23));
  document.priced_on = row.optional_date(24).value_or(document.dated);
  document.project = row.string(25);
  document.fields = fields_from(row.text(26));
  if (document.currency != settings::current(work).currency)
    document.rate = receivables::rate_of(work, account_key(document), document.dated, document.id);
  load_lines(work, document);
  load_promotions(work, document);
  load_returned(work, document);
  if (!document.payment_terms.empty()) document.dues = dues_of(work, document);
  return document;
}

std::vector<receivables::Due> dues_of(access::Work& work, const Document& document) {
  Problems problems;
  const auto terms = parties::parse_payment_terms(document.payment_terms, "payment_terms", problems);
  // Invariant: what was kept is canonical.
  EMPTOR_REQUIRE(terms.has_value());
  return receivables::schedule(*terms, document.dated, document.total(), settings::current(work).rounding);
}

std::vector<VoucherId> companions_of(access::Work& work, VoucherId id) {
  auto rows = work.tx().statement(
      "SELECT v.id FROM emptor_voucher v WHERE v.companion_of = ?1 AND v.reverses IS NULL "
      "AND NOT EXISTS (SELECT 1 FROM emptor_voucher r WHERE r.reverses = v.id) ORDER BY v.id");
  rows.bind(id);
  std::vector<VoucherId> found;
  while (rows.step()) found.push_back(rows.id<VoucherTag>(0));
  return found;
}

namespace {

std::vector<Instalment> instalments_of(const Document& document) {
  const auto money = [&](std::int64_t minor) { return Money{minor, document.currency}; };
  if (document.dues.empty())
    return {{.number = 1, .due = document.due, .amount = money(document.total()), .discount = money(0)}};
  std::vector<Instalment> found;
  for (const receivables::Due& due : document.dues)
    found.push_back({.number = static_cast<int>(found.size()) + 1,
                     .due = due.due,
                     .amount = money(due.amount),
                     .discount_until = due.discount_until,
                     .discount = percent_of(money(due.amount), due.discount)});
  return found;
}

}  // namespace

VoucherId reversal_of(access::Work& work, VoucherId id) {
  auto row = work.tx().statement("SELECT id FROM emptor_voucher WHERE reverses = ?1");
  row.bind(id);
  return row.step() ? row.id<VoucherTag>(0) : VoucherId();
}

Standing standing_of(access::Work& work, VoucherId id) {
  auto row = work.tx().statement(
      "SELECT (SELECT r.id FROM emptor_voucher r WHERE r.reverses = ?1), "
      "(SELECT min(t.voucher_id) FROM emptor_returned t JOIN emptor_voucher v ON v.id = t.voucher_id "
      "WHERE t.of_voucher_id = ?1 AND v.reverses IS NULL "
      "AND NOT EXISTS (SELECT 1 FROM emptor_voucher u WHERE u.reverses = t.voucher_id))");
  row.bind(id).step();
  return {.reversed_by = row.id<VoucherTag>(0), .returned_by = row.id<VoucherTag>(1)};
}

Links links_of(access::Work& work, VoucherId id) {
  auto row = work.tx().statement(
      "SELECT (SELECT r.id FROM emptor_voucher r WHERE r.reverses = ?1), "
      "(SELECT c.corrects FROM emptor_correction c WHERE c.voucher_id = ?1), "
      "(SELECT c.voucher_id FROM emptor_correction c WHERE c.corrects = ?1), "
      "(SELECT c.reason FROM emptor_correction c WHERE c.voucher_id = ?1)");
  row.bind(id).step();
  return {.reversed_by = row.id<VoucherTag>(0),
          .corrects = row.id<VoucherTag>(1),
          .corrected_by = row.id<VoucherTag>(2),
          .reason = row.is_null(3) ? std::string() : row.string(3)};
}

void save_correction(access::Work& work, VoucherId corrected, VoucherId replacement, std::string_view reason) {
  work.tx().execute(
      "INSERT INTO emptor_correction (voucher_id, corrects, reason, recorded_at, actor_id) "
      "VALUES (?1, ?2, ?3, ?4, ?5)",
      replacement, corrected, reason, work.now(), work.actor());
}

namespace {

store::Statement select_debtor(access::Work& work, VoucherId id) {
  auto row = work.tx().statement("SELECT party_id, account_id FROM emptor_voucher WHERE id = ?1");
  row.bind(id);
  return row;
}

}  // namespace

void announce_debtor(access::Work& work, VoucherId id) { select_debtor(work, id).announce(); }

std::optional<Debtor> debtor_of(access::Work& work, VoucherId id) {
  auto row = select_debtor(work, id);
  if (!row.step()) return std::nullopt;
  return Debtor{.party = row.id<PartyTag>(0), .account = row.id<PartyTag>(1)};
}

namespace {

std::string coupon_of(access::Work& work, const Document& document, ProgrammeId programme) {
  if (document.taken.empty()) return {};
  const ProgrammeId origin = promotions::origin_of(work, programme);
  for (const promotions::Taken& each : document.taken)
    if (each.redemption.programme == origin) return each.redemption.coupon_code;
  return {};
}

}  // namespace

Voucher describe(access::Work& work, const Document& document, std::string number) {
  const auto money = [&](std::int64_t minor) { return Money{minor, document.currency}; };
  Voucher out;
  out.id = document.id;
  out.kind = document.kind;
  out.side = document.side;
  out.number = std::move(number);
  out.dated = document.dated;
  out.due = document.due;
  out.priced_on = document.priced_on;
  out.payment_terms = document.payment_terms;
  out.instalments = instalments_of(document);
  const parties::PartyCard& party = parties::card(work, document.party);
  out.party = party.code;
  out.party_name =
      party.identity_id == document.identity_id ? party.name : parties::identity_name(work, document.identity_id);
  out.account = document.account == document.party ? out.party : parties::card(work, document.account).code;
  out.currency = document.currency;
  out.exchange_rate = document.rate;
  out.tax_mode = document.tax_mode;
  if (document.location) out.location = catalog::location_code(work, document.location);
  if (document.person) out.salesperson = parties::person_code(work, document.person);
  if (document.ship_to) out.ship_to = parties::address(work, document.ship_to);
  out.reference = document.reference;
  out.memo = document.memo;
  out.project = document.project;
  out.fields = document.fields;
  out.net = money(document.net);
  out.tax = money(document.tax);
  out.total = money(document.total());
  out.reverses = document.reverses;
  out.companion_of = document.companion_of;
  out.returns = document.returns;
  out.reason = document.reason;
  out.recorded_at = document.recorded_at;
  out.lines.reserve(document.lines.size());
  for (const Line& line : document.lines) {
    const catalog::ItemCard& item = catalog::card(work, line.item);
    VoucherLine& shown = out.lines.emplace_back();
    shown.line = static_cast<int>(out.lines.size());
    shown.item = item.code;
    shown.item_name = item.name;
    shown.quantity = line.quantity;
    shown.unit = catalog::unit_code(work, line.unit);
    shown.unit_price = line.unit_price;
    shown.source = line.source;
    shown.entry = line.entry;
    shown.base_price = line.base_price;
    shown.discount = line.discount;
    shown.typed_price = line.typed_price;
    shown.found_price = line.found_price;
    shown.price_reason = line.price_reason;
    shown.trace = line.trace;
    shown.promotion = money(line.promotion);
    shown.gift_of = promotions::code_of(work, line.gift_of);
    if (line.tax_code) shown.tax_code = catalog::tax_code_code(work, line.tax_code);
    shown.tax_rate = line.tax_rate;
    shown.net = money(line.net);
    shown.tax = money(line.tax);
    shown.memo = line.memo;
    shown.returns_line = line.returns_line;
    shown.withheld =
        money(line.withheld_net + (document.tax_mode == TaxMode::inclusive ? line.withheld_tax : std::int64_t{0}));

    auto total = std::ranges::find_if(out.taxes, [&](const TaxTotal& seen) {
      return seen.tax_code == shown.tax_code && seen.rate == shown.tax_rate;
    });
    if (total == out.taxes.end()) total = out.taxes.insert(total, {shown.tax_code, shown.tax_rate, money(0), money(0)});
    total->net += shown.net;
    total->tax += shown.tax;
  }
  for (const promotions::KeptPart& each : document.promotions)
    out.promotions.push_back({.programme = each.programme,
                              .code = promotions::code_of(work, each.programme),
                              .line = static_cast<int>(each.part.line),
                              .quantity = {each.part.rewarded},
                              .amount = money(each.part.amount),
                              .coupon = coupon_of(work, document, each.programme)});
  if (document.id) out.actor = access::actor_code(work, document.actor);
  return out;
}

Voucher described(access::Work& work, const Document& document) {
  Voucher out = describe(work, document, number_text(work, document));
  const Links links = links_of(work, document.id);
  out.reversed_by = links.reversed_by;
  out.corrects = links.corrects;
  out.corrected_by = links.corrected_by;
  out.correction_reason = links.reason;
  return out;
}

Voucher described(access::Work& work, VoucherId id) {
  const auto document = load(work, id);
  if (!document)
    throw Error(ErrorCode::not_found, "voucher", "no voucher has this id", {{"id", std::to_string(id.value)}});
  return described(work, *document);
}

void describe_voucher(access::Work& work, std::int64_t voucher_id, std::string& kind, std::string& number) {
  auto row = work.tx().statement("SELECT kind, series_id, number, reverses FROM emptor_voucher WHERE id = ?1");
  row.bind(voucher_id);
  if (!row.step()) return;
  Document document;
  document.series_id = row.integer(1);
  document.number = row.integer(2);
  kind = to_string(static_cast<VoucherKind>(row.integer(0)));
  if (!row.is_null(3)) kind += " reversal";
  number = number_text(work, document);
}

namespace {

pricing::UsedPrice used_price(store::Statement& rows, Direction direction) {
  return {.party = rows.id<PartyTag>(0),
          .item = rows.id<ItemTag>(1),
          .direction = direction,
          .currency = rows.currency(2),
          .dated = rows.date(3),
          .number = rows.integer(4),
          .unit_price = {rows.integer(5)},
          .unit = rows.id<UnitTag>(6),
          .tax_included = static_cast<TaxMode>(rows.integer(7)) == TaxMode::inclusive};
}

VoucherKind priced_kind(Direction direction) {
  return direction == Direction::sales ? VoucherKind::sale : VoucherKind::purchase;
}

}  // namespace

void remember_prices(access::Work& work, const Document& document) {
  for (const Line& line : document.lines)
    if (line.unit_price.micros > 0 && !line.gift_of)
      pricing::remember_last_price(work, {.party = document.party,
                                          .item = line.item,
                                          .direction = direction_of(document.kind),
                                          .currency = document.currency,
                                          .dated = document.dated,
                                          .number = document.id.value,
                                          .unit_price = line.unit_price,
                                          .unit = line.unit,
                                          .tax_included = document.tax_mode == TaxMode::inclusive});
}

void rebuild_last_prices(access::Work& work, Direction direction) {
  pricing::forget_last_prices(work, direction);
  auto rows = work.tx().statement(
      "SELECT v.party_id, l.item_id, v.currency, v.doc_date, v.id, l.unit_price, l.unit_id, v.tax_mode "
      "FROM emptor_voucher v JOIN emptor_voucher_line l ON l.voucher_id = v.id "
      "WHERE v.kind = ?1 AND v.reverses IS NULL AND l.unit_price > 0 AND l.gift_of IS NULL "
      "AND NOT EXISTS (SELECT 1 FROM emptor_voucher r WHERE r.reverses = v.id)");
  rows.bind(priced_kind(direction));
  while (rows.step()) pricing::remember_last_price(work, used_price(rows, direction));
}

void recompute_last_price(access::Work& work, const Document& reversed, ItemId item) {
  const Direction direction = direction_of(reversed.kind);
  std::optional<pricing::UsedPrice> newest;
  for (const PartyId account : accounts_of(work, reversed.party)) {
    // The account's items are stored by date: the newest voucher with this item is found from the end.
    auto rows = work.tx().statement(
        "SELECT v.party_id, l.item_id, v.currency, v.doc_date, v.id, l.unit_price, l.unit_id, v.tax_mode "
        "FROM emptor_open_item o JOIN emptor_voucher v ON v.id = o.voucher_id "
        "JOIN emptor_voucher_line l ON l.voucher_id = o.voucher_id "
        "WHERE o.account_id = ?1 AND o.side = ?2 AND o.currency = ?3 AND o.party_id = ?4 AND o.reversed = 0 "
        "AND v.kind = ?5 AND l.item_id = ?6 AND l.unit_price > 0 AND l.gift_of IS NULL "
        "ORDER BY o.doc_date DESC, o.voucher_id DESC, l.line DESC LIMIT 1");
    rows.bind(account, reversed.side, reversed.currency, reversed.party, reversed.kind, item);
    if (!rows.step()) continue;
    const pricing::UsedPrice found = used_price(rows, direction);
    if (!newest || std::pair(newest->dated, newest->number) < std::pair(found.dated, found.number)) newest = found;
  }
  pricing::replace_last_price(work, reversed.party, item, direction, reversed.currency, newest);
}

std::vector<PartyId> accounts_of(access::Work& work, PartyId party) {
  std::vector<PartyId> accounts{party};
  for (const parties::TermSegment& segment : parties::card(work, party).segments) {
    const auto& head_office = segment.term(Term::bill_to).value;
    const PartyId account = head_office ? parties::find_id(work, *head_office) : PartyId();
    if (account && std::ranges::find(accounts, account) == accounts.end()) accounts.push_back(account);
  }
  return accounts;
}

}  // namespace emptor::vouchers
