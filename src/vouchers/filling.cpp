/// Lines of a draft to lines of a document: items, units, tax codes, prices; and their totals.
#include "vouchers/filling.hpp"

#include <algorithm>
#include <map>

#include "catalog/cards.hpp"
#include "pricing/resolve.hpp"
#include "settings/policies.hpp"
#include "tax/rules.hpp"
#include "vouchers/rules_repricing.hpp"

namespace emptor::vouchers {
namespace {

constexpr std::size_t kLinesMax = 100'000;

/// "lines[2].quantity"
std::string field(std::size_t index, std::string_view name) {
  return "lines[" + std::to_string(index) + "]." + std::string(name);
}

class Filling {
 public:
  Filling(access::Work& work, const VoucherDraft& draft, const EffectiveTerm& tax_code_term, Document& document,
          Problems& problems)
      : work_(work),
        draft_(draft),
        tax_code_term_(tax_code_term),
        settings_(settings::current(work)),
        document_(document),
        problems_(problems) {}

  void lines() {
    if (draft_.amount)
      problems_.add(ErrorCode::invalid, "amount", "the amount of a voucher with lines follows from them");
    if (!draft_.settles.empty() && is_trade(draft_.kind))
      problems_.add(ErrorCode::invalid, "settles", "only what lowers a debt settles other vouchers");
    if (draft_.lines.empty()) {
      problems_.add(ErrorCode::required, "lines", "a voucher of this kind needs at least one line");
      return;
    }
    if (draft_.lines.size() > kLinesMax) {
      problems_.add(ErrorCode::limit, "lines", "a voucher holds up to 100,000 lines",
                    {{"lines", std::to_string(draft_.lines.size())}});
      return;
    }
    count();
    const Problems before = problems_;
    price_lines();
    // The first time, breaks that count the document are known only when the cards of its lines have been read.
    if (!counts_ && count()) {
      document_.lines.clear();
      document_.price_limits.clear();
      document_.price_refused = false;
      problems_ = before;
      spread_.clear();
      price_lines();
    }
    if (document_.lines.empty() && problems_.empty())
      problems_.add(ErrorCode::required, "lines", "a sale or purchase needs a line that is no gift");
  }

 private:
  /// What the lines hold together; false when they are priced one by one. A line that is not understood does not count.
  bool count() {
    if (draft_.lines.size() < 2 || !pricing::counts_documents(work_)) return false;
    counts_.emplace();
    for (const LineDraft& typed : draft_.lines) {
      const ItemId item = catalog::find_item_id(work_, typed.item);
      if (!item || !typed.gift_of.empty() || typed.quantity.micros <= 0) continue;
      const catalog::ItemCard& card = catalog::card(work_, item);
      const UnitId unit = typed.unit ? catalog::find_unit(work_, *typed.unit) : card.unit;
      if (unit && card.factor(unit))
        pricing::count_line(work_, *counts_, direction_of(draft_.kind), item, typed.quantity, unit);
    }
    return true;
  }

  void price_lines() {
    document_.lines.reserve(draft_.lines.size());
    for (std::size_t i = 0; i < draft_.lines.size(); ++i) {
      if (draft_.lines[i].gift_of.empty())
        line(draft_.lines[i], i);
      else if (draft_.kind != VoucherKind::sale)
        problems_.add(ErrorCode::invalid, field(i, "gift_of"), "only sales have gifts");
    }
  }

