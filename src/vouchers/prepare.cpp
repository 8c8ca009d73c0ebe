/// Draft to document: fill (terms, prices), validate, total.
#include "catalog/cards.hpp"
#include "parties/cards.hpp"
#include "pricing/resolve.hpp"
#include "settings/policies.hpp"
#include "tax/rules.hpp"
#include "vouchers/document.hpp"

namespace emptor::vouchers {
namespace {

constexpr std::size_t kLinesMax = 100'000;
constexpr Date kFirstDay = std::chrono::sys_days{std::chrono::year{1900} / 1 / 1};
constexpr Date kLastDay = std::chrono::sys_days{std::chrono::year{2199} / 12 / 31};

std::string code_figure(std::string_view code) { return std::string(code); }

/// Fills a draft; problems of all fields and lines are gathered before anything throws.
class Preparation {
 public:
  Preparation(access::Work& work, const VoucherDraft& draft)
      : work_(work), draft_(draft), settings_(settings::current(work)) {}

  Document run() {
    document_.kind = draft_.kind;
    dates();
    party();
    texts();
    if (has_lines(draft_.kind))
      lines();
    else
      amount();
    problems_.throw_if_any();
    if (has_lines(draft_.kind)) total();
    return std::move(document_);
  }

 private:
  void dates() {
    document_.dated = draft_.dated ? *draft_.dated : settings::today(work_);
    check_day("dated", document_.dated);
    settings::require_open_period(work_, document_.dated, "dated");
    document_.priced_on = draft_.priced_on ? *draft_.priced_on : document_.dated;
    check_day("priced_on", document_.priced_on);
  }

  void check_day(std::string_view field, Date day) {
    if (day < kFirstDay || day > kLastDay)
      problems_.add(ErrorCode::range, std::string(field), "a voucher is dated between 1900-01-01 and 2199-12-31",
                    {{"date", day.to_string()}});
  }

  void unknown(std::string_view field, std::string_view what, std::string_view code) {
    problems_.add(ErrorCode::unknown_reference, std::string(field), "no " + std::string(what) + " has this code",
                  {{"code", code_figure(code)}});
  }

  void party() {
    const PartyId id = parties::find_id(work_, draft_.party);
    if (!id) {
      if (draft_.party.empty())
        problems_.add(ErrorCode::required, "party", "a voucher needs a party");
      else
        unknown("party", "customer or supplier", draft_.party);
      // Without a party there are no terms to fill from; what was found so far is all that can be said.
      problems_.throw_if_any();
    }
    const parties::PartyCard& card = parties::card(work_, id);
    const parties::TermSegment& terms = card.on(document_.dated);
    const bool selling = direction_of(draft_.kind) == Direction::sales;
    if (selling ? !card.customer : !card.supplier)
      problems_.add(ErrorCode::invalid, "party",
                    selling ? "the party is not a customer" : "the party is not a supplier", {{"code", card.code}});
    // Collections and payments of archived parties are always taken: money that comes in is never turned away.
    if (card.archived && has_lines(draft_.kind))
      problems_.add(ErrorCode::inactive, "party", "the party is archived", {{"code", card.code}});

    document_.party = card.id;
    document_.account = parties::account_of(work_, card, document_.dated);
    document_.identity_id = card.identity_id;
    currency(terms);
    tax_code_term_ = terms.term(Term::tax_code);
    due(terms);
    salesperson(terms);
    ship_to(card);
    if (draft_.location) {
      document_.location = catalog::find_location(work_, *draft_.location);
      if (!document_.location) unknown("location", "location", *draft_.location);
    }
  }

  void currency(const parties::TermSegment& terms) {
    document_.currency = settings_.currency;
    if (draft_.currency) {
      if (const auto found = Currency::find(*draft_.currency))
        document_.currency = *found;
      else
        problems_.add(ErrorCode::unknown_currency, "currency", "not an ISO 4217 currency",
                      {{"currency", code_figure(*draft_.currency)}});
    } else if (const auto& term = terms.term(Term::currency); term.value) {
      document_.currency = Currency::of(*term.value);
    }
  }

  void due(const parties::TermSegment& terms) {
    document_.due = document_.dated;
    if (draft_.due) {
      document_.due = *draft_.due;
      check_day("due", document_.due);
      if (document_.due < document_.dated)
        problems_.add(ErrorCode::range, "due", "a voucher cannot be due before its date",
                      {{"dated", document_.dated.to_string()}, {"due", document_.due.to_string()}});
    } else if (const auto& term = terms.term(Term::payment_days); term.value && has_lines(draft_.kind)) {
      document_.due = document_.dated + static_cast<int>(Decimal::parse(*term.value).to_scaled(0));
    }
  }

