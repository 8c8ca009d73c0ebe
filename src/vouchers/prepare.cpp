/// Draft to document: fill (terms, prices), validate, total.
#include <algorithm>

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
    if (is_companion(draft_.kind))
      throw Error(ErrorCode::invalid, "kind", "vouchers of this kind are posted with others",
                  {{"kind", std::string(to_string(draft_.kind))}});
    document_.kind = draft_.kind;
    side();
    dates();
    party();
    texts();
    if (has_lines(draft_.kind))
      lines();
    else
      amount();
    problems_.throw_if_any();
    if (has_lines(draft_.kind)) {
      total();
      instalments();
    }
    return std::move(document_);
  }

 private:
  void side() {
    const auto own = side_of(draft_.kind);
    document_.side = own ? *own : draft_.side.value_or(Side::receivable);
    if (draft_.kind == VoucherKind::set_off && document_.side != Side::receivable)
      problems_.add(ErrorCode::invalid, "side", "a set-off is said from the side of the receivable");
    if (draft_.side && *draft_.side != document_.side)
      problems_.add(ErrorCode::invalid, "side", "this kind of voucher is always on the other side");
  }

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
    if (draft_.location) {
      document_.location = catalog::find_location(work_, *draft_.location);
      if (!document_.location) unknown("location", "location", *draft_.location);
    }
    const PartyId id = parties::find_id(work_, draft_.party);
    if (!id) {
      if (draft_.party.empty())
        problems_.add(ErrorCode::required, "party", "a voucher needs a party");
      else
        unknown("party", "customer or supplier", draft_.party);
      // Without a party there are no terms to fill from; what was typed is still looked at.
      return currency({});
    }
    const parties::PartyCard& card = parties::card(work_, id);
    const parties::TermSegment& terms = card.on(document_.dated);
    const bool selling = document_.side == Side::receivable;
    if (selling ? !card.customer : !card.supplier)
      problems_.add(ErrorCode::invalid, "party",
                    selling ? "the party is not a customer" : "the party is not a supplier", {{"code", card.code}});
    else if (draft_.kind == VoucherKind::set_off && !card.supplier)
      problems_.add(ErrorCode::invalid, "party", "the party is not a supplier", {{"code", card.code}});
    // Collections and payments of archived parties are always taken: money that comes in is never turned away.
    if (card.archived && has_lines(draft_.kind))
      problems_.add(ErrorCode::inactive, "party", "the party is archived", {{"code", card.code}});

    document_.party = card.id;
    document_.account = parties::account_of(work_, card, document_.dated);
    document_.identity_id = card.identity_id;
    currency(terms.term(Term::currency).value);
    tax_code_term_ = terms.term(Term::tax_code);
    tracking_ = terms.term(Term::tracking).value.value_or("");
    due(terms);
    salesperson(terms);
    ship_to(card);
  }

  void currency(const std::optional<std::string>& term) {
    document_.currency = settings_.currency;
    if (draft_.currency) {
      if (const auto found = Currency::find(*draft_.currency))
        document_.currency = *found;
      else
        problems_.add(ErrorCode::unknown_currency, "currency", "not an ISO 4217 currency",
                      {{"currency", code_figure(*draft_.currency)}});
    } else if (term) {
      document_.currency = Currency::of(*term);
    }
  }

  void due(const parties::TermSegment& terms) {
    document_.due = document_.dated;
    if (draft_.payment_terms) typed_terms();
    if (draft_.due) {
      document_.due = *draft_.due;
      check_day("due", document_.due);
      if (document_.due < document_.dated)
        problems_.add(ErrorCode::range, "due", "a voucher cannot be due before its date",
                      {{"dated", document_.dated.to_string()}, {"due", document_.due.to_string()}});
    } else if (const auto& term = terms.term(Term::payment_terms);
               term.value && has_lines(draft_.kind) && !draft_.payment_terms) {
      document_.payment_terms = *term.value;
    }
  }

  void typed_terms() {
    if (!has_lines(draft_.kind))
      return problems_.add(ErrorCode::invalid, "payment_terms", "only sales and purchases have payment terms");
    if (draft_.due)
      return problems_.add(ErrorCode::invalid, "payment_terms", "a voucher has payment terms or a due date, not both");
    Problems text;
    text.check_text("payment_terms", *draft_.payment_terms, 200, true);
    if (!text.empty()) return problems_.check_text("payment_terms", *draft_.payment_terms, 200, true);
    if (const auto typed = parties::parse_payment_terms(*draft_.payment_terms, "payment_terms", problems_))
      document_.payment_terms = parties::to_string(*typed);
  }

  void instalments() {
    if (document_.payment_terms.empty()) return;
    document_.dues = dues_of(work_, document_);
    for (const receivables::Due& due : document_.dues) document_.due = std::max(document_.due, due.due);
    check_day("due", document_.due);
    problems_.throw_if_any();
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
      problems_.add(ErrorCode::invalid, "lines", "only sales and purchases have lines; this voucher has an amount");
    settling();
    if (!draft_.amount) {
      problems_.add(ErrorCode::required, "amount", "this voucher needs an amount");
      return;
    }
    if (is_signed(draft_.kind) ? draft_.amount->sign() == 0 : draft_.amount->sign() <= 0) {
      problems_.add(ErrorCode::range, "amount",
                    is_signed(draft_.kind) ? "the amount must not be 0" : "the amount must be greater than 0",
                    {{"amount", draft_.amount->to_string()}});
      return;
    }
    if (debt_sign(draft_.kind) * draft_.amount->sign() > 0 && !draft_.settles.empty())
      problems_.add(ErrorCode::invalid, "settles", "only what lowers a debt settles other vouchers");
    try {
      document_.net = Money::of(*draft_.amount, document_.currency).minor;
    } catch (const Error& error) {
      problems_.add(error.code(), "amount", error.message(), {{"amount", draft_.amount->to_string()}});
    }
  }

  /// Where the money goes, and what the party's tracking says to it.
  void settling() {
    document_.settles = draft_.settles;
    if (!draft_.settles.empty()) account_of_settled(draft_.settles.front());
    document_.allocation = draft_.allocation;
    for (const AllocationOrder order : draft_.allocation)
      if (order < AllocationOrder::oldest_dated || order > AllocationOrder::exact)
        problems_.add(ErrorCode::invalid, "allocation", "not a known order");
    const bool money = draft_.kind == VoucherKind::collection || draft_.kind == VoucherKind::payment;
    if (money && tracking_ == "required") {
      // What nothing names stays an advance.
      document_.allocation.clear();
      if (draft_.settles.empty())
        problems_.add(ErrorCode::required, "settles",
                      "this party's vouchers are settled by name: name what is settled");
    } else if (tracking_ == "off" && !draft_.settles.empty()) {
      problems_.add(ErrorCode::invalid, "settles", "this party's vouchers are not settled by name");
    }
    if (draft_.write_off_up_to) {
      if (!money)
        problems_.add(ErrorCode::invalid, "write_off_up_to", "only collections and payments write off what is left");
      document_.write_off_up_to = minor_units(*draft_.write_off_up_to, "write_off_up_to");
    }
    if (draft_.reason && draft_.kind != VoucherKind::write_off)
      problems_.add(ErrorCode::invalid, "reason", "only write-offs have a reason");
    if (!draft_.reason && draft_.kind == VoucherKind::write_off)
      problems_.add(ErrorCode::required, "reason", "a write-off says why");
    document_.reason = draft_.reason;
  }

  /// Of an amount >= 0; 0 when it is not one.
  std::int64_t minor_units(const Decimal& amount, std::string_view field) {
    if (amount.sign() < 0) {
      problems_.add(ErrorCode::range, std::string(field), "the amount cannot be negative",
                    {{"amount", amount.to_string()}});
      return 0;
    }
    try {
      return Money::of(amount, document_.currency).minor;
    } catch (const Error& error) {
      problems_.add(error.code(), std::string(field), error.message(), {{"amount", amount.to_string()}});
      return 0;
    }
  }

  /// A debt stays with the account that it was posted to, also when the party is billed to somebody else since.
  void account_of_settled(VoucherId voucher) {
    const auto debtor = debtor_of(work_, voucher);
    if (!debtor || !document_.party) return;
    if (debtor->party == document_.party || debtor->account == document_.party ||
        parties::account_of(work_, parties::card(work_, debtor->party), document_.dated) == document_.account)
      document_.account = debtor->account;
  }

  void lines() {
    if (draft_.amount)
      problems_.add(ErrorCode::invalid, "amount", "the amount of a sale or purchase follows from its lines");
    if (!draft_.settles.empty())
      problems_.add(ErrorCode::invalid, "settles", "only what lowers a debt settles other vouchers");
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
    if (typed.item.empty()) return problems_.add(ErrorCode::required, field(index, "item"), "a line needs an item");
    const ItemId item_id = catalog::find_item_id(work_, typed.item);
    if (!item_id) return unknown(field(index, "item"), "item", typed.item);
    const catalog::ItemCard& item = catalog::card(work_, item_id);
    if (item.archived)
      problems_.add(ErrorCode::inactive, field(index, "item"), "the item is archived", {{"code", item.code}});
    const bool counted = typed.quantity.micros > 0;
    if (!counted)
      problems_.add(ErrorCode::range, field(index, "quantity"), "the quantity must be greater than 0",
                    {{"quantity", typed.quantity.value().to_string()}});
    if (!typed.memo.empty()) problems_.check_text(field(index, "memo"), typed.memo, 200);

    exact_price_.reset();
    limits_.clear();
    Line& out = document_.lines.emplace_back();
    out.item = item.id;
    out.quantity = typed.quantity;
    out.memo = typed.memo;
    const bool measured = unit(typed, item, index, out);
    tax_code(typed, item, index, out);
    price(typed, index, out, counted && measured && document_.party);
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
      if (resolvable) base_price(out);
    } else if (!resolve(typed, index, out, resolvable)) {
      return;
    }
    if (discounted) discount_typed(out);
    keep_limits(index, out, typed.unit_price || discounted);
  }

  /// PRICE_LIMIT where the line's price is beyond a floor or ceiling that does not clamp it. What was typed is not
  /// clamped either, so it is held to all of them.
  void keep_limits(std::size_t index, const Line& line, bool typed) {
    if (limits_.empty()) return;
    // On the tax basis of the document the limits are rounded as prices are.
    pricing::Limits limits = limits_;
    for (pricing::Limit& limit : limits)
      limit.price = pricing::Exact(tax::rebase(UnitPrice{limit.price.rounded()}, line.tax_rate, limits_basis_,
                                               document_.tax_mode, settings_.rounding)
                                       .micros);
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
            .direction = direction_of(draft_.kind)};
  }

  /// What a typed price is compared with later, where there is a base price; a typed price needs none.
  void base_price(Line& out) {
    const auto traced = pricing::resolve_traced(work_, question_of(out), limits_);
    limits_basis_ = traced && traced->quote.tax_included ? TaxMode::inclusive : TaxMode::exclusive;
    if (!traced || !traced->quote.base_price) return;
    out.base_price =
        tax::rebase(*traced->quote.base_price, out.tax_rate, limits_basis_, document_.tax_mode, settings_.rounding);
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
    // OVERFLOW names what is too great, before anything is written.
    try {
      for (const Line& line : document_.lines)
        scratch_.push_back(
            {.code = line.tax_code.value,
             .rate = line.tax_rate,
             .amount = line.amount
                           ? *line.amount
                           : extend(line.quantity, line.unit_price, document_.currency, settings_.rounding).minor});
    } catch (const Error& error) {
      const Line& line = document_.lines[scratch_.size()];
      throw Error(error.code(), field(scratch_.size(), "quantity"),
                  "quantity x unit price is too great to be an amount",
                  {{"quantity", line.quantity.value().normalized().to_string()},
                   {"unit_price", line.unit_price.value().normalized().to_string()}});
    }
    try {
      tax::apply(scratch_, document_.tax_mode, settings_.tax_rounding, settings_.rounding);
      for (std::size_t i = 0; i < scratch_.size(); ++i) {
        document_.lines[i].net = scratch_[i].net;
        document_.lines[i].tax = scratch_[i].tax;
        document_.net = checked_add(document_.net, scratch_[i].net);
        document_.tax = checked_add(document_.tax, scratch_[i].tax);
      }
      static_cast<void>(document_.total());
    } catch (const Error& error) {
      throw Error(error.code(), "lines", "the lines add up to more than an amount can hold");
    }
  }

  access::Work& work_;
  const VoucherDraft& draft_;
  const BookSettings& settings_;
  EffectiveTerm tax_code_term_;
  std::string tracking_;
  pricing::Limits limits_;  ///< of the line that is filled
  TaxMode limits_basis_ = TaxMode::exclusive;
  std::optional<pricing::Exact> exact_price_;  ///< of the line that is filled, on the document's tax basis
  Problems problems_;
  Document document_;
  std::vector<tax::Line> scratch_;
};

}  // namespace

void check_choices(const VoucherDraft& draft) {
  Problems problems;
  if (to_string(draft.kind).empty())
    problems.add(ErrorCode::invalid, "kind", "not a kind of voucher",
                 {{"kind", std::to_string(static_cast<int>(draft.kind))}});
  if (draft.tax_mode && *draft.tax_mode != TaxMode::exclusive && *draft.tax_mode != TaxMode::inclusive)
    problems.add(ErrorCode::invalid, "tax_mode", "not a tax mode",
                 {{"tax_mode", std::to_string(static_cast<int>(*draft.tax_mode))}});
  if (draft.side && *draft.side != Side::receivable && *draft.side != Side::payable)
    problems.add(ErrorCode::invalid, "side", "not a side", {{"side", std::to_string(static_cast<int>(*draft.side))}});
  if (draft.reason && to_string(*draft.reason).empty())
    problems.add(ErrorCode::invalid, "reason", "not a reason",
                 {{"reason", std::to_string(static_cast<int>(*draft.reason))}});
  problems.throw_if_any();
}

Document prepare(access::Work& work, const VoucherDraft& draft) { return Preparation(work, draft).run(); }

}  // namespace emptor::vouchers