  void line(const LineDraft& typed, std::size_t index) {
    if (typed.item.empty()) return problems_.add(ErrorCode::required, field(index, "item"), "a line needs an item");
    const ItemId item_id = catalog::find_item_id(work_, typed.item);
    if (!item_id) return unknown(field(index, "item"), "item", typed.item);
    const catalog::ItemCard& item = catalog::card(work_, item_id);
    if (item.archived)
      problems_.add(ErrorCode::inactive, field(index, "item"), "the item is archived", {{"code", item.code}});
    const bool counted = typed.quantity.micros > 0;
    if (!counted)
      problems_.add(ErrorCode::range, field(index, "quantity"),
                    typed.quantity.micros == 0 || is_return(draft_.kind)
                        ? "the quantity must be greater than 0"
                        : "the quantity must be greater than 0; what comes back is a return, a voucher of its own",
                    {{"quantity", typed.quantity.value().to_string()}});
    if (!typed.memo.empty()) problems_.check_text(field(index, "memo"), typed.memo, 200);
    reason(typed, index);

    exact_price_.reset();
    limits_.clear();
    Line& out = document_.lines.emplace_back();
    out.item = item.id;
    out.quantity = typed.quantity;
    out.memo = typed.memo;
    out.price_reason = typed.price_reason;
    const bool measured = unit(typed, item, index, out);
    tax_code(typed, item, index, out);
    try {
      price(typed, index, out, counted && measured && document_.party);
    } catch (const Error& error) {
      // Of a list in another currency; a typed price is held to the limits that it would have.
      if (error.code() != ErrorCode::no_rate) throw;
      problems_.add(error.code(), field(index, "item"), error.message(), error.problems().front().figures);
    }
  }

  void reason(const LineDraft& typed, std::size_t index) {
    if (typed.price_reason.empty()) return;
    problems_.check_text(field(index, "price_reason"), typed.price_reason, 200);
    if (!typed.unit_price && !typed.discount)
      problems_.add(ErrorCode::invalid, field(index, "price_reason"), "only a typed price or discount has a reason");
  }

  bool unit(const LineDraft& typed, const catalog::ItemCard& item, std::size_t index, Line& out) {
    out.unit = item.unit;
    Ratio factor;
    if (typed.unit) {
      out.unit = catalog::find_unit(work_, *typed.unit);
      const auto found = out.unit ? item.factor(out.unit) : std::nullopt;
      if (!found) {
        problems_.add(out.unit ? ErrorCode::unit_mismatch : ErrorCode::unknown_reference, field(index, "unit"),
                      "the item is not traded in this unit", {{"item", item.code}, {"unit", *typed.unit}});
        return false;
      }
      factor = *found;
    }
    if (item.stocked) {
      try {
        out.stock_quantity = scale_by(out.quantity.micros, factor, settings_.rounding);
      } catch (const Error& error) {
        problems_.add(error.code(), field(index, "quantity"), error.message(),
                      {{"quantity", out.quantity.value().to_string()}});
        return false;
      }
    }
    return true;
  }

  /// The line's own, else the party's, else the item's.
  void tax_code(const LineDraft& typed, const catalog::ItemCard& item, std::size_t index, Line& out) {
    out.tax_code = item.tax_code;
    const std::optional<std::string>& code = typed.tax_code ? typed.tax_code : tax_code_term_.value;
    if (code) {
      out.tax_code = code->empty() ? TaxCodeId() : catalog::find_tax_code(work_, *code);
      if (!code->empty() && !out.tax_code) return unknown(field(index, "tax_code"), "tax code", *code);
    } else if (tax_code_term_.none) {
      out.tax_code = TaxCodeId();
    }
    out.tax_rate = catalog::tax_rate(work_, out.tax_code, document_.dated);
  }

  /// `resolvable`: everything that a price depends on is known.
  void price(const LineDraft& typed, std::size_t index, Line& out, bool resolvable) {
    const bool discounted =
        typed.discount && typed.discount->micros <= Percent::one && typed.discount->micros >= -10 * Percent::one;
    if (discounted)
      out.discount = *typed.discount;
    else if (typed.discount)
      problems_.add(ErrorCode::range, field(index, "discount"), "a discount lies between -1,000 % and 100 %",
                    {{"discount", typed.discount->value().to_string()}});
    if (typed.unit_price) {
      if (typed.unit_price->micros < 0)
        return problems_.add(ErrorCode::range, field(index, "unit_price"), "a unit price cannot be negative",
                             {{"unit_price", typed.unit_price->value().to_string()}});
      out.source = PriceSource::typed;
      out.unit_price = *typed.unit_price;
      out.typed_price = typed.unit_price;
      if (resolvable) find_beside(out);
    } else if (typed.priced && keeps_price(typed, stock_unit_of(out))) {
      keep_price(typed, index, out, resolvable);
      return keep_limits(index, out, true);
    } else if (!resolve(typed, index, out, resolvable)) {
      return;
    }
    if (discounted) discount_typed(out);
    keep_limits(index, out, typed.unit_price || discounted);
  }

