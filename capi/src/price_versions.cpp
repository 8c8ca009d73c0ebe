/// Versions of price lists.
#include "emptor/price_versions.hpp"

#include "handles.hpp"
#include "prices.hpp"
#include "rows.hpp"

using namespace emptor;
using namespace emptor::capi;

namespace {

std::vector<std::string> to_codes(const char* const* codes, std::int32_t count, const char* name) {
  check_array(codes, count, name);
  std::vector<std::string> out;
  out.reserve(static_cast<std::size_t>(count));
  for (std::int32_t i = 0; i < count; ++i) out.emplace_back(required(codes[i], name));
  return out;
}

}  // namespace

emptor_status emptor_price_version_create(emptor_session* session, std::int32_t list_kind, const char* list_code,
                                          std::int32_t direction, const char* currency, const char* name,
                                          std::int64_t* id_out, emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    give_id(in.price_versions().create(to_scope(list_kind, list_code, direction, currency), required(name, "name")),
            id_out);
  });
}

emptor_status emptor_price_version_set_all(emptor_session* session, std::int64_t version,
                                           const emptor_price_entry* entries, std::int32_t count, std::int64_t* ids_out,
                                           emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    give_ids(in.price_versions().set_all(PriceVersionId(version), to_inputs(entries, count, "entries", to_entry)),
             ids_out);
  });
}

emptor_status emptor_price_version_remove(emptor_session* session, std::int64_t version, std::int64_t entry,
                                          emptor_error** error_out) noexcept {
  return with_session(session, error_out,
                      [&](Session& in) { in.price_versions().remove(PriceVersionId(version), PriceEntryId(entry)); });
}

emptor_status emptor_price_version_all(emptor_session* session, emptor_rows** rows_out,
                                       emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"id", kInteger},      {"name", kText},           {"list_kind", kInteger},
                     {"list", kText},       {"direction", kInteger},   {"currency", kText},
                     {"state", kText},      {"published_from", kDate}, {"rolled_back_from", kDate},
                     {"created_by", kText}, {"approved_by", kText},    {"recorded_at", kInstant}};
    for (const PriceVersion& each : in.price_versions().all())
      rows.add(each.id, each.name, static_cast<std::int32_t>(each.list.kind), each.list.code,
               static_cast<std::int32_t>(each.list.direction), each.list.currency, to_string(each.state),
               each.published_from, each.rolled_back_from, each.created_by, each.approved_by, each.recorded_at);
    rows.give(out);
  });
}

emptor_status emptor_price_version_rows(emptor_session* session, std::int64_t version, emptor_rows** rows_out,
                                        emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"change", kText},
                     {"before", kInteger},
                     {"after", kInteger},
                     {"item", kText},
                     {"group", kText},
                     {"unit", kText},
                     {"min_quantity", kDecimal},
                     {"price_before", kDecimal},
                     {"percent_before", kDecimal},
                     {"price_after", kDecimal},
                     {"percent_after", kDecimal},
                     {"from_before", kDate},
                     {"until_before", kDate},
                     {"from_after", kDate},
                     {"until_after", kDate}};
    for (const VersionRow& each : in.price_versions().rows(PriceVersionId(version))) {
      const PriceEntryInput nothing;
      const PriceEntryInput& before = each.before ? each.before->terms : nothing;
      const PriceEntryInput& after = each.after ? each.after->terms : nothing;
      const PriceEntryInput& either = each.after ? after : before;
      rows.add(to_string(each.change), each.before ? Cell(each.before->id) : Cell(),
               each.after ? Cell(each.after->id) : Cell(), either.product.item, either.product.group, either.unit,
               either.min_quantity, before.price, before.percent_of_base, after.price, after.percent_of_base,
               before.valid.from, before.valid.until, after.valid.from, after.valid.until);
    }
    rows.give(out);
  });
}

emptor_status emptor_price_version_effects(emptor_session* session, std::int64_t version, std::int32_t on,
                                           const char* const* customers, std::int32_t customer_count,
                                           const char* const* items, std::int32_t item_count, std::int32_t limit,
                                           std::int64_t* left_out_out, emptor_rows** rows_out,
                                           emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{
        {"customer", kText},        {"item", kText},           {"quantity", kDecimal},   {"currency", kText},
        {"price_before", kDecimal}, {"price_after", kDecimal}, {"source_before", kText}, {"source_after", kText},
        {"missing_before", kText},  {"missing_after", kText}};
    EffectQuery query{.on = optional_date(on, "on"),
                      .customers = to_codes(customers, customer_count, "customers"),
                      .items = to_codes(items, item_count, "items")};
    if (limit != 0) query.limit = limit;
    const VersionEffects found = in.price_versions().effects(PriceVersionId(version), query);
    const auto price = [](const std::optional<PriceQuote>& quote) {
      return quote ? Cell(to_text(quote->unit_price, quote->currency)) : Cell();
    };
    const auto source = [](const std::optional<PriceQuote>& quote) {
      return quote ? Cell(to_string(quote->source)) : Cell();
    };
    const auto missing = [](const std::optional<ErrorCode>& code) { return code ? Cell(to_string(*code)) : Cell(); };
    for (const VersionEffect& each : found.changed) {
      const auto& quote = each.after ? each.after : each.before;
      rows.add(each.customer, each.item, each.quantity, quote ? Cell(quote->currency.code()) : Cell(),
               price(each.before), price(each.after), source(each.before), source(each.after),
               missing(each.missing_before), missing(each.missing_after));
    }
    rows.give(out);
    if (left_out_out != nullptr) *left_out_out = found.left_out;
  });
}

emptor_status emptor_price_version_approve(emptor_session* session, std::int64_t version,
                                           emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) { in.price_versions().approve(PriceVersionId(version)); });
}

emptor_status emptor_price_version_publish(emptor_session* session, std::int64_t version, std::int32_t from,
                                           emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    in.price_versions().publish(PriceVersionId(version), optional_date(from, "from"));
  });
}

emptor_status emptor_price_version_roll_back(emptor_session* session, std::int64_t version, std::int32_t from,
                                             emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) {
    in.price_versions().roll_back(PriceVersionId(version), optional_date(from, "from"));
  });
}

emptor_status emptor_price_version_retire(emptor_session* session, std::int64_t version,
                                          emptor_error** error_out) noexcept {
  return with_session(session, error_out, [&](Session& in) { in.price_versions().retire(PriceVersionId(version)); });
}
