/// Promotions: programmes.
#include "promotions.hpp"

#include "handles.hpp"
#include "rows.hpp"
#include "structs.hpp"

using namespace emptor;
using namespace emptor::capi;

static_assert(EMPTOR_REWARD_PERCENT == static_cast<int>(RewardKind::percent) &&
              EMPTOR_REWARD_AMOUNT_OFF == static_cast<int>(RewardKind::amount_off) &&
              EMPTOR_REWARD_UNIT_PRICE == static_cast<int>(RewardKind::unit_price) &&
              EMPTOR_REWARD_ORDER_PERCENT == static_cast<int>(RewardKind::order_percent) &&
              EMPTOR_REWARD_ORDER_AMOUNT == static_cast<int>(RewardKind::order_amount) &&
              EMPTOR_REWARD_SET_PRICE == static_cast<int>(RewardKind::set_price) &&
              EMPTOR_REWARD_FREE_UNITS == static_cast<int>(RewardKind::free_units) &&
              EMPTOR_REWARD_FREE_GOODS == static_cast<int>(RewardKind::free_goods));
static_assert(EMPTOR_FREE_STEP == static_cast<int>(FreeMode::step) &&
              EMPTOR_FREE_PRORATA == static_cast<int>(FreeMode::prorata) &&
              EMPTOR_FREE_EXACT == static_cast<int>(FreeMode::exact));
static_assert(EMPTOR_PICK_CHEAPEST == static_cast<int>(Pick::cheapest) &&
              EMPTOR_PICK_DEAREST == static_cast<int>(Pick::dearest) &&
              EMPTOR_PICK_DOCUMENT == static_cast<int>(Pick::document));
static_assert(EMPTOR_NEEDS_ANY == static_cast<int>(Needs::any) && EMPTOR_NEEDS_ALL == static_cast<int>(Needs::all));
static_assert(EMPTOR_OVERRUN_STRICT == static_cast<int>(Overrun::strict) &&
              EMPTOR_OVERRUN_PARTIAL == static_cast<int>(Overrun::partial) &&
              EMPTOR_OVERRUN_SOFT == static_cast<int>(Overrun::soft));

namespace {

std::optional<std::int64_t> unless_zero(std::int64_t limit) { return limit == 0 ? std::nullopt : std::optional(limit); }

void figure_into(Decimal& out, const char* given, const char* field) {
  if (given != nullptr) out = figure<Decimal>(given, field);
}

std::vector<ProgrammeProduct> to_products(const emptor_programme& given) {
  check_array(given.products, given.product_count, "products");
  std::vector<ProgrammeProduct> products;
  for (std::int32_t i = 0; i < given.product_count; ++i) {
    const emptor_programme_product& each = given.products[i];
    ProgrammeProduct& product = products.emplace_back();
    product.item = optional_text(each.item);
    product.group = optional_text(each.group);
    if (each.quantity != nullptr)
      product.quantity = figure<Decimal>(each.quantity, "products[" + std::to_string(i) + "].quantity");
  }
  return products;
}

template <class Values, class Text>
std::string lines_of(const Values& values, Text text) {
  std::string lines;
  for (const auto& value : values) lines += (lines.empty() ? "" : "\n") + text(value);
  return lines;
}

std::string same(const std::string& text) { return text; }

}  // namespace

ProgrammeInput emptor::capi::to_programme(const emptor_programme& given) {
  if (given.weekdays < 0 || given.weekdays > every_day)
    throw Error(ErrorCode::range, "weekdays", "some of the seven days, Monday as the lowest bit",
                {{"weekdays", std::to_string(given.weekdays)}});
  ProgrammeInput programme{
      .code = text(given.code),
      .name = text(given.name),
      .priority = given.priority,
      .exclusive = truth(given.exclusive, "exclusive"),
      .valid = period(given.from, given.until),
      .weekdays = static_cast<std::uint8_t>(given.weekdays),
      .customers = texts(given.customers, given.customer_count, "customers"),
      .customer_groups = texts(given.customer_groups, given.customer_group_count, "customer_groups"),
      .products = to_products(given),
      .needs = choice(given.needs, Needs::any, Needs::all, "needs"),
      .currency = text(given.currency),
      .reward = choice(given.reward, RewardKind::percent, RewardKind::free_goods, "reward"),
      .value = optional_figure<Decimal>(given.value, "value"),
      .mode = choice(given.mode, FreeMode::step, FreeMode::exact, "mode"),
      .repeats = !truth(given.once, "once"),
      .get_max = optional_figure<Decimal>(given.get_max, "get_max"),
      .pick = choice(given.pick, Pick::cheapest, Pick::document, "pick"),
      .gift = optional_text(given.gift),
      .cap = optional_figure<Decimal>(given.cap, "cap"),
      .by_coupon = truth(given.by_coupon, "by_coupon"),
      .uses_max = unless_zero(given.uses_max),
      .customer_uses_max = unless_zero(given.customer_uses_max),
      .budget = optional_figure<Decimal>(given.budget, "budget"),
      .overrun = choice(given.overrun, Overrun::strict, Overrun::soft, "overrun")};
  if (given.phase != nullptr) programme.phase = text(given.phase);
  figure_into(programme.min_quantity, given.min_quantity, "min_quantity");
  figure_into(programme.min_amount, given.min_amount, "min_amount");
  figure_into(programme.per, given.per, "per");
  figure_into(programme.get, given.get, "get");
  figure_into(programme.get_multiple, given.get_multiple, "get_multiple");
  if (given.replaces != 0) programme.replaces = ProgrammeId(given.replaces);
  return programme;
}