  [[nodiscard]] std::string stock_unit_of(const Line& line) {
    return catalog::unit_code(work_, catalog::card(work_, line.item).unit);
  }

  /// The price of an earlier answer, as it was found.
  void keep_price(const LineDraft& typed, std::size_t index, Line& out, bool resolvable) {
    const LinePrice& price = *typed.priced;
    const std::string where = field(index, "priced");
    if (price.unit_price.micros < 0)
      problems_.add(ErrorCode::range, where + ".unit_price", "a unit price cannot be negative",
                    {{"unit_price", price.unit_price.value().to_string()}});
    if (price.source < PriceSource::location_item || price.source > PriceSource::base)
      problems_.add(ErrorCode::invalid, where + ".source", "not a source of prices");
    try {
      const std::string fault = pricing::check_kept_price(work_, out.item, price.entry, price.trace,
                                                          document_.tax_mode == TaxMode::inclusive, price.unit_price);
      if (!fault.empty()) problems_.add(ErrorCode::invalid, where, "the price was not found like this: " + fault);
      out.trace = pricing::kept_trace(price.trace);
      if (price.amount && price.quantity == out.quantity) out.amount = kept_amount(price, where);
    } catch (const Error& error) {
      problems_.add(ErrorCode::invalid, where, "the price was not found like this: " + error.message());
    }
    out.unit_price = price.unit_price;
    out.source = price.source;
    out.entry = price.entry;
    out.base_price = price.base_price;
    out.discount = price.discount.value_or(Percent{});
    if (!resolvable) return;
    const auto traced = pricing::resolve_traced(work_, question_of(out), limits_);
    limits_basis_ = traced && traced->quote.tax_included ? TaxMode::inclusive : TaxMode::exclusive;
    if (typed.discount) found_beside(traced, out);
  }

  /// What the quantity costs, where the unit price is a rounded figure: no further from it than rounding explains.
  std::int64_t kept_amount(const LinePrice& price, const std::string& where) {
    const std::int64_t amount = Money::of(*price.amount, document_.currency).minor;
    const std::int64_t extended =
        extend(price.quantity, price.unit_price, document_.currency, settings_.rounding).minor;
    // The unit price was rounded to six decimals, a second time where a discount was typed; the amount once.
    const detail::Int128 quantity = price.quantity.micros < 0 ? -price.quantity.micros : price.quantity.micros;
    const detail::Int128 slack =
        quantity * static_cast<detail::Int128>(detail::power_of_ten(document_.currency.minor_units())) /
            static_cast<detail::Int128>(detail::power_of_ten(2 * UnitPrice::scale)) +
        1;
    const detail::Int128 apart = static_cast<detail::Int128>(amount) - extended;
    if (apart > slack || -apart > slack)
      problems_.add(ErrorCode::invalid, where + ".amount", "the amount is not what the quantity costs at this price",
                    {{"amount", price.amount->to_string()},
                     {"expected", Money{extended, document_.currency}.amount().to_string()}});
    return amount;
  }

  /// PRICE_LIMIT where the line's price is beyond a floor or ceiling that does not clamp it. What was typed is not
  /// clamped either, so it is held to all of them.
  void keep_limits(std::size_t index, Line& line, bool typed) {
    if (limits_.empty() || is_return(draft_.kind)) return;
    // On the tax basis of the document the limits are rounded as prices are.
    pricing::Limits limits = limits_;
    for (pricing::Limit& limit : limits)
      limit.price = pricing::Exact(tax::rebase(UnitPrice{limit.price.rounded()}, line.tax_rate, limits_basis_,
                                               document_.tax_mode, settings_.rounding)
                                       .micros);
    for (const pricing::Limit& limit : limits)
      if (limit.side == PriceRuleKind::floor && limit.on_breach != OnBreach::warn)
        line.least = std::max(
            line.least,
            extend(line.quantity, UnitPrice{limit.price.rounded()}, document_.currency, settings_.rounding).minor);
    const pricing::Limit* const breach = pricing::find_breach(limits, pricing::Exact(line.unit_price.micros), typed);
    if (breach == nullptr) return;
    const auto shown = [](std::int64_t micros) { return UnitPrice{micros}.value().normalized().to_string(); };
    const std::string side(to_string(breach->side));
    const std::string price = shown(line.unit_price.micros);
    const std::string limit = shown(breach->price.rounded());
    document_.price_limits.push_back(
        {ErrorCode::price_limit,
         field(index, "unit_price"),
         "the price " + price + (side == "floor" ? " is below the floor " : " is above the ceiling ") + limit,
         {{"unit_price", price},
          {side, limit},
          {"item", catalog::card(work_, line.item).code},
          {"rule", std::to_string(breach->entry)}}});
    document_.price_refused = document_.price_refused || breach->on_breach != OnBreach::warn;
  }

