/// Drafts as canonical JSON: what is kept of a draft, and what an idempotency key stands for.
#include <boost/json.hpp>

#include "vouchers/document.hpp"

namespace emptor::vouchers {
namespace {

namespace json = boost::json;

template <class Value, class Text>
void put(json::object& out, std::string_view key, const std::optional<Value>& value, Text text) {
  if (value) out.emplace(key, text(*value));
}

std::string same(const std::string& text) { return text; }

std::optional<std::string> text(const json::object& in, std::string_view key) {
  const json::value* found = in.if_contains(key);
  return found != nullptr ? std::optional(std::string(found->as_string())) : std::nullopt;
}

template <class Parse>
auto parsed(const json::object& in, std::string_view key, Parse parse)
    -> std::optional<decltype(parse(std::string()))> {
  const auto found = text(in, key);
  return found ? std::optional(parse(*found)) : std::nullopt;
}

json::object price_to_json(const LinePrice& price) {
  json::object out;
  out.emplace("unit_price", price.unit_price.value().to_string());
  out.emplace("source", static_cast<std::int64_t>(price.source));
  if (price.entry) out.emplace("entry", price.entry.value);
  put(out, "base_price", price.base_price, [](UnitPrice p) { return p.value().to_string(); });
  put(out, "discount", price.discount, [](Percent p) { return p.value().to_string(); });
  put(out, "amount", price.amount, [](const Decimal& amount) { return amount.to_string(); });
  out.emplace("quantity", price.quantity.value().to_string());
  if (!price.trace.empty()) out.emplace("trace", price.trace);
  put(out, "unit", price.unit, same);
  put(out, "price_list", price.price_list, same);
  return out;
}

LinePrice price_from_json(const json::object& in) {
  LinePrice price;
  price.unit_price = UnitPrice::of(text(in, "unit_price").value_or("0"));
  price.source = static_cast<PriceSource>(in.at("source").as_int64());
  if (const json::value* entry = in.if_contains("entry")) price.entry = PriceEntryId(entry->as_int64());
  price.base_price = parsed(in, "base_price", [](const std::string& t) { return UnitPrice::of(t); });
  price.discount = parsed(in, "discount", [](const std::string& t) { return Percent::of(t); });
  price.amount = parsed(in, "amount", [](const std::string& t) { return Decimal::parse(t); });
  price.quantity = Quantity::of(text(in, "quantity").value_or("0"));
  price.trace = text(in, "trace").value_or("");
  price.unit = text(in, "unit");
  price.price_list = text(in, "price_list");
  return price;
}

json::object line_to_json(const LineDraft& line) {
  json::object out;
  out.emplace("item", line.item);
  out.emplace("quantity", line.quantity.value().to_string());
  put(out, "unit", line.unit, same);
  put(out, "unit_price", line.unit_price, [](UnitPrice p) { return p.value().to_string(); });
  put(out, "discount", line.discount, [](Percent p) { return p.value().to_string(); });
  put(out, "price_list", line.price_list, same);
  put(out, "tax_code", line.tax_code, same);
  if (!line.memo.empty()) out.emplace("memo", line.memo);
  if (!line.gift_of.empty()) out.emplace("gift_of", line.gift_of);
  if (!line.price_reason.empty()) out.emplace("price_reason", line.price_reason);
  if (line.priced) out.emplace("priced", price_to_json(*line.priced));
  return out;
}

LineDraft line_from_json(const json::object& in) {
  LineDraft line;
  line.item = text(in, "item").value_or("");
  line.quantity = Quantity::of(text(in, "quantity").value_or("0"));
  line.unit = text(in, "unit");
  line.unit_price = parsed(in, "unit_price", [](const std::string& t) { return UnitPrice::of(t); });
  line.discount = parsed(in, "discount", [](const std::string& t) { return Percent::of(t); });
  line.price_list = text(in, "price_list");
  line.tax_code = text(in, "tax_code");
  line.memo = text(in, "memo").value_or("");
  line.gift_of = text(in, "gift_of").value_or("");
  line.price_reason = text(in, "price_reason").value_or("");
  if (const json::value* priced = in.if_contains("priced")) line.priced = price_from_json(priced->as_object());
  return line;
}

}  // namespace

std::string to_json(const VoucherDraft& draft) {
  const auto day = [](Date d) { return d.to_string(); };
  json::object out;
  out.emplace("kind", to_string(draft.kind));
  put(out, "side", draft.side, [](Side side) { return side == Side::payable ? "payable" : "receivable"; });
  out.emplace("party", draft.party);
  put(out, "dated", draft.dated, day);
  put(out, "priced_on", draft.priced_on, day);
  put(out, "currency", draft.currency, same);
  put(out, "exchange_rate", draft.exchange_rate, [](const Decimal& rate) { return rate.normalized().to_string(); });
  put(out, "tax_mode", draft.tax_mode,
      [](TaxMode mode) { return mode == TaxMode::inclusive ? "inclusive" : "exclusive"; });
  put(out, "location", draft.location, same);
  put(out, "salesperson", draft.salesperson, same);
  put(out, "ship_to", draft.ship_to, same);
  put(out, "due", draft.due, day);
  put(out, "payment_terms", draft.payment_terms, same);
  if (!draft.reference.empty()) out.emplace("reference", draft.reference);
  if (!draft.memo.empty()) out.emplace("memo", draft.memo);
  if (!draft.lines.empty()) {
    json::array lines;
    for (const LineDraft& line : draft.lines) lines.push_back(line_to_json(line));
    out.emplace("lines", std::move(lines));
  }
  put(out, "amount", draft.amount, [](const Decimal& amount) { return amount.normalized().to_string(); });
  if (draft.allocation != VoucherDraft{}.allocation) {
    json::array orders;
    for (const AllocationOrder order : draft.allocation) orders.push_back(static_cast<std::int64_t>(order));
    out.emplace("allocation", std::move(orders));
  }
  put(out, "write_off_up_to", draft.write_off_up_to,
      [](const Decimal& amount) { return amount.normalized().to_string(); });
  put(out, "reason", draft.reason, [](WriteOffReason reason) { return std::string(to_string(reason)); });
  if (!draft.settles.empty()) {
    json::array settles;
    for (const VoucherId id : draft.settles) settles.push_back(id.value);
    out.emplace("settles", std::move(settles));
  }
  if (!draft.coupons.empty()) {
    json::array coupons;
    for (const std::string& code : draft.coupons) coupons.emplace_back(code);
    out.emplace("coupons", std::move(coupons));
  }
  if (draft.reservation) out.emplace("reservation", draft.reservation.value);
  if (!draft.project.empty()) out.emplace("project", draft.project);
  if (!draft.fields.empty()) {
    json::array fields;
    for (const VoucherField& each : draft.fields) fields.push_back(json::array{each.name, each.value});
    out.emplace("fields", std::move(fields));
  }
  return json::serialize(out);
}

VoucherDraft from_json(std::string_view content) {
  const json::value parsed_value = json::parse(content);
  const json::object& in = parsed_value.as_object();
  VoucherDraft draft;
  draft.kind = parse_voucher_kind(text(in, "kind").value_or("")).value();
  draft.side =
      parsed(in, "side", [](const std::string& t) { return t == "payable" ? Side::payable : Side::receivable; });
  draft.party = text(in, "party").value_or("");
  draft.dated = parsed(in, "dated", [](const std::string& t) { return Date::parse(t); });
  draft.priced_on = parsed(in, "priced_on", [](const std::string& t) { return Date::parse(t); });
  draft.currency = text(in, "currency");
  draft.exchange_rate = parsed(in, "exchange_rate", [](const std::string& t) { return Decimal::parse(t); });
  draft.tax_mode = parsed(
      in, "tax_mode", [](const std::string& t) { return t == "inclusive" ? TaxMode::inclusive : TaxMode::exclusive; });
  draft.location = text(in, "location");
  draft.salesperson = text(in, "salesperson");
  draft.ship_to = text(in, "ship_to");
  draft.due = parsed(in, "due", [](const std::string& t) { return Date::parse(t); });
  draft.payment_terms = text(in, "payment_terms");
  draft.reference = text(in, "reference").value_or("");
  draft.memo = text(in, "memo").value_or("");
  draft.project = text(in, "project").value_or("");
  if (const json::value* fields = in.if_contains("fields"))
    for (const json::value& each : fields->as_array())
      draft.fields.push_back({std::string(each.at(0).as_string()), std::string(each.at(1).as_string())});
  if (const json::value* lines = in.if_contains("lines"))
    for (const json::value& line : lines->as_array()) draft.lines.push_back(line_from_json(line.as_object()));
  draft.amount = parsed(in, "amount", [](const std::string& t) { return Decimal::parse(t); });
  if (const json::value* orders = in.if_contains("allocation")) {
    draft.allocation.clear();
    for (const json::value& order : orders->as_array())
      draft.allocation.push_back(static_cast<AllocationOrder>(order.as_int64()));
  }
  draft.write_off_up_to = parsed(in, "write_off_up_to", [](const std::string& t) { return Decimal::parse(t); });
  draft.reason = parsed(in, "reason", [](const std::string& t) { return parse_reason(t).value(); });
  if (const json::value* settles = in.if_contains("settles"))
    for (const json::value& id : settles->as_array()) draft.settles.emplace_back(id.as_int64());
  if (const json::value* coupons = in.if_contains("coupons"))
    for (const json::value& code : coupons->as_array()) draft.coupons.emplace_back(code.as_string());
  if (const json::value* reservation = in.if_contains("reservation"))
    draft.reservation = ReservationId(reservation->as_int64());
  return draft;
}

std::string fields_text(const std::vector<VoucherField>& fields) {
  if (fields.empty()) return {};
  json::object out;
  for (const VoucherField& each : fields) out.emplace(each.name, each.value);
  return json::serialize(out);
}

std::vector<VoucherField> fields_from(std::string_view text) {
  std::vector<VoucherField> fields;
  if (text.empty()) return fields;
  const json::value parsed_value = json::parse(text);
  for (const auto& [name, value] : parsed_value.as_object())
    fields.push_back({std::string(name), std::string(value.as_string())});
  return fields;
}

}  // namespace emptor::vouchers
