/// Rebates: agreements, where parties stand, settlements, accruals.
#include "emptor/rebates.hpp"

#include "handles.hpp"
#include "rows.hpp"
#include "structs.hpp"
#include "vouchers.hpp"

using namespace emptor;
using namespace emptor::capi;

static_assert(EMPTOR_REBATE_NET == static_cast<int>(RebateBase::net) &&
              EMPTOR_REBATE_GROSS == static_cast<int>(RebateBase::gross) &&
              EMPTOR_REBATE_QUANTITY == static_cast<int>(RebateBase::quantity));
static_assert(EMPTOR_REBATE_ALL_UNITS == static_cast<int>(RebateMode::all_units) &&
              EMPTOR_REBATE_INCREMENTAL == static_cast<int>(RebateMode::incremental));
static_assert(EMPTOR_REBATE_PERCENT == static_cast<int>(RebatePays::percent) &&
              EMPTOR_REBATE_PER_UNIT == static_cast<int>(RebatePays::per_unit));
static_assert(EMPTOR_REBATE_EACH == static_cast<int>(RebateCounting::each) &&
              EMPTOR_REBATE_TOGETHER == static_cast<int>(RebateCounting::together));

namespace {

RebateInput to_input(const emptor_rebate& given) {
  check_array(given.products, given.product_count, "products");
  check_array(given.tiers, given.tier_count, "tiers");
  RebateInput input{.code = text(given.code),
                    .name = text(given.name),
                    .direction = choice(given.direction, Direction::sales, Direction::purchases, "direction"),
                    .party = optional_text(given.party),
                    .group = optional_text(given.group),
                    .counting = choice(given.counting, RebateCounting::each, RebateCounting::together, "counting"),
                    .valid = period(given.from, given.until),
                    .base = choice(given.base, RebateBase::net, RebateBase::quantity, "base"),
                    .mode = choice(given.mode, RebateMode::all_units, RebateMode::incremental, "mode"),
                    .pays = choice(given.pays, RebatePays::percent, RebatePays::per_unit, "pays"),
                    .currency = text(given.currency),
                    .expected = optional_figure<Decimal>(given.expected, "expected")};
  for (std::int32_t i = 0; i < given.product_count; ++i)
    input.products.push_back(
        {.item = optional_text(given.products[i].item), .group = optional_text(given.products[i].group)});
  for (std::int32_t i = 0; i < given.tier_count; ++i) {
    const std::string field = "tiers[" + std::to_string(i) + "]";
    input.tiers.push_back({.from = required_figure<Decimal>(given.tiers[i].from, (field + ".from").c_str()),
                           .value = required_figure<Decimal>(given.tiers[i].value, (field + ".value").c_str())});
  }
  if (given.replaces != 0) input.replaces = RebateId(given.replaces);
  return input;
}

template <class Values, class Text>
std::string lines_of(const Values& values, Text text) {
  std::string lines;
  for (const auto& value : values) lines += (lines.empty() ? "" : "\n") + text(value);
  return lines;
}

std::optional<std::int64_t> unless_none(VoucherId id) { return id ? std::optional(id.value) : std::nullopt; }

}  // namespace

emptor_status emptor_rebate_set(emptor_session* session, const emptor_rebate* rebate, std::int64_t* id_out,
                                emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { give_id(in.rebates().set(to_input(read(rebate))), id_out); });
}

emptor_status emptor_rebate_withdraw(emptor_session* session, std::int64_t rebate, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) { in.rebates().withdraw(RebateId(rebate)); });
}

emptor_status emptor_rebate_list(emptor_session* session, const char* code, std::int32_t on, std::int64_t known_at,
                                 emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"id", kInteger},          {"code", kText},     {"name", kText},     {"direction", kText},
                     {"party", kText},          {"group", kText},    {"counting", kText}, {"from", kDate},
                     {"until", kDate},          {"products", kText}, {"base", kText},     {"mode", kText},
                     {"pays", kText},           {"tiers", kText},    {"currency", kText}, {"expected", kDecimal},
                     {"recorded_at", kInstant}, {"actor", kText}};
    const RebateQuery query{.code = optional_text(code),
                            .as_of = {.on = optional_date(on, "on"), .known_at = optional_instant(known_at)}};
    for (const RebateRecord& each : in.rebates().list(query)) {
      const RebateInput& terms = each.terms;
      rows.add(
          each.id, terms.code, terms.name, terms.direction == Direction::sales ? "sales" : "purchases", terms.party,
          terms.group, to_string(terms.counting), terms.valid.from, terms.valid.until,
          lines_of(terms.products,
                   [](const RebateProduct& product) {
                     return product.item ? "item " + *product.item : "group " + product.group.value_or("");
                   }),
          to_string(terms.base), to_string(terms.mode), to_string(terms.pays),
          lines_of(terms.tiers, [](const RebateTier& tier) { return to_text(tier.from) + " " + to_text(tier.value); }),
          terms.currency, terms.expected, each.recorded_at, each.actor);
    }
    rows.give(out);
  });
}