  /// A typed discount lowers the price and, where there is one, the exact amount.
  void discount_typed(Line& out) {
    if (exact_price_) {
      const auto left = exact_price_->times(Ratio{Percent::one - out.discount.micros, Percent::one});
      out.amount = pricing::exact_amount(out.quantity, left, document_.currency, settings_.rounding).minor;
    }
    out.unit_price.micros =
        multiply_round(out.unit_price.micros, Percent::one - out.discount.micros, Percent::one, settings_.rounding);
  }

  [[nodiscard]] pricing::Question question_of(const Line& out) const {
    return {.party = document_.party,
            .item = out.item,
            .quantity = out.quantity,
            .unit = out.unit,
            .on = document_.priced_on,
            .currency = document_.currency,
            .location = document_.location,
            .direction = direction_of(draft_.kind),
            .document = counts_ ? &*counts_ : nullptr};
  }

  /// What a typed price is compared with later, where the book has a price; a typed price needs none.
  void find_beside(Line& out) {
    const auto traced = pricing::resolve_traced(work_, question_of(out), limits_);
    limits_basis_ = traced && traced->quote.tax_included ? TaxMode::inclusive : TaxMode::exclusive;
    found_beside(traced, out);
    if (!traced || !traced->quote.base_price) return;
    out.base_price =
        tax::rebase(*traced->quote.base_price, out.tax_rate, limits_basis_, document_.tax_mode, settings_.rounding);
  }

  void found_beside(const std::optional<pricing::TracedQuote>& traced, Line& out) const {
    if (!traced) return;
    out.found_price = tax::rebase(traced->quote.unit_price, out.tax_rate,
                                  traced->quote.tax_included ? TaxMode::inclusive : TaxMode::exclusive,
                                  document_.tax_mode, settings_.rounding);
  }

  bool resolve(const LineDraft& typed, std::size_t index, Line& out, bool resolvable) {
    const Direction direction = direction_of(draft_.kind);
    pricing::Question question = question_of(out);
    question.without_rate = typed.discount.has_value();
    if (typed.price_list) {
      question.list = pricing::find_list(work_, *typed.price_list, direction);
      if (!question.list) {
        unknown(field(index, "price_list"), "price list", *typed.price_list);
        return false;
      }
    }
    if (!resolvable) return false;
    auto traced = pricing::resolve_traced(work_, question, limits_);
    if (!traced) {
      problems_.add(ErrorCode::no_price, field(index, "item"), "no price applies to this item; type one or set a price",
                    {{"item", typed.item},
                     {"party", draft_.party},
                     {"currency", std::string(document_.currency.code())},
                     {"on", document_.dated.to_string()}});
      return false;
    }
    const PriceQuote* const quote = &traced->quote;
    if (!typed.discount) out.trace = std::move(traced->trace);
    const TaxMode listed = quote->tax_included ? TaxMode::inclusive : TaxMode::exclusive;
    limits_basis_ = listed;
    const auto rebased = [&](UnitPrice price) {
      return tax::rebase(price, out.tax_rate, listed, document_.tax_mode, settings_.rounding);
    };
    // On another tax basis the unit price is what counts.
    if (quote->amount && listed == document_.tax_mode) {
      out.amount = quote->amount->minor;
      exact_price_ = traced->exact_price;
    }
    if (traced->spread && !typed.discount && listed == document_.tax_mode)
      out.amount = share_of(*quote, out.quantity, traced->exact_price);
    out.source = quote->source;
    out.entry = quote->entry;
    out.unit_price = rebased(quote->unit_price);
    if (quote->base_price) out.base_price = rebased(*quote->base_price);
    if (!typed.discount && quote->source == PriceSource::customer_rate) out.discount = quote->rate;
    if (typed.discount) {
      pricing::Limits ignored;
      question.without_rate = false;
      found_beside(pricing::resolve_traced(work_, question, ignored), out);
    }
    return true;
  }