  void salesperson(const parties::TermSegment& terms) {
    const auto& term = terms.term(Term::salesperson);
    const bool typed = draft_.salesperson.has_value();
    const std::optional<std::string>& code = typed ? draft_.salesperson : term.value;
    if (!code || code->empty()) return;
    const auto person = parties::find_person(work_, *code);
    if (!person) {
      unknown("salesperson", "person", *code);
    } else if (person->active.contains(document_.dated)) {
      document_.person = person->id;
    } else if (typed) {
      problems_.add(ErrorCode::inactive, "salesperson", "the person is not active on the date of the voucher",
                    {{"code", *code}, {"dated", document_.dated.to_string()}});
    }
  }

  void ship_to(const parties::PartyCard& card) {
    if (!has_lines(draft_.kind)) return;
    document_.ship_to = card.default_address;
    if (!draft_.ship_to) return;
    document_.ship_to = parties::find_address(work_, card.id, *draft_.ship_to);
    if (!document_.ship_to) unknown("ship_to", "address of the party", *draft_.ship_to);
  }

  void texts() {
    problems_.check_text("reference", draft_.reference, 100);
    problems_.check_text("memo", draft_.memo, 2'000);
    document_.reference = draft_.reference;
    document_.memo = draft_.memo;
    document_.tax_mode = draft_.tax_mode.value_or(TaxMode::exclusive);
  }

  void amount() {
    if (!draft_.lines.empty())
      problems_.add(ErrorCode::invalid, "lines", "a collection or payment has an amount, not lines");
    document_.settles = draft_.settles;
    if (!draft_.amount) {
      problems_.add(ErrorCode::required, "amount", "a collection or payment needs an amount");
      return;
    }
    if (draft_.amount->sign() <= 0) {
      problems_.add(ErrorCode::range, "amount", "the amount must be greater than 0",
                    {{"amount", draft_.amount->to_string()}});
      return;
    }
    try {
      document_.net = Money::of(*draft_.amount, document_.currency).minor;
    } catch (const Error& error) {
      problems_.add(error.code(), "amount", error.message(), {{"amount", draft_.amount->to_string()}});
    }
  }

  void lines() {
    if (draft_.amount)
      problems_.add(ErrorCode::invalid, "amount", "the amount of a sale or purchase follows from its lines");
    if (!draft_.settles.empty())
      problems_.add(ErrorCode::invalid, "settles", "only collections and payments settle other vouchers");
    if (draft_.lines.empty()) {
      problems_.add(ErrorCode::required, "lines", "a sale or purchase needs at least one line");
      return;
    }
    if (draft_.lines.size() > kLinesMax) {
      problems_.add(ErrorCode::limit, "lines", "a voucher holds up to 100,000 lines",
                    {{"lines", std::to_string(draft_.lines.size())}});
      return;
    }
    document_.lines.reserve(draft_.lines.size());
    for (std::size_t i = 0; i < draft_.lines.size(); ++i) line(draft_.lines[i], i);
  }

  static std::string field(std::size_t index, std::string_view name) {
    return "lines[" + std::to_string(index) + "]." + std::string(name);
  }

  void line(const LineDraft& typed, std::size_t index) {
    const ItemId item_id = catalog::find_item_id(work_, typed.item);
    if (!item_id) return unknown(field(index, "item"), "item", typed.item);
    const catalog::ItemCard& item = catalog::card(work_, item_id);
    if (item.archived)
      problems_.add(ErrorCode::inactive, field(index, "item"), "the item is archived", {{"code", item.code}});
    if (typed.quantity.micros <= 0)
      return problems_.add(ErrorCode::range, field(index, "quantity"), "the quantity must be greater than 0",
                           {{"quantity", typed.quantity.value().to_string()}});
    if (!typed.memo.empty()) problems_.check_text(field(index, "memo"), typed.memo, 200);

    exact_price_.reset();
    Line& out = document_.lines.emplace_back();
    out.item = item.id;
    out.quantity = typed.quantity;
    out.memo = typed.memo;
    if (!unit(typed, item, index, out)) return;
    tax_code(typed, item, index, out);
    price(typed, index, out);
  }

  bool unit(const LineDraft& typed, const catalog::ItemCard& item, std::size_t index, Line& out) {
    out.unit = item.unit;
    Ratio factor;
    if (typed.unit) {
      out.unit = catalog::find_unit(work_, *typed.unit);
      const auto found = out.unit ? item.factor(out.unit) : std::nullopt;
      if (!found) {
        problems_.add(out.unit ? ErrorCode::unit_mismatch : ErrorCode::unknown_reference, field(index, "unit"),
                      "the item is not traded in this unit", {{"item", item.code}, {"unit", code_figure(*typed.unit)}});
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

  void price(const LineDraft& typed, std::size_t index, Line& out) {
    if (typed.discount) {
      if (typed.discount->micros > Percent::one || typed.discount->micros < -10 * Percent::one)
        return problems_.add(ErrorCode::range, field(index, "discount"), "a discount lies between -1,000 % and 100 %",
                             {{"discount", typed.discount->value().to_string()}});
      out.discount = *typed.discount;
    }
    if (typed.unit_price) {
      if (typed.unit_price->micros < 0)
        return problems_.add(ErrorCode::range, field(index, "unit_price"), "a unit price cannot be negative",
                             {{"unit_price", typed.unit_price->value().to_string()}});
      out.source = PriceSource::typed;
      out.unit_price = *typed.unit_price;
    } else if (!resolve(typed, index, out)) {
      return;
    }
    if (typed.discount) discount_typed(out);
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

  bool resolve(const LineDraft& typed, std::size_t index, Line& out) {
    const Direction direction = direction_of(draft_.kind);
    pricing::Question question{.party = document_.party,
                               .item = out.item,
                               .quantity = out.quantity,
                               .unit = out.unit,
                               .on = document_.priced_on,
                               .currency = document_.currency,
                               .location = document_.location,
                               .direction = direction,
                               .without_rate = typed.discount.has_value()};
    if (typed.price_list) {
      question.list = pricing::find_list(work_, *typed.price_list, direction);
      if (!question.list) {
        unknown(field(index, "price_list"), "price list", *typed.price_list);
        return false;
      }
    }
    auto traced = pricing::resolve_traced(work_, question);
    if (!traced) {
      problems_.add(ErrorCode::no_price, field(index, "item"), "no price applies to this item; type one or set a price",
                    {{"item", typed.item}, {"party", draft_.party}});
      return false;
    }
    const PriceQuote* const quote = &traced->quote;
    out.trace = std::move(traced->trace);
    const TaxMode listed = quote->tax_included ? TaxMode::inclusive : TaxMode::exclusive;
    const auto rebased = [&](UnitPrice price) {
      return tax::rebase(price, out.tax_rate, listed, document_.tax_mode, settings_.rounding);
    };
    // On another tax basis the unit price is what counts.
    if (quote->amount && listed == document_.tax_mode) {
      out.amount = quote->amount->minor;
      exact_price_ = traced->exact_price;
    }
    out.source = quote->source;
    out.entry = quote->entry;
    out.unit_price = rebased(quote->unit_price);
    if (quote->base_price) out.base_price = rebased(*quote->base_price);
    if (!typed.discount && quote->source == PriceSource::customer_rate) out.discount = quote->rate;
    return true;
  }

  /// Line = quantity × unit price (exact, where 6 decimals do not hold it) rounded to the minor unit; then tax; the
  /// document is the sum of its lines.
  void total() {
    scratch_.clear();
    scratch_.reserve(document_.lines.size());
    for (const Line& line : document_.lines)
      scratch_.push_back(
          {.code = line.tax_code.value,
           .rate = line.tax_rate,
           .amount = line.amount
                         ? *line.amount
                         : extend(line.quantity, line.unit_price, document_.currency, settings_.rounding).minor});
    tax::apply(scratch_, document_.tax_mode, settings_.tax_rounding, settings_.rounding);
    for (std::size_t i = 0; i < scratch_.size(); ++i) {
      document_.lines[i].net = scratch_[i].net;
      document_.lines[i].tax = scratch_[i].tax;
      document_.net = checked_add(document_.net, scratch_[i].net);
      document_.tax = checked_add(document_.tax, scratch_[i].tax);
    }
    static_cast<void>(document_.total());  // throws OVERFLOW before anything is written
  }

  access::Work& work_;
  const VoucherDraft& draft_;
  const BookSettings& settings_;
  EffectiveTerm tax_code_term_;
  std::optional<pricing::Exact> exact_price_;  ///< of the line that is filled, on the document's tax basis
  Problems problems_;
  Document document_;
  std::vector<tax::Line> scratch_;
};

}  // namespace

Document prepare(access::Work& work, const VoucherDraft& draft) { return Preparation(work, draft).run(); }

}  // namespace emptor::vouchers