emptor_status emptor_rebate_standings(emptor_session* session, const char* agreement, const char* party,
                                      std::int32_t on, emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"party", kText},        {"quantity", kDecimal},   {"net", kDecimal},     {"gross", kDecimal},
                     {"base", kDecimal},      {"tier", kInteger},       {"value", kDecimal},   {"earned", kDecimal},
                     {"accrued", kDecimal},   {"settled", kDecimal},    {"currency", kText},   {"next_tier", kInteger},
                     {"next_from", kDecimal}, {"next_value", kDecimal}, {"missing", kDecimal}, {"gain", kDecimal},
                     {"text", kText}};
    const std::string_view code = required(agreement, "agreement");
    const auto day = optional_date(on, "on");
    const auto found =
        party != nullptr ? std::vector{in.rebates().standing(code, party, day)} : in.rebates().standings(code, day);
    for (const RebateStanding& each : found) {
      const NextTier next = each.next.value_or(NextTier{});
      const auto of_next = [&](const auto& value) { return each.next ? Cell(value) : Cell(); };
      rows.add(each.party, each.quantity, each.net, each.gross, each.base, each.tier, each.value, each.earned,
               each.accrued, each.settled, each.earned.currency.code(), of_next(next.tier), of_next(next.from),
               of_next(next.value), of_next(next.missing), next.gain, each.to_string());
    }
    rows.give(out);
  });
}

emptor_status emptor_rebate_settle(emptor_session* session, const char* agreement, const char* party,
                                   std::int32_t through, std::int32_t dated, std::int32_t plan_only,
                                   const emptor_post_options* options, emptor_rows** rows_out,
                                   emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    const SettleRebate wanted{.agreement = std::string(required(agreement, "agreement")),
                              .party = std::string(required(party, "party")),
                              .through = optional_date(through, "through"),
                              .dated = optional_date(dated, "dated")};
    RowsBuilder rows{{"agreement", kText}, {"party", kText},      {"through", kDate},    {"dated", kDate},
                     {"base", kDecimal},   {"earned", kDecimal},  {"settled", kDecimal}, {"amount", kDecimal},
                     {"currency", kText},  {"voucher", kInteger}, {"repeated", kTruth}};
    const RebateSettlement made =
        truth(plan_only, "plan_only") ? in.rebates().plan(wanted) : in.rebates().settle(wanted, to_options(options));
    rows.add(made.agreement, made.party, made.through, made.dated, made.base, made.earned, made.settled, made.amount,
             made.amount.currency.code(), unless_none(made.voucher), made.repeated);
    rows.give(out);
  });
}

emptor_status emptor_rebate_settlements(emptor_session* session, const char* agreement, const char* party,
                                        std::int64_t after, std::int32_t limit, emptor_rows** rows_out,
                                        emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"agreement", kText}, {"party", kText},      {"through", kDate},       {"dated", kDate},
                     {"base", kDecimal},   {"earned", kDecimal},  {"settled", kDecimal},    {"amount", kDecimal},
                     {"currency", kText},  {"voucher", kInteger}, {"reversed_by", kInteger}};
    for (const RebateSettlement& each : in.rebates().settlements({.agreement = optional_text(agreement),
                                        .party = optional_text(party),
                                        .after = VoucherId(after),
                                        .limit = limit}))
      rows.add(each.agreement, each.party, each.through, each.dated, each.base, each.earned, each.settled, each.amount,
               each.amount.currency.code(), each.voucher, unless_none(each.reversed_by));
    rows.give(out);
  });
}

emptor_status emptor_rebate_accruals(emptor_session* session, const char* agreement, const char* party,
                                     std::int32_t from, std::int32_t until, emptor_rows** rows_out,
                                     emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"agreement", kText},  {"party", kText},      {"base", kDecimal}, {"quantity", kDecimal},
                     {"accrued", kDecimal}, {"settled", kDecimal}, {"owed", kDecimal}, {"currency", kText}};
    for (const RebateAccrual& each : in.rebates().accruals(
             {.dated = period(from, until), .agreement = optional_text(agreement), .party = optional_text(party)}))
      rows.add(each.agreement, each.party, each.base, each.quantity, each.accrued, each.settled, each.owed,
               each.owed.currency.code());
    rows.give(out);
  });
}

emptor_status emptor_rebate_counted(emptor_session* session, const char* agreement, const char* party,
                                    std::int32_t from, std::int32_t until, emptor_rows** rows_out,
                                    emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"voucher", kInteger}, {"dated", kDate},      {"quantity", kDecimal}, {"net", kDecimal},
                     {"gross", kDecimal},   {"accrued", kDecimal}, {"currency", kText}};
    for (const RebateVoucher& each :
         in.rebates().counted(required(agreement, "agreement"), required(party, "party"), period(from, until)))
      rows.add(each.voucher, each.dated, each.quantity, each.net, each.gross, each.accrued, each.net.currency.code());
    rows.give(out);
  });
}