  /// Lines that a price is spread over come to what it costs in all: each takes what the lines so far, rounded once,
  /// leave to it. Minor units; nullopt: quantity × unit price.
  std::optional<std::int64_t> share_of(const PriceQuote& quote, Quantity quantity,
                                       const std::optional<pricing::Exact>& exact) {
    const auto rounded = [&](const pricing::Exact& of) {
      return pricing::exact_amount(Quantity{1}, of, document_.currency, settings_.rounding).minor;
    };
    pricing::Exact& sum = spread_[quote.entry.value];
    const std::int64_t before = rounded(sum);
    sum = sum.plus(exact.value_or(pricing::Exact(quote.unit_price.micros)).times(pricing::Exact(quantity.micros)));
    const std::int64_t share = checked_subtract(rounded(sum), before);
    const Money alone = extend(quantity, quote.unit_price, document_.currency, settings_.rounding);
    return share == alone.minor ? std::nullopt : std::optional(share);
  }

  void unknown(const std::string& where, std::string_view what, std::string_view code) {
    problems_.add(ErrorCode::unknown_reference, where, "no " + std::string(what) + " has this code",
                  {{"code", std::string(code)}});
  }

  access::Work& work_;
  const VoucherDraft& draft_;
  const EffectiveTerm& tax_code_term_;
  const BookSettings& settings_;
  Document& document_;
  Problems& problems_;
  pricing::Limits limits_;  ///< of the line that is filled
  TaxMode limits_basis_ = TaxMode::exclusive;
  std::map<std::int64_t, pricing::Exact> spread_;  ///< by entry: what its lines cost so far, before rounding
  std::optional<pricing::DocumentCounts> counts_;  ///< where breaks count more than their line
  std::optional<pricing::Exact> exact_price_;      ///< of the line that is filled, on the document's tax basis
};

}  // namespace

void fill_lines(access::Work& work, const VoucherDraft& draft, const EffectiveTerm& tax_code_term, Document& document,
                Problems& problems) {
  Filling(work, draft, tax_code_term, document, problems).lines();
}

std::int64_t line_amount(const Document& document, std::size_t index, Rounding rounding) {
  const Line& line = document.lines[index];
  if (line.amount) return *line.amount;
  try {
    return extend(line.quantity, line.unit_price, document.currency, rounding).minor;
  } catch (const Error& error) {
    throw Error(error.code(), field(index, "quantity"), "quantity x unit price is too great to be an amount",
                {{"quantity", line.quantity.value().normalized().to_string()},
                 {"unit_price", line.unit_price.value().normalized().to_string()}});
  }
}

void total_lines(access::Work& work, Document& document) {
  const BookSettings& settings = settings::current(work);
  std::vector<tax::Line> scratch;
  scratch.reserve(document.lines.size());
  for (std::size_t i = 0; i < document.lines.size(); ++i)
    scratch.push_back(
        {.code = document.lines[i].tax_code.value,
         .rate = document.lines[i].tax_rate,
         .amount = checked_subtract(line_amount(document, i, settings.rounding), document.lines[i].promotion)});
  try {
    tax::apply(scratch, document.tax_mode, settings.tax_rounding, settings.rounding);
    for (std::size_t i = 0; i < scratch.size(); ++i) {
      document.lines[i].net = scratch[i].net;
      document.lines[i].tax = scratch[i].tax;
      document.net = checked_add(document.net, scratch[i].net);
      document.tax = checked_add(document.tax, scratch[i].tax);
    }
    static_cast<void>(document.total());
  } catch (const Error& error) {
    throw Error(error.code(), "lines", "the lines add up to more than an amount can hold");
  }
}

}  // namespace emptor::vouchers
