/// What the bindings of prices and promotions share.
#pragma once

#include "handle.hpp"

namespace emptor::python {

inline constexpr Named<PriceListKind> list_kinds[] = {
    {"base", PriceListKind::base},         {"named", PriceListKind::named},
    {"level", PriceListKind::level},       {"customer", PriceListKind::customer},
    {"location", PriceListKind::location}, {"customer_group", PriceListKind::customer_group},
    {"everyone", PriceListKind::everyone}};

inline constexpr Named<Overlap> overlaps[] = {
    {"latest", Overlap::latest}, {"reject", Overlap::reject}, {"split", Overlap::split}};

[[nodiscard]] PriceScope scope_from(const Arguments& in);
[[nodiscard]] PriceEntryInput entry_from(const Arguments& in);
[[nodiscard]] DiscountInput discount_from(const Arguments& in);
[[nodiscard]] PriceRuleInput rule_from(const Arguments& in);
[[nodiscard]] PriceChange change_from(const Arguments& in);
[[nodiscard]] ProgrammeInput programme_from(const Arguments& in);
[[nodiscard]] QuoteRequest request_from(const Arguments& in);
[[nodiscard]] py::object entry_record(const PriceEntry& entry);
[[nodiscard]] py::object quote_record(const PriceQuote& quote);
[[nodiscard]] py::object explanation_record(const PriceExplanation& found);
[[nodiscard]] py::object finding_record(const LintFinding& finding);

}  // namespace emptor::python