emptor_status emptor_programme_set(emptor_session* session, const emptor_programme* programme, std::int64_t* id_out,
                                   emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { give_id(in.promotions().set(to_programme(read(programme))), id_out); });
}

emptor_status emptor_programme_withdraw(emptor_session* session, std::int64_t programme,
                                        emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) { in.promotions().withdraw(ProgrammeId(programme)); });
}

emptor_status emptor_programme_list(emptor_session* session, const char* code, std::int32_t on, std::int64_t known_at,
                                    emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"id", kInteger},
                     {"code", kText},
                     {"name", kText},
                     {"phase", kText},
                     {"priority", kInteger},
                     {"exclusive", kTruth},
                     {"from", kDate},
                     {"until", kDate},
                     {"weekdays", kInteger},
                     {"customers", kText},
                     {"customer_groups", kText},
                     {"products", kText},
                     {"quantities", kText},
                     {"needs", kText},
                     {"min_quantity", kDecimal},
                     {"min_amount", kDecimal},
                     {"currency", kText},
                     {"reward", kText},
                     {"value", kDecimal},
                     {"per", kDecimal},
                     {"get", kDecimal},
                     {"mode", kText},
                     {"once", kTruth},
                     {"get_max", kDecimal},
                     {"get_multiple", kDecimal},
                     {"pick", kText},
                     {"gift", kText},
                     {"cap", kDecimal},
                     {"recorded_at", kInstant},
                     {"actor", kText},
                     {"by_coupon", kTruth},
                     {"uses_max", kInteger},
                     {"customer_uses_max", kInteger},
                     {"budget", kDecimal},
                     {"overrun", kText}};
    const ProgrammeQuery query{.code = optional_text(code),
                               .as_of = {optional_date(on, "on"), optional_instant(known_at)}};
    for (const ProgrammeRecord& each : in.promotions().list(query)) {
      const ProgrammeInput& terms = each.terms;
      rows.add(each.id, terms.code, terms.name, terms.phase, terms.priority, terms.exclusive, terms.valid.from,
               terms.valid.until, static_cast<std::int32_t>(terms.weekdays), lines_of(terms.customers, same),
               lines_of(terms.customer_groups, same),
               lines_of(terms.products,
                        [](const ProgrammeProduct& product) {
                          return product.item ? "item " + *product.item : "group " + *product.group;
                        }),
               lines_of(terms.products, [](const ProgrammeProduct& product) { return to_text(product.quantity); }),
               to_string(terms.needs), terms.min_quantity, terms.min_amount, terms.currency, to_string(terms.reward),
               terms.value, terms.per, terms.get, to_string(terms.mode), !terms.repeats, terms.get_max,
               terms.get_multiple, to_string(terms.pick), terms.gift, terms.cap, each.recorded_at, each.actor,
               terms.by_coupon, terms.uses_max, terms.customer_uses_max, terms.budget, to_string(terms.overrun));
    }
    rows.give(out);
  });
}

emptor_status emptor_coupon_create(emptor_session* session, const emptor_coupon* coupon, std::int64_t* id_out,
                                   emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    const emptor_coupon given = read(coupon);
    give_id(in.promotions().create_coupon({.code = text(given.code),
                                           .programme = text(given.programme),
                                           .customer = optional_text(given.customer),
                                           .uses_max = unless_zero(given.uses_max),
                                           .customer_uses_max = unless_zero(given.customer_uses_max),
                                           .valid = period(given.from, given.until)}),
            id_out);
  });
}

emptor_status emptor_coupon_withdraw(emptor_session* session, const char* code, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) { in.promotions().withdraw_coupon(text(code)); });
}

emptor_status emptor_coupon_list(emptor_session* session, const char* programme, std::int64_t after, std::int32_t limit,
                                 emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"id", kInteger},       {"code", kText},        {"programme", kText},
                     {"customer", kText},    {"uses_max", kInteger}, {"customer_uses_max", kInteger},
                     {"from", kDate},        {"until", kDate},       {"uses", kInteger},
                     {"reserved", kInteger}, {"withdrawn", kTruth},  {"recorded_at", kInstant},
                     {"actor", kText}};
    for (const CouponRecord& each :
         in.promotions().coupons({.programme = optional_text(programme), .after = CouponId(after), .limit = limit})) {
      const CouponInput& terms = each.terms;
      rows.add(each.id, terms.code, terms.programme, terms.customer, terms.uses_max, terms.customer_uses_max,
               terms.valid.from, terms.valid.until, each.uses, each.reserved, each.withdrawn, each.recorded_at,
               each.actor);
    }
    rows.give(out);
  });
}

emptor_status emptor_programme_usage(emptor_session* session, const char* programme, const char* customer,
                                     emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"uses", kInteger},   {"reserved", kInteger},        {"uses_max", kInteger},
                     {"amount", kDecimal}, {"reserved_amount", kDecimal}, {"budget", kDecimal},
                     {"currency", kText}};
    const ProgrammeUsage usage = in.promotions().usage(text(programme), optional_text(customer));
    rows.add(usage.uses, usage.reserved, usage.uses_max, usage.amount, usage.reserved_amount, usage.budget,
             usage.amount.currency.code());
    rows.give(out);
  });
}

emptor_status emptor_reservation_release(emptor_session* session, std::int64_t reservation,
                                         emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) { in.promotions().release(ReservationId(reservation)); });
}
