/// Quotes, explanations, and many quotes over one state.
#include <algorithm>
#include <memory>

#include "emptor/price_versions.hpp"
#include "handles.hpp"
#include "prices.hpp"
#include "rows.hpp"

using namespace emptor;
using namespace emptor::capi;

struct emptor_price_quote {
  std::string unit_price;
  std::string currency;
  std::optional<std::string> base_price;
  std::string rate;
  std::optional<std::string> price_before_discounts;
  std::optional<std::string> amount;
  std::optional<std::string> price_before_rules;
  std::optional<std::string> limit;
  PriceQuote quote;

  explicit emptor_price_quote(const PriceQuote& found)
      : unit_price(to_text(found.unit_price, found.currency)),
        currency(found.currency.code()),
        rate(to_text(found.rate)),
        quote(found) {
    if (found.base_price) base_price = to_text(*found.base_price, found.currency);
    if (found.amount) amount = to_text(*found.amount);
    if (found.price_before_rules) price_before_rules = to_text(*found.price_before_rules, found.currency);
    if (found.limit) limit = to_text(found.limit->price, found.currency);
    if (found.price_before_discounts) price_before_discounts = to_text(*found.price_before_discounts, found.currency);
  }
};

struct emptor_price_explanation {
  PriceExplanation explanation;
  std::optional<emptor_price_quote> quote;
  std::string text;

  explicit emptor_price_explanation(PriceExplanation found)
      : explanation(std::move(found)), text(explanation.to_string()) {
    if (explanation.quote) quote.emplace(*explanation.quote);
  }
};

QuoteRequest emptor::capi::to_request(const emptor_price_request& given) {
  check_reserved(given.reserved, "request.reserved");
  QuoteRequest request{.item = text(given.item),
                       .customer = text(given.customer),
                       .unit = optional_text(given.unit),
                       .on = optional_date(given.on, "on"),
                       .currency = optional_text(given.currency),
                       .location = optional_text(given.location),
                       .list = optional_text(given.list),
                       .direction = to_direction(given.direction)};
  if (given.quantity != nullptr) request.quantity = figure<Quantity>(given.quantity, "quantity");
  request.document_quantity = optional_figure<Quantity>(given.document_quantity, "document_quantity");
  return request;
}

namespace {

emptor_price_value to_value(const std::optional<PriceQuote>& quote) {
  emptor_price_value value{};
  if (!quote) return value;
  value.unit_price_micros = quote->unit_price.micros;
  value.base_price_micros = quote->base_price ? quote->base_price->micros : 0;
  value.list = quote->list.value;
  value.entry = quote->entry.value;
  value.rate_micros = quote->rate.micros;
  value.source = static_cast<std::int32_t>(quote->source);
  value.currency = quote->currency.numeric();
  value.tax_included = quote->tax_included ? 1 : 0;
  value.has_base_price = quote->base_price ? 1 : 0;
  return value;
}

std::optional<std::string> price_text(const std::optional<UnitPrice>& price, Currency currency) {
  return price ? std::optional(to_text(*price, currency)) : std::nullopt;
}

}  // namespace

emptor_status emptor_price_resolve(emptor_session* session, const emptor_price_request* request,
                                   emptor_price_quote** quote_out, emptor_error** error_out) noexcept {
  return with_session(session, quote_out, "quote_out", error_out, [&](Session& in, emptor_price_quote*& out) {
    out = give<emptor_price_quote>(in.prices().quote(to_request(read(request))));
  });
}

emptor_status emptor_price_version_resolve(emptor_session* session, std::int64_t version,
                                           const emptor_price_request* request, emptor_price_quote** quote_out,
                                           emptor_error** error_out) noexcept {
  return with_session(session, quote_out, "quote_out", error_out, [&](Session& in, emptor_price_quote*& out) {
    out = give<emptor_price_quote>(in.price_versions().quote(PriceVersionId(version), to_request(read(request))));
  });
}

