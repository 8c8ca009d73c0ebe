/// Prices inside a posting or a quote: cards, and the pure function over them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "access/work.hpp"
#include "emptor/pricing.hpp"
#include "pricing/exact.hpp"
#include "pricing/finish.hpp"
#include "pricing/scales.hpp"

namespace emptor::pricing {

/// A question in keys. Money is 64-bit fixed point: quantities and unit prices in millionths.
struct Question {
  PartyId party{};
  ItemId item{};
  Quantity quantity{};
  UnitId unit{};  ///< none: the stock unit
  Date on{};
  Currency currency{};    ///< none: the party's, else the book's
  LocationId location{};  ///< none: location prices do not apply
  PriceListId list{};     ///< none: the party's own list
  Direction direction = Direction::sales;
  bool without_rate = false;                    ///< a typed discount replaces the customer rate and all discounts
  const DocumentCounts* document = nullptr;     ///< of a line: what its document holds; outlives the question
  std::optional<Quantity> document_quantity{};  ///< of a question alone: see QuoteRequest
};

/// nullopt: no price applies. Loads the cards that are missing, then memory only.
[[nodiscard]] std::optional<PriceQuote> resolve(access::Work& work, const Question& question);
struct TracedQuote {
  PriceQuote quote;
  std::optional<Exact> exact_price;  ///< of a quote with an amount: the unit price that 6 decimals do not hold
  bool spread = false;  ///< a graduated price or one of blocks that counts several lines: together they cost its amount
  std::string trace;    ///< how a chain, discounts and rules made the price (`read_discounting`); "" for a plain price
};
/// The same, with what a voucher line keeps of it. `limits`: the floors and ceilings that hold, also where no price
/// applies.
[[nodiscard]] std::optional<TracedQuote> resolve_traced(access::Work& work, const Question& question, Limits& limits);
/// What speaks against a kept trace: the entries that it names, its own arithmetic, or the unit price that was kept
/// beside it; "" when all is well. CORRUPT when it cannot be read.
[[nodiscard]] std::string check_trace(access::Work& work, std::string_view trace, bool tax_included,
                                      UnitPrice unit_price);
/// What speaks against a price that was found before and is to be used again: an entry that is missing, a trace that
/// does not lead to it; "" when all is well. `entry`: none for a last price.
[[nodiscard]] std::string check_kept_price(access::Work& work, ItemId item, PriceEntryId entry, std::string_view trace,
                                           bool tax_included, UnitPrice unit_price);
/// A trace of a price that is kept from another document: what its breaks counted was counted there.
[[nodiscard]] std::string kept_trace(std::string_view trace);

/// Whether a break that counts more than its line has been met: then the lines of a document are to be counted before
/// they are priced.
[[nodiscard]] bool counts_documents(access::Work& work);
/// Counts a line for its document. Pre: the item is traded in the unit.
void count_line(access::Work& work, DocumentCounts& counts, Direction direction, ItemId item, Quantity quantity,
                UnitId unit);
/// A line of a voucher, for `check_counts`.
struct CountedLine {
  ItemId item{};
  Quantity quantity{};
  UnitId unit{};
  std::string trace{};
};
/// Where the traces of one voucher's lines do not say what its lines come to: the place of the line, and what speaks
/// against it. Of an item and of everything the count is the sum of the lines; who was in a group then is not kept, so
/// a group's lies between the lines that name the entry and all lines, and is the same on each of them. Weights and
/// volumes are not kept either, and not looked at.
[[nodiscard]] std::optional<std::pair<std::size_t, std::string>> check_counts(access::Work& work, Direction direction,
                                                                              std::span<const CountedLine> lines);
/// A named list by code and direction; none when unknown.
[[nodiscard]] PriceListId find_list(access::Work& work, std::string_view code, Direction direction);
/// Whether the list or level that a term names exists in the term's direction; true for terms of other rooms.
[[nodiscard]] bool term_reference_exists(access::Work& work, Term term, std::string_view code);
/// Whether postings in this direction have to be remembered as last prices (the sequence names that source).
[[nodiscard]] bool keeps_last_prices(access::Work& work, Direction direction);

/// A price that a voucher has used.
struct UsedPrice {
  PartyId party{};
  ItemId item{};
  Direction direction = Direction::sales;
  Currency currency{};
  Date dated{};
  std::int64_t number = 0;  ///< orders vouchers of one day
  UnitPrice unit_price{};   ///< per `unit`
  UnitId unit{};
  bool tax_included = false;
};
/// Keeps it when it is the newest by (dated, number).
void remember_last_price(access::Work& work, const UsedPrice& used);
/// Forgets the last price of this key; `replacement` is the newest one that is left, when there is one.
void replace_last_price(access::Work& work, PartyId party, ItemId item, Direction direction, Currency currency,
                        const std::optional<UsedPrice>& replacement);
/// Empties what is remembered of a direction, before it is filled again from the documents.
void forget_last_prices(access::Work& work, Direction direction);

}  // namespace emptor::pricing
