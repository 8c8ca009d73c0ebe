/// From a question in keys to the facts that the rules look at.
#pragma once

#include <optional>
#include <vector>

#include "pricing/cache.hpp"
#include "pricing/resolve.hpp"
#include "pricing/rules.hpp"

namespace emptor::pricing {

/// What prices that are made from others need besides cards: exchange rates and costs. Empty in books without such
/// prices.
class FormulaFacts {
 public:
  /// Tells `facts`, which know their item, unit, quantity, day and currency. They are good as long as this is.
  void bind(access::Work& work, PriceCache& cache, ItemId item, Direction direction, Facts& facts);

 private:
  std::vector<Conversion> conversions_;
  std::vector<Cost> costs_;
};

/// Facts and what they point to. Good until the cache is refreshed.
class BoundQuestion {
 public:
  /// `traced`: also loads what only a trace needs. UNIT_MISMATCH when the item is not traded in the unit.
  BoundQuestion(access::Work& work, PriceCache& cache, const Question& question, bool traced);
  BoundQuestion(const BoundQuestion&) = delete;
  BoundQuestion& operator=(const BoundQuestion&) = delete;

  [[nodiscard]] const Facts& facts() const noexcept { return facts_; }

 private:
  Facts facts_;
  FormulaFacts formulas_;
  std::optional<LastPrice> last_;
};

[[nodiscard]] std::optional<PriceQuote> resolve(access::Work& work, PriceCache& cache, const Question& question);

/// One of many answers: a missing exchange rate leaves it without a price, and the others as they are.
struct Answer {
  std::optional<PriceQuote> quote{};
  std::optional<ErrorCode> missing{};  ///< without a quote: no_price or no_rate

  friend bool operator==(const Answer&, const Answer&) = default;
};
[[nodiscard]] Answer answer(access::Work& work, PriceCache& cache, const Question& question);

/// The rate by which prices with and without tax are compared: of the party's tax code, else the item's.
[[nodiscard]] Percent tax_rate(access::Work& work, const PriceCache& cache, const Question& question);
/// The cost of an item: the base price of purchases, for the same quantity, unit, day and currency as `facts`; without
/// tax, as base prices are.
struct CostQuote {
  PriceQuote quote{};
  Exact unit_price;  ///< millionths, before it was rounded
};
[[nodiscard]] std::optional<CostQuote> cost_quote(access::Work& work, PriceCache& cache, ItemId item,
                                                  const Facts& facts);

/// From codes to keys. Throws every UNKNOWN_REFERENCE at once, and UNKNOWN_CURRENCY.
[[nodiscard]] Question to_question(access::Work& work, const QuoteRequest& request);
/// The NO_PRICE that answers a request.
[[noreturn]] void throw_no_price(const QuoteRequest& request, const Question& question);
[[nodiscard]] PriceExplanation explain(access::Work& work, const Question& question);
[[nodiscard]] PriceExplanation explain(access::Work& work, PriceCache& cache, const Question& question);

}  // namespace emptor::pricing