emptor_status emptor_price_version_explain(emptor_session* session, std::int64_t version,
                                           const emptor_price_request* request,
                                           emptor_price_explanation** explanation_out,
                                           emptor_error** error_out) noexcept {
  return with_session(session, explanation_out, "explanation_out", error_out,
                      [&](Session& in, emptor_price_explanation*& out) {
                        out = give<emptor_price_explanation>(
                            in.price_versions().explain(PriceVersionId(version), to_request(read(request))));
                      });
}

void emptor_price_quote_free(emptor_price_quote* quote) noexcept { delete quote; }

const char* emptor_price_quote_unit_price(const emptor_price_quote* quote) noexcept {
  return quote != nullptr ? quote->unit_price.c_str() : nullptr;
}

const char* emptor_price_quote_currency(const emptor_price_quote* quote) noexcept {
  return quote != nullptr ? quote->currency.c_str() : nullptr;
}

std::int32_t emptor_price_quote_tax_included(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->quote.tax_included ? 1 : 0;
}

std::int32_t emptor_price_quote_source(const emptor_price_quote* quote) noexcept {
  return quote != nullptr ? static_cast<std::int32_t>(quote->quote.source) : EMPTOR_PRICE_SOURCE_NONE;
}

std::int64_t emptor_price_quote_list(const emptor_price_quote* quote) noexcept {
  return quote != nullptr ? quote->quote.list.value : 0;
}

std::int64_t emptor_price_quote_entry(const emptor_price_quote* quote) noexcept {
  return quote != nullptr ? quote->quote.entry.value : 0;
}

const char* emptor_price_quote_base_price(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->base_price ? quote->base_price->c_str() : nullptr;
}

const char* emptor_price_quote_rate(const emptor_price_quote* quote) noexcept {
  return quote != nullptr ? quote->rate.c_str() : nullptr;
}

const char* emptor_price_quote_amount(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->amount ? quote->amount->c_str() : nullptr;
}

const char* emptor_price_quote_price_before_rules(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->price_before_rules ? quote->price_before_rules->c_str() : nullptr;
}

std::int32_t emptor_price_quote_limit_side(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->quote.limit ? static_cast<std::int32_t>(quote->quote.limit->side) : 0;
}

const char* emptor_price_quote_limit(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->limit ? quote->limit->c_str() : nullptr;
}

std::int32_t emptor_price_quote_limit_on_breach(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->quote.limit ? static_cast<std::int32_t>(quote->quote.limit->on_breach) : 0;
}

std::int64_t emptor_price_quote_limit_rule(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->quote.limit ? quote->quote.limit->entry.value : 0;
}

const char* emptor_price_quote_price_before_discounts(const emptor_price_quote* quote) noexcept {
  return quote != nullptr && quote->price_before_discounts ? quote->price_before_discounts->c_str() : nullptr;
}

emptor_status emptor_price_timeline(emptor_session* session, const emptor_price_request* request, std::int32_t from,
                                    std::int32_t until, emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows{{"from", kDate},          {"until", kDate},  {"unit_price", kDecimal}, {"currency", kText},
                     {"tax_included", kTruth}, {"source", kText}, {"list", kInteger},       {"entry", kInteger},
                     {"lowest", kTruth},       {"missing", kText}};
    const PriceTimeline found = in.prices().timeline(to_request(read(request)), period(from, until));
    for (std::size_t i = 0; i < found.spans.size(); ++i) {
      const PriceSpan& span = found.spans[i];
      const PriceQuote quote = span.quote.value_or(PriceQuote{});
      rows.add(span.days.from, span.days.until,
               price_text(span.quote ? std::optional(quote.unit_price) : std::nullopt, quote.currency),
               quote.currency.code(), quote.tax_included, to_string(quote.source), quote.list, quote.entry,
               found.lowest == i, span.missing ? Cell(to_string(*span.missing)) : Cell());
    }
    rows.give(out);
  });
}

