/// Vouchers: preview, post, reverse, list.
#include "emptor/repricing.hpp"
#include "emptor/returns.hpp"
#include "handle.hpp"

namespace emptor::python {

namespace {

constexpr Named<VoucherKind> kinds[] = {{"sale", VoucherKind::sale},
                                        {"purchase", VoucherKind::purchase},
                                        {"collection", VoucherKind::collection},
                                        {"payment", VoucherKind::payment},
                                        {"opening_balance", VoucherKind::opening_balance},
                                        {"adjustment", VoucherKind::adjustment},
                                        {"discount", VoucherKind::discount},
                                        {"write_off", VoucherKind::write_off},
                                        {"refund", VoucherKind::refund},
                                        {"set_off", VoucherKind::set_off},
                                        {"currency_transfer", VoucherKind::currency_transfer},
                                        {"sales_return", VoucherKind::sales_return},
                                        {"purchase_return", VoucherKind::purchase_return},
                                        {"rebate", VoucherKind::rebate}};
constexpr Named<WriteOffReason> reasons[] = {{"rounding", WriteOffReason::rounding},
                                             {"short_pay", WriteOffReason::short_pay},
                                             {"bad_debt", WriteOffReason::bad_debt}};
constexpr Named<StatementRows> statement_rows[] = {{"voucher", StatementRows::voucher},
                                                   {"line", StatementRows::line},
                                                   {"day", StatementRows::day},
                                                   {"month", StatementRows::month}};
constexpr Named<TaxMode> tax_modes[] = {{"exclusive", TaxMode::exclusive}, {"inclusive", TaxMode::inclusive}};

py::object line_record(const VoucherLine& line, Currency currency) {
  return record("VoucherLine", {{"line", to_python(line.line)},
                                {"item", to_python(line.item)},
                                {"item_name", to_python(line.item_name)},
                                {"quantity", to_python(line.quantity)},
                                {"unit", to_python(line.unit)},
                                {"unit_price", to_python(line.unit_price, currency)},
                                {"source", enumerator("PriceSource", to_string(line.source))},
                                {"entry", to_python(line.entry)},
                                {"base_price", line.base_price ? to_python(*line.base_price, currency) : py::none()},
                                {"discount", to_python(line.discount)},
                                {"typed_price", line.typed_price ? to_python(*line.typed_price, currency) : py::none()},
                                {"found_price", line.found_price ? to_python(*line.found_price, currency) : py::none()},
                                {"price_reason", to_python(line.price_reason)},
                                {"trace", to_python(line.trace)},
                                {"promotion", to_python(line.promotion)},
                                {"gift_of", to_python(line.gift_of)},
                                {"tax_code", to_python(line.tax_code)},
                                {"tax_rate", to_python(line.tax_rate)},
                                {"net", to_python(line.net)},
                                {"tax", to_python(line.tax)},
                                {"memo", to_python(line.memo)},
                                {"returns_line", line.returns_line != 0 ? to_python(line.returns_line) : py::none()},
                                {"withheld", to_python(line.withheld)}});
}

py::object promotion_record(const LinePromotion& promotion) {
  return record("LinePromotion", {{"programme", to_python(promotion.programme)},
                                  {"code", to_python(promotion.code)},
                                  {"line", to_python(promotion.line)},
                                  {"quantity", to_python(promotion.quantity)},
                                  {"amount", to_python(promotion.amount)},
                                  {"coupon", to_python(promotion.coupon)}});
}

py::object verdict_record(const PromotionVerdict& verdict) {
  return record("PromotionVerdict", {{"programme", to_python(verdict.programme)},
                                     {"code", to_python(verdict.code)},
                                     {"outcome", to_python(to_string(verdict.outcome))},
                                     {"amount", to_python(verdict.amount)},
                                     {"gift", to_python(verdict.gift)},
                                     {"gift_quantity", to_python(verdict.gift_quantity)},
                                     {"missing_quantity", to_python(verdict.missing_quantity)},
                                     {"missing_product", to_python(verdict.missing_product)},
                                     {"missing_amount", to_python(verdict.missing_amount)},
                                     {"by", to_python(verdict.by)},
                                     {"lost_worth", to_python(verdict.lost_worth)},
                                     {"heuristic", to_python(verdict.heuristic)},
                                     {"unplaced", to_python(verdict.unplaced)},
                                     {"coupon", to_python(verdict.coupon)},
                                     {"uses_left", to_python(verdict.uses_left)},
                                     {"budget_left", to_python(verdict.budget_left)},
                                     {"text", to_python(verdict.to_string())}});
}

py::object coupon_record(const CouponVerdict& verdict) {
  return record("CouponVerdict", {{"code", to_python(verdict.code)},
                                  {"outcome", to_python(to_string(verdict.outcome))},
                                  {"programme", to_python(verdict.programme)},
                                  {"customer", to_python(verdict.customer)},
                                  {"valid_from", to_python(verdict.valid.from)},
                                  {"valid_until", to_python(verdict.valid.until)},
                                  {"uses_max", to_python(verdict.uses_max)},
                                  {"uses", to_python(verdict.uses)},
                                  {"reason", to_python(verdict.reason)},
                                  {"text", to_python(verdict.to_string())}});
}

py::object gift_change_record(const GiftChange& change) {
  return record("GiftChange", {{"programme", to_python(change.programme)},
                               {"item", to_python(change.item)},
                               {"before", to_python(change.before)},
                               {"after", to_python(change.after)}});
}

py::object tax_record(const TaxTotal& total) {
  return record("TaxTotal", {{"tax_code", to_python(total.tax_code)},
                             {"rate", to_python(total.rate)},
                             {"net", to_python(total.net)},
                             {"tax", to_python(total.tax)}});
}

py::object instalment_record(const Instalment& part) {
  return record("Instalment", {{"number", to_python(part.number)},
                               {"due", to_python(part.due)},
                               {"amount", to_python(part.amount)},
                               {"discount_until", to_python(part.discount_until)},
                               {"discount", to_python(part.discount)}});
}

py::dict fields_record(const std::vector<VoucherField>& fields) {
  py::dict found;
  for (const VoucherField& each : fields) found[to_python(each.name)] = to_python(each.value);
  return found;
}

py::object voucher_record(const Voucher& voucher) {
  return record(
      "Voucher",
      {{"id", to_python(voucher.id)},
       {"kind", enumerator("VoucherKind", to_string(voucher.kind))},
       {"side", to_python(name_of(voucher.side, sides))},
       {"number", to_python(voucher.number)},
       {"dated", to_python(voucher.dated)},
       {"priced_on", to_python(voucher.priced_on)},
       {"due", to_python(voucher.due)},
       {"payment_terms", to_python(voucher.payment_terms)},
       {"instalments", tuple_of(voucher.instalments, instalment_record)},
       {"party", to_python(voucher.party)},
       {"party_name", to_python(voucher.party_name)},
       {"account", to_python(voucher.account)},
       {"currency", to_python(voucher.currency)},
       {"exchange_rate", to_python(voucher.exchange_rate)},
       {"tax_mode", to_python(name_of(voucher.tax_mode, tax_modes))},
       {"location", to_python(voucher.location)},
       {"salesperson", to_python(voucher.salesperson)},
       {"ship_to", voucher.ship_to ? to_python(*voucher.ship_to) : py::none()},
       {"reference", to_python(voucher.reference)},
       {"memo", to_python(voucher.memo)},
       {"lines", tuple_of(voucher.lines, [&](const VoucherLine& line) { return line_record(line, voucher.currency); })},
       {"promotions", tuple_of(voucher.promotions, promotion_record)},
       {"taxes", tuple_of(voucher.taxes, tax_record)},
       {"net", to_python(voucher.net)},
       {"tax", to_python(voucher.tax)},
       {"total", to_python(voucher.total)},
       {"reverses", to_python(voucher.reverses)},
       {"reversed_by", to_python(voucher.reversed_by)},
       {"corrects", to_python(voucher.corrects)},
       {"corrected_by", to_python(voucher.corrected_by)},
       {"correction_reason", to_python(voucher.correction_reason)},
       {"companion_of", to_python(voucher.companion_of)},
       {"returns", to_python(voucher.returns)},
       {"reason", voucher.reason ? to_python(to_string(*voucher.reason)) : py::none()},
       {"recorded_at", to_python(voucher.recorded_at)},
       {"actor", to_python(voucher.actor)},
       {"project", to_python(voucher.project)},
       {"fields", fields_record(voucher.fields)}});
}

LinePrice price_from(const Arguments& in) {
  LinePrice price{.unit_price = in.of<UnitPrice>("unit_price"),
                  .entry = PriceEntryId(in.maybe_integer("entry").value_or(0)),
                  .base_price = in.maybe_of<UnitPrice>("base_price"),
                  .discount = in.maybe_of<Percent>("discount"),
                  .amount = in.maybe_decimal("amount"),
                  .quantity = in.of<Quantity>("quantity"),
                  .trace = in.text("trace"),
                  .unit = in.maybe_text("unit"),
                  .price_list = in.maybe_text("price_list")};
  const auto source = parse_price_source(in.text("source"));
  if (!source) throw Error(ErrorCode::invalid, in.field("source"), "not a source of prices");
  price.source = *source;
  return price;
}

VoucherDraft draft_from(const Arguments& in) {
  VoucherDraft draft{.kind = in.choice("kind", kinds),
                     .party = in.text("party"),
                     .dated = in.maybe_date("dated"),
                     .priced_on = in.maybe_date("priced_on"),
                     .currency = in.maybe_text("currency"),
                     .location = in.maybe_text("location"),
                     .salesperson = in.maybe_text("salesperson"),
                     .ship_to = in.maybe_text("ship_to"),
                     .due = in.maybe_date("due"),
                     .payment_terms = in.maybe_text("payment_terms"),
                     .reference = in.text("reference"),
                     .memo = in.text("memo"),
                     .amount = in.maybe_decimal("amount"),
                     .project = in.text("project")};
  for (const Arguments& each : in.records("fields")) draft.fields.push_back({each.text("name"), each.text("value")});
  draft.exchange_rate = in.maybe_decimal("exchange_rate");
  if (in.has("side")) draft.side = in.choice("side", sides);
  draft.allocation = orders_from(in, "allocation");
  draft.write_off_up_to = in.maybe_decimal("write_off_up_to");
  if (in.has("reason")) draft.reason = in.choice("reason", reasons);
  if (in.has("tax_mode")) draft.tax_mode = in.choice("tax_mode", tax_modes);
  for (const Arguments& line : in.records("lines")) {
    draft.lines.push_back({.item = line.text("item"),
                           .quantity = line.of<Quantity>("quantity"),
                           .unit = line.maybe_text("unit"),
                           .unit_price = line.maybe_of<UnitPrice>("unit_price"),
                           .discount = line.maybe_of<Percent>("discount"),
                           .price_list = line.maybe_text("price_list"),
                           .tax_code = line.maybe_text("tax_code"),
                           .memo = line.text("memo"),
                           .gift_of = line.text("gift_of"),
                           .price_reason = line.text("price_reason")});
    for (const Arguments& priced : line.records("priced")) draft.lines.back().priced = price_from(priced);
  }
  for (const std::int64_t voucher : in.integers("settles")) draft.settles.emplace_back(voucher);
  draft.coupons = in.texts("coupons");
  draft.reservation = ReservationId(in.maybe_integer("reservation").value_or(0));
  return draft;
}

PostOptions options_from(const Arguments& in) {
  return {.idempotency_key = in.text("idempotency_key"),
          .acknowledge_warnings = in.flag("acknowledge_warnings"),
          .acknowledge_soft_lock = in.flag("acknowledge_soft_lock"),
          .credit_hold = CreditHoldId(in.contains("credit_hold") ? in.maybe_integer("credit_hold").value_or(0) : 0)};
}

py::object result_record(const PostResult& result) {
  return record("PostResult", {{"voucher", result.voucher ? voucher_record(*result.voucher) : py::none()},
                               {"decision", result.credit ? to_python(*result.credit) : py::none()},
                               {"refusal", to_python(result.refusal)},
                               {"companions", tuple_of(result.companions, voucher_record)},
                               {"reversal", result.reversal ? voucher_record(*result.reversal) : py::none()},
                               {"repeated", to_python(result.repeated)}});
}

py::object post(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const VoucherDraft draft = draft_from(in);
  const PostOptions options = options_from(in);
  return result_record(handle.run([&](Session& session) { return session.vouchers().post(draft, options); }));
}

constexpr Named<ReversalDate> reversal_dates[] = {{"original_if_open", ReversalDate::original_if_open},
                                                  {"today", ReversalDate::today}};

py::object correct(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const VoucherId voucher(in.integer("voucher"));
  const VoucherDraft draft = draft_from(in);
  const PostOptions options = options_from(in);
  const CorrectionPolicy policy{.reversal = in.choice("reversal", reversal_dates),
                                .reversed_on = in.maybe_date("reversed_on"),
                                .undo_allocations = in.flag("undo_allocations"),
                                .reason = in.text("correction_reason")};
  return result_record(
      handle.run([&](Session& session) { return session.vouchers().correct(voucher, draft, policy, options); }));
}

py::object versions(Handle& handle, const py::kwargs& given) {
  const VoucherId id(Arguments(given).integer("id"));
  return list_of(handle.run([&](const Session& session) { return session.vouchers().versions(id); }), voucher_record);
}

py::object post_batch(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  std::vector<BatchEntry> entries;
  for (const Arguments& each : in.records("entries"))
    entries.push_back({.draft = draft_from(each), .options = options_from(each)});
  for (const Arguments& each : in.records("links")) {
    const std::int64_t entry = each.integer("entry");
    const std::int64_t settles = each.integer("settles");
    if (entry < 0 || static_cast<std::size_t>(entry) >= entries.size() || settles < 0)
      throw Error(ErrorCode::range, "settles_entries", "the batch has no such entry",
                  {{"entry", std::to_string(entry)}, {"settles", std::to_string(settles)}});
    entries[static_cast<std::size_t>(entry)].settles_entries.push_back(static_cast<std::size_t>(settles));
  }
  const BatchOptions options{.all_or_nothing = in.flag("all_or_nothing")};
  const auto outcomes = handle.run([&](Session& session) { return session.vouchers().post_batch(entries, options); });
  return list_of(outcomes, [](const BatchOutcome& outcome) {
    const PostResult& result = outcome.result;
    return record("BatchOutcome", {{"voucher", result.voucher ? voucher_record(*result.voucher) : py::none()},
                                   {"problems", to_python(outcome.problems)},
                                   {"decision", result.credit ? to_python(*result.credit) : py::none()},
                                   {"companions", tuple_of(result.companions, voucher_record)},
                                   {"repeated", to_python(result.repeated)}});
  });
}

py::object voided_record(const VoidedNumber& number) {
  return record("VoidedNumber", {{"kind", enumerator("VoucherKind", to_string(number.kind))},
                                 {"number", to_python(number.number)},
                                 {"reason", to_python(number.reason)},
                                 {"recorded_at", to_python(number.recorded_at)},
                                 {"actor", to_python(number.actor)}});
}

py::object void_number(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const VoucherKind kind = in.choice("kind", kinds);
  const std::string reason = in.text("reason");
  const std::optional<Date> dated = in.maybe_date("dated");
  return voided_record(
      handle.run([&](Session& session) { return session.vouchers().void_number(kind, reason, dated); }));
}

py::object voided_numbers(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const auto kind = in.has("kind") ? std::optional(in.choice("kind", kinds)) : std::nullopt;
  return list_of(handle.run([&](const Session& session) { return session.vouchers().voided_numbers(kind); }),
                 voided_record);
}

py::object seal_record(const Seal& seal) {
  return record("Seal", {{"through", to_python(seal.through)},
                         {"vouchers", to_python(seal.vouchers)},
                         {"hash", to_python(seal.hash)},
                         {"recorded_at", to_python(seal.recorded_at)},
                         {"actor", to_python(seal.actor)}});
}

py::object seal_through(Handle& handle, const py::kwargs& given) {
  const Date day = Arguments(given).date("day");
  return seal_record(handle.run([&](Session& session) { return session.vouchers().seal_through(day); }));
}

py::object seals(Handle& handle, const py::kwargs&) {
  return list_of(handle.run([](const Session& session) { return session.vouchers().seals(); }), seal_record);
}

py::object plain_price(const std::optional<UnitPrice>& price) {
  return price ? to_python(price->value().normalized()) : py::none();
}

py::object line_price_record(const LinePrice& price) {
  return record("LinePrice", {{"unit_price", plain_price(price.unit_price)},
                              {"source", enumerator("PriceSource", to_string(price.source))},
                              {"entry", price.entry ? to_python(price.entry) : py::none()},
                              {"base_price", plain_price(price.base_price)},
                              {"discount", to_python(price.discount)},
                              {"amount", to_python(price.amount)},
                              {"quantity", to_python(price.quantity)},
                              {"trace", to_python(price.trace)},
                              {"unit", to_python(price.unit)},
                              {"price_list", to_python(price.price_list)}});
}

py::object draft_line_record(const LineDraft& line) {
  return record("Line",
                {{"item", to_python(line.item)},
                 {"quantity", to_python(line.quantity)},
                 {"unit", to_python(line.unit)},
                 {"unit_price", line.unit_price ? to_python(line.unit_price->value().normalized()) : py::none()},
                 {"discount", to_python(line.discount)},
                 {"price_list", to_python(line.price_list)},
                 {"tax_code", to_python(line.tax_code)},
                 {"memo", to_python(line.memo)},
                 {"gift_of", to_python(line.gift_of)},
                 {"price_reason", to_python(line.price_reason)},
                 {"priced", line.priced ? line_price_record(*line.priced) : py::none()}});
}

/// As the Python half types it.
py::object typed_record(const VoucherDraft& draft) {
  py::object fields = py::none();
  if (!draft.fields.empty()) fields = fields_record(draft.fields);
  return record("VoucherDraft",
                {{"kind", to_python(name_of(draft.kind, kinds))},
                 {"party", to_python(draft.party)},
                 {"lines", tuple_of(draft.lines, draft_line_record)},
                 {"dated", to_python(draft.dated)},
                 {"priced_on", to_python(draft.priced_on)},
                 {"location", to_python(draft.location)},
                 {"currency", to_python(draft.currency)},
                 {"exchange_rate", to_python(draft.exchange_rate)},
                 {"tax_mode", draft.tax_mode ? to_python(name_of(*draft.tax_mode, tax_modes)) : py::none()},
                 {"salesperson", to_python(draft.salesperson)},
                 {"ship_to", to_python(draft.ship_to)},
                 {"due", to_python(draft.due)},
                 {"payment_terms", to_python(draft.payment_terms)},
                 {"reference", to_python(draft.reference)},
                 {"memo", to_python(draft.memo)},
                 {"project", to_python(draft.project)},
                 {"fields", fields},
                 {"coupons", texts(draft.coupons)},
                 {"reservation", draft.reservation ? to_python(draft.reservation) : py::none()}});
}

constexpr Named<Repricing> repricings[] = {{"frozen", Repricing::frozen},
                                           {"keep_typed", Repricing::keep_typed},
                                           {"all", Repricing::all},
                                           {"dry", Repricing::dry}};

py::object line_repricing_record(const LineRepricing& line) {
  const auto entry = [](PriceEntryId id) { return id ? to_python(id) : py::none(); };
  return record("LineRepricing", {{"line", to_python(line.line)},
                                  {"item", to_python(line.item)},
                                  {"before", plain_price(line.before)},
                                  {"source_before", enumerator("PriceSource", to_string(line.source_before))},
                                  {"entry_before", entry(line.entry_before)},
                                  {"discount_before", to_python(line.discount_before)},
                                  {"after", plain_price(line.after)},
                                  {"source_after", enumerator("PriceSource", to_string(line.source_after))},
                                  {"entry_after", entry(line.entry_after)},
                                  {"discount_after", to_python(line.discount_after)},
                                  {"found", plain_price(line.found)},
                                  {"cause", to_python(to_string(line.cause))}});
}

py::object repriced_record(const Repriced& made) {
  return record("Repriced", {{"draft", typed_record(made.draft)},
                             {"lines", tuple_of(made.lines, line_repricing_record)},
                             {"warnings", to_python(made.warnings)}});
}

py::object copy_voucher(Handle& handle, const py::kwargs& given) {
  const VoucherId voucher(Arguments(given).integer("voucher"));
  return typed_record(handle.run([&](const Session& session) { return session.vouchers().copy(voucher); }));
}

py::object reprice(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const Repricing mode = in.choice("mode", repricings);
  const VoucherDraft draft = draft_from(in);
  return repriced_record(handle.run([&](const Session& session) { return session.vouchers().reprice(draft, mode); }));
}

py::object reprice_draft(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const DraftId id(in.integer("id"));
  const Repricing mode = in.choice("mode", repricings);
  return repriced_record(handle.run([&](Session& session) { return session.vouchers().reprice_draft(id, mode); }));
}

py::object transfer_currency(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  CurrencyTransferDraft draft{.credit = VoucherId(in.integer("credit")),
                              .amount = in.maybe_decimal("amount"),
                              .to = in.text("to"),
                              .to_amount = in.maybe_decimal("to_amount"),
                              .dated = in.maybe_date("dated"),
                              .allocation = orders_from(in, "allocation"),
                              .memo = in.text("memo")};
  for (const std::int64_t voucher : in.integers("settles")) draft.settles.emplace_back(voucher);
  const PostOptions options{.idempotency_key = in.text("idempotency_key"),
                            .acknowledge_soft_lock = in.flag("acknowledge_soft_lock")};
  return result_record(
      handle.run([&](Session& session) { return session.vouchers().transfer_currency(draft, options); }));
}

py::object save_draft(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const VoucherDraft draft = draft_from(in);
  std::optional<DraftId> replaces;
  if (const auto id = in.maybe_integer("replaces")) replaces = DraftId(*id);
  return to_python(handle.run([&](Session& session) { return session.vouchers().save_draft(draft, replaces); }));
}

py::object draft(Handle& handle, const py::kwargs& given) {
  const DraftId id(Arguments(given).integer("id"));
  const VoucherDraft found = handle.run([&](const Session& session) { return session.vouchers().draft(id); });
  return record(
      "Draft",
      {{"id", to_python(id)},
       {"kind", to_python(name_of(found.kind, kinds))},
       {"party", to_python(found.party)},
       {"dated", to_python(found.dated)},
       {"currency", to_python(found.currency)},
       {"exchange_rate", to_python(found.exchange_rate)},
       {"tax_mode", found.tax_mode ? to_python(name_of(*found.tax_mode, tax_modes)) : py::none()},
       {"location", to_python(found.location)},
       {"salesperson", to_python(found.salesperson)},
       {"ship_to", to_python(found.ship_to)},
       {"due", to_python(found.due)},
       {"reference", to_python(found.reference)},
       {"memo", to_python(found.memo)},
       {"lines", tuple_of(found.lines, draft_line_record)},
       {"amount", to_python(found.amount)},
       {"settles", tuple_of(found.settles, [](VoucherId voucher) { return to_python(voucher); })},
       {"side", found.side ? to_python(name_of(*found.side, sides)) : py::none()},
       {"payment_terms", to_python(found.payment_terms)},
       {"allocation",
        tuple_of(found.allocation, [](AllocationOrder order) { return to_python(name_of(order, allocation_orders)); })},
       {"write_off_up_to", to_python(found.write_off_up_to)},
       {"reason", found.reason ? to_python(to_string(*found.reason)) : py::none()},
       {"coupons", texts(found.coupons)},
       {"reservation", found.reservation ? to_python(found.reservation) : py::none()},
       {"project", to_python(found.project)},
       {"fields", fields_record(found.fields)}});
}

py::object drafts(Handle& handle, const py::kwargs&) {
  return list_of(handle.run([](const Session& session) { return session.vouchers().drafts(); }),
                 [](DraftId id) { return to_python(id); });
}

py::object discard_draft(Handle& handle, const py::kwargs& given) {
  const DraftId id(Arguments(given).integer("id"));
  handle.run([&](Session& session) { session.vouchers().discard_draft(id); });
  return py::none();
}

py::object post_draft(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const DraftId id(in.integer("id"));
  const PostOptions options = options_from(in);
  return result_record(handle.run([&](Session& session) { return session.vouchers().post_draft(id, options); }));
}

py::object preview_record(const Preview& found) {
  return record("Preview", {{"voucher", voucher_record(found.voucher)},
                            {"decision", found.credit ? to_python(*found.credit) : py::none()},
                            {"warnings", to_python(found.warnings)},
                            {"balance_after", to_python(found.balance_after)},
                            {"companions", tuple_of(found.companions, voucher_record)},
                            {"promotions", tuple_of(found.promotions, verdict_record)},
                            {"coupons", tuple_of(found.coupons, coupon_record)},
                            {"gift_changes", tuple_of(found.gift_changes, gift_change_record)}});
}

py::object preview(Handle& handle, const py::kwargs& given) {
  const VoucherDraft draft = draft_from(Arguments(given));
  return preview_record(handle.run([&](const Session& session) { return session.vouchers().preview(draft); }));
}

constexpr Named<BrokenPromotion> broken_promotions[] = {{"keep", BrokenPromotion::keep},
                                                        {"recalc", BrokenPromotion::recalc},
                                                        {"deny_partial", BrokenPromotion::deny_partial}};

ReturnDraft return_from(const Arguments& in) {
  ReturnDraft draft{.of = VoucherId(in.integer("of")),
                    .dated = in.maybe_date("dated"),
                    .broken = in.choice("broken", broken_promotions),
                    .location = in.maybe_text("location"),
                    .reference = in.text("reference"),
                    .memo = in.text("memo")};
  for (const Arguments& line : in.records("lines"))
    draft.lines.push_back({.line = line.number("line"), .quantity = line.of<Quantity>("quantity")});
  return draft;
}

py::object return_goods(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const ReturnDraft draft = return_from(in);
  const PostOptions options = options_from(in);
  return result_record(handle.run([&](Session& session) { return session.vouchers().return_goods(draft, options); }));
}

py::object preview_return(Handle& handle, const py::kwargs& given) {
  const ReturnDraft draft = return_from(Arguments(given));
  return preview_record(handle.run([&](const Session& session) { return session.vouchers().preview_return(draft); }));
}

py::object reserve(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const VoucherDraft draft = draft_from(in);
  const std::int64_t seconds = in.integer("seconds");
  const Reservation held = handle.run([&](Session& session) { return session.vouchers().reserve(draft, seconds); });
  return record("Reservation", {{"id", to_python(held.id)},
                                {"expires_at", to_python(held.expires_at)},
                                {"promotions", tuple_of(held.promotions, verdict_record)},
                                {"coupons", tuple_of(held.coupons, coupon_record)}});
}

py::object reverse(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const VoucherId voucher(in.integer("voucher"));
  const std::optional<Date> on = in.maybe_date("on");
  const PostOptions options = options_from(in);
  return voucher_record(handle.run([&](Session& session) { return session.vouchers().reverse(voucher, on, options); }));
}

py::object post_claim(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const DunningLetterId letter(in.integer("letter"));
  const std::optional<Date> dated = in.maybe_date("dated");
  const PostOptions options = options_from(in);
  return voucher_record(
      handle.run([&](Session& session) { return session.vouchers().post_claim(letter, dated, options); }));
}

py::object find_voucher(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const VoucherKind kind = in.choice("kind", kinds);
  const std::string number = in.text("number");
  const auto found = handle.run([&](const Session& session) { return session.vouchers().find(kind, number); });
  return found ? voucher_record(*found) : py::none();
}

py::object voucher_by_id(Handle& handle, const py::kwargs& given) {
  const VoucherId id(Arguments(given).integer("id"));
  return voucher_record(handle.run([&](const Session& session) { return session.vouchers().get(id); }));
}

py::object list_vouchers(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  VoucherQuery query{.party = in.maybe_text("party"),
                     .dated = in.period("dated_from", "dated_until"),
                     .after = VoucherId(in.integer("after")),
                     .limit = in.number("limit"),
                     .project = in.maybe_text("project")};
  if (in.has("kind")) query.kind = in.choice("kind", kinds);
  return list_of(handle.run([&](const Session& session) { return session.vouchers().list(query); }), voucher_record);
}

py::object statement_row(const StatementRow& row) {
  return record("StatementRow", {{"dated", to_python(row.dated)},
                                 {"kind", to_python(row.kind)},
                                 {"number", to_python(row.number)},
                                 {"party", to_python(row.party)},
                                 {"voucher", to_python(row.voucher)},
                                 {"debit", to_python(row.debit)},
                                 {"credit", to_python(row.credit)},
                                 {"balance", to_python(row.balance)},
                                 {"lines", tuple_of(row.lines, [&](const VoucherLine& line) {
                                    return line_record(line, row.balance.currency);
                                  })}});
}

py::object statement_record(const AccountStatement& found) {
  return record("AccountStatement", {{"party", to_python(found.party)},
                                     {"name", to_python(found.name)},
                                     {"tax_number", to_python(found.tax_number)},
                                     {"representative", to_python(found.representative)},
                                     {"phone", to_python(found.phone)},
                                     {"email", to_python(found.email)},
                                     {"address", found.address ? to_python(*found.address) : py::none()},
                                     {"credit_limit", to_python(found.credit_limit)},
                                     {"first", to_python(found.from)},
                                     {"last", to_python(found.last)},
                                     {"opening", to_python(found.opening)},
                                     {"rows", tuple_of(found.rows, statement_row)},
                                     {"debit", to_python(found.debit)},
                                     {"credit", to_python(found.credit)},
                                     {"closing", to_python(found.closing)}});
}

StatementQuery statement_query(const Arguments& in) {
  StatementQuery query{.party = in.text("party"),
                       .from = in.maybe_date("first"),
                       .last = in.maybe_date("last"),
                       .basis = in.choice("basis", balance_bases),
                       .currency = in.maybe_text("currency"),
                       .rows = in.choice("by", statement_rows)};
  query.side = in.has("side") ? std::optional(in.choice("side", sides)) : std::nullopt;
  return query;
}

py::object statement(Handle& handle, const py::kwargs& given) {
  const StatementQuery query = statement_query(Arguments(given));
  return statement_record(handle.run([&](const Session& session) { return session.vouchers().statement(query); }));
}

py::object statements(Handle& handle, const py::kwargs& given) {
  const StatementQuery query = statement_query(Arguments(given));
  return list_of(handle.run([&](const Session& session) { return session.vouchers().statements(query); }),
                 statement_record);
}

py::object price_history(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const PriceHistoryQuery query{.party = in.text("party"),
                                .item = in.text("item"),
                                .direction = in.choice("direction", directions),
                                .limit = in.number("limit")};
  const auto found = handle.run([&](const Session& session) { return session.vouchers().price_history(query); });
  return list_of(found, [](const PastPrice& past) {
    return record("PastPrice", {{"voucher", to_python(past.voucher)},
                                {"number", to_python(past.number)},
                                {"dated", to_python(past.dated)},
                                {"quantity", to_python(past.quantity)},
                                {"unit", to_python(past.unit)},
                                {"unit_price", to_python(past.unit_price, past.currency)},
                                {"tax_mode", to_python(name_of(past.tax_mode, tax_modes))},
                                {"source", enumerator("PriceSource", to_string(past.source))}});
  });
}

py::object discount_report(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const DiscountReportQuery query{.dated = in.period("dated_from", "dated_until"),
                                  .party = in.maybe_text("party"),
                                  .location = in.maybe_text("location"),
                                  .salesperson = in.maybe_text("salesperson"),
                                  .min_discount = in.decimal("min_discount"),
                                  .project = in.maybe_text("project")};
  const auto found = handle.run([&](const Session& session) { return session.vouchers().discount_report(query); });
  return list_of(found, [](const DiscountReportLine& line) {
    const Currency currency = line.discount.currency;
    return record("DiscountReportLine", {{"voucher", to_python(line.voucher)},
                                         {"number", to_python(line.number)},
                                         {"dated", to_python(line.dated)},
                                         {"line", to_python(line.line)},
                                         {"party", to_python(line.party)},
                                         {"item", to_python(line.item)},
                                         {"quantity", to_python(line.quantity)},
                                         {"unit", to_python(line.unit)},
                                         {"base_price", to_python(line.base_price, currency)},
                                         {"unit_price", to_python(line.unit_price, currency)},
                                         {"discount", to_python(line.discount)},
                                         {"percent", to_python(line.percent)}});
  });
}

py::object best_customers(Handle& handle, const py::kwargs& given) {
  const Arguments in(given);
  const Period dated = in.period("dated_from", "dated_until");
  const int limit = in.number("limit");
  const auto found =
      handle.run([&](const Session& session) { return session.vouchers().best_customers(dated, limit); });
  return list_of(found, [](const SalesTotal& total) {
    return record("SalesTotal", {{"party", to_python(total.party)},
                                 {"name", to_python(total.name)},
                                 {"vouchers", to_python(total.vouchers)},
                                 {"net", to_python(total.net)}});
  });
}

}  // namespace

void bind_vouchers(HandleClass& handle) {
  handle.def("post", &post)
      .def("transfer_currency", &transfer_currency)
      .def("return_goods", &return_goods)
      .def("preview_return", &preview_return)
      .def("save_draft", &save_draft)
      .def("draft", &draft)
      .def("drafts", &drafts)
      .def("discard_draft", &discard_draft)
      .def("copy_voucher", &copy_voucher)
      .def("reprice", &reprice)
      .def("reprice_draft", &reprice_draft)
      .def("post_draft", &post_draft)
      .def("preview", &preview)
      .def("reserve", &reserve)
      .def("reverse", &reverse)
      .def("post_claim", &post_claim)
      .def("correct", &correct)
      .def("versions", &versions)
      .def("post_batch", &post_batch)
      .def("void_number", &void_number)
      .def("voided_numbers", &voided_numbers)
      .def("seal_through", &seal_through)
      .def("seals", &seals)
      .def("find_voucher", &find_voucher)
      .def("voucher_by_id", &voucher_by_id)
      .def("list_vouchers", &list_vouchers)
      .def("statement", &statement)
      .def("statements", &statements)
      .def("price_history", &price_history)
      .def("discount_report", &discount_report)
      .def("best_customers", &best_customers);
}

}  // namespace emptor::python