// --- Explanations

emptor_status emptor_price_explain(emptor_session* session, const emptor_price_request* request,
                                   emptor_price_explanation** explanation_out, emptor_error** error_out) noexcept {
  return with_session(session, explanation_out, "explanation_out", error_out,
                      [&](Session& in, emptor_price_explanation*& out) {
                        out = give<emptor_price_explanation>(in.prices().explain(to_request(read(request))));
                      });
}

void emptor_price_explanation_free(emptor_price_explanation* explanation) noexcept { delete explanation; }

const emptor_price_quote* emptor_price_explanation_quote(const emptor_price_explanation* explanation) noexcept {
  return explanation != nullptr && explanation->quote ? &*explanation->quote : nullptr;
}

const char* emptor_price_explanation_text(const emptor_price_explanation* explanation) noexcept {
  return explanation != nullptr ? explanation->text.c_str() : nullptr;
}

emptor_status emptor_price_explanation_candidates(const emptor_price_explanation* explanation, emptor_rows** rows_out,
                                                  emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    const PriceExplanation& found = require(explanation, "explanation").explanation;
    const Currency currency = found.quote ? found.quote->currency : Currency();
    RowsBuilder rows{{"source", kText},
                     {"outcome", kText},
                     {"list_kind", kInteger},
                     {"list", kText},
                     {"product", kText},
                     {"entry", kInteger},
                     {"min_quantity", kDecimal},
                     {"from", kDate},
                     {"until", kDate},
                     {"unit_price", kDecimal},
                     {"step", kText},
                     {"programme", kText},
                     {"counts", kText},
                     {"counted", kDecimal},
                     {"measure", kText}};
    for (const PriceCandidate& each : found.candidates)
      rows.add(to_string(each.source), to_string(each.outcome), static_cast<std::int32_t>(each.list_kind), each.list,
               each.product, each.entry, each.min_quantity, each.valid.from, each.valid.until,
               price_text(each.unit_price, currency), each.step, each.programme, to_string(each.counts), each.counted,
               to_string(each.measure));
    rows.give(out);
  });
}

emptor_status emptor_price_explanation_steps(const emptor_price_explanation* explanation, emptor_rows** rows_out,
                                             emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"what", kText}, {"before", kDecimal}, {"after", kDecimal}};
    for (const PriceStep& step : require(explanation, "explanation").explanation.steps)
      rows.add(step.what, step.before, step.after);
    rows.give(out);
  });
}

// --- Views

emptor_status emptor_price_view_open(emptor_session* session, emptor_price_view** view_out,
                                     emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_price_view*& out = require(view_out, "view_out");
    const auto& core = require(session, "session").core;
    Use use(*core);
    std::unique_ptr<emptor_price_view> view(give<emptor_price_view>(core, std::nullopt));
    view->view.emplace(use->prices().view());
    out = view.release();
  });
}

void emptor_price_view_close(emptor_price_view* view) noexcept { delete view; }

emptor_status emptor_price_view_resolve(emptor_price_view* view, const emptor_price_request* request,
                                        emptor_price_quote** quote_out, emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_price_quote*& out = require(quote_out, "quote_out");
    Use use(*require(view, "view").core);
    out = give<emptor_price_quote>(view->view->quote(to_request(read(request))));
  });
}

emptor_status emptor_price_view_quote(emptor_price_view* view, const emptor_price_key* keys, std::int32_t count,
                                      emptor_price_value* values_out, emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    check_array(keys, count, "keys");
    check_array(values_out, count, "values_out");
    Use use(*require(view, "view").core);
    for (std::int32_t i = 0; i < count; ++i) {
      const emptor_price_key& key = keys[i];
      values_out[i] = to_value(view->view->quote(PartyId(key.party), ItemId(key.item), Quantity{key.quantity_micros},
                                                 date(key.on, "on"), to_direction(key.direction)));
    }
  });
}
