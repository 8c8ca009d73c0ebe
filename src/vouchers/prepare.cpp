/// Draft to document: fill (terms, prices), validate, total. The lines are filled in filling.cpp.
#include <algorithm>

#include "catalog/cards.hpp"
#include "parties/cards.hpp"
#include "settings/policies.hpp"
#include "vouchers/filling.hpp"

namespace emptor::vouchers {
namespace {

constexpr Date kFirstDay = std::chrono::sys_days{std::chrono::year{1900} / 1 / 1};
constexpr Date kLastDay = std::chrono::sys_days{std::chrono::year{2199} / 12 / 31};

constexpr std::size_t kCouponsMax = 20;

std::string code_figure(std::string_view code) { return std::string(code); }

/// Fills a draft; problems of all fields and lines are gathered before anything throws.
class Preparation {
 public:
  Preparation(access::Work& work, const VoucherDraft& draft, bool soft_acknowledged, PromotionReport* report,
              Naming naming = Naming::asked)
      : work_(work),
        draft_(draft),
        soft_acknowledged_(soft_acknowledged),
        report_(report),
        naming_(naming),
        settings_(settings::current(work)) {}

  /// Terms and prices alone.
  Document prices() {
    period_ = false;
    fill();
    return std::move(document_);
  }

  Document run() {
    fill();
    if (has_lines(draft_.kind)) {
      promote(work_, draft_, document_, report_);
      total_lines(work_, document_);
      instalments();
    }
    return std::move(document_);
  }

 private:
  void fill() {
    if (is_companion(draft_.kind))
      throw Error(ErrorCode::invalid, "kind", "vouchers of this kind are posted by the library",
                  {{"kind", std::string(to_string(draft_.kind))}});
    document_.kind = draft_.kind;
    side();
    coupons();
    dates();
    party();
    texts();
    if (has_lines(draft_.kind))
      fill_lines(work_, draft_, tax_code_term_, document_, problems_);
    else
      amount();
    if (is_return(draft_.kind)) settling();
    problems_.throw_if_any();
  }

  void side() {
    const auto own = side_of(draft_.kind);
    document_.side = own ? *own : draft_.side.value_or(Side::receivable);
    if (draft_.kind == VoucherKind::set_off && document_.side != Side::receivable)
      problems_.add(ErrorCode::invalid, "side", "a set-off is said from the side of the receivable");
    if (draft_.side && *draft_.side != document_.side)
      problems_.add(ErrorCode::invalid, "side", "this kind of voucher is always on the other side");
  }

  void coupons() {
    if (draft_.kind != VoucherKind::sale && (!draft_.coupons.empty() || draft_.reservation))
      problems_.add(ErrorCode::invalid, draft_.coupons.empty() ? "reservation" : "coupons",
                    "only sales have coupons and reservations");
    if (draft_.coupons.size() > kCouponsMax)
      problems_.add(ErrorCode::limit, "coupons", "a sale names up to 20 coupons",
                    {{"coupons", std::to_string(draft_.coupons.size())}});
    for (std::size_t i = 0; i < draft_.coupons.size(); ++i)
      problems_.check_text("coupons[" + std::to_string(i) + "]", draft_.coupons[i], 40, true);
  }

  void dates() {
    document_.dated = draft_.dated ? *draft_.dated : settings::today(work_);
    check_day("dated", document_.dated);
    if (period_) settings::require_open_period(work_, document_.dated, "dated", soft_acknowledged_);
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
    // Collections, payments and returns of archived parties are always taken: what comes back is never turned away.
    if (card.archived && is_trade(draft_.kind))
      problems_.add(ErrorCode::inactive, "party", "the party is archived", {{"code", card.code}});

    document_.party = card.id;
    document_.account = parties::account_of(work_, card, document_.dated);
    document_.identity_id = card.identity_id;
    currency(terms.term(Term::currency).value);
    exchange_rate();
    tax_code_term_ = terms.term(Term::tax_code);
    tracking_ = terms.term(Term::tracking).value.value_or("");
    document_.by_name = tracking_ == "required";
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

  /// The one that was typed, or the book's of the day; none where none is known.
  void exchange_rate() {
    if (!draft_.exchange_rate) {
      if (document_.currency != settings_.currency)
        document_.rate = settings::find_rate(work_, document_.currency, settings_.currency, document_.dated);
      return;
    }
    const std::string shown = draft_.exchange_rate->to_string();
    if (document_.currency == settings_.currency)
      return problems_.add(ErrorCode::invalid, "exchange_rate", "the book's own currency has no exchange rate",
                           {{"currency", std::string(document_.currency.code())}});
    if (draft_.exchange_rate->sign() <= 0)
      return problems_.add(ErrorCode::range, "exchange_rate", "a rate is greater than 0", {{"rate", shown}});
    try {
      document_.rate = Ratio::of(*draft_.exchange_rate);
    } catch (const Error& error) {
      problems_.add(error.code(), "exchange_rate", "the rate has more digits than can be held exactly",
                    {{"rate", shown}});
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
               term.value && is_trade(draft_.kind) && !draft_.payment_terms) {
      document_.payment_terms = *term.value;
    }
  }

  void typed_terms() {
    if (!is_trade(draft_.kind))
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
    if (!draft_.project.empty()) problems_.check_code("project", draft_.project, 40);
    document_.project = draft_.project;
    fields();
  }

  void fields() {
    constexpr std::size_t fields_max = 50;
    if (draft_.fields.size() > fields_max)
      problems_.add(ErrorCode::limit, "fields", "a voucher has at most 50 fields",
                    {{"fields", std::to_string(draft_.fields.size())}, {"limit", std::to_string(fields_max)}});
    document_.fields = draft_.fields;
    for (std::size_t i = 0; i < draft_.fields.size(); ++i) {
      const std::string field = "fields[" + std::to_string(i) + "].";
      problems_.check_code(field + "name", draft_.fields[i].name, 40);
      problems_.check_text(field + "value", draft_.fields[i].value, 2'000, true);
    }
    std::ranges::sort(document_.fields, {}, &VoucherField::name);
    const auto twice = std::ranges::adjacent_find(document_.fields, {}, &VoucherField::name);
    if (twice != document_.fields.end())
      problems_.add(ErrorCode::duplicate_code, "fields", "a field is there twice", {{"name", twice->name}});
  }

  void amount() {
    if (!draft_.lines.empty())
      problems_.add(ErrorCode::invalid, "lines",
                    "only sales, purchases and returns have lines; this voucher has an amount");
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
    if ((money || is_return(draft_.kind)) && document_.by_name) {
      // What nothing names stays an advance.
      document_.allocation.clear();
      if (money && draft_.settles.empty() && naming_ == Naming::asked)
        problems_.add(ErrorCode::required, "settles",
                      "this party's vouchers are settled by name: name what is settled");
    } else if (tracking_ == "off" && !draft_.settles.empty() && naming_ == Naming::asked) {
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
    if (naming_ == Naming::spared || debtor->party == document_.party || debtor->account == document_.party ||
        parties::account_of(work_, parties::card(work_, debtor->party), document_.dated) == document_.account)
      document_.account = debtor->account;
  }

  access::Work& work_;
  const VoucherDraft& draft_;
  bool soft_acknowledged_;
  bool period_ = true;  ///< the day has to be open
  PromotionReport* report_;
  Naming naming_;
  const BookSettings& settings_;
  EffectiveTerm tax_code_term_;
  std::string tracking_;
  Problems problems_;
  Document document_;
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

Document prepare(access::Work& work, const VoucherDraft& draft, bool soft_acknowledged, PromotionReport* report,
                 Naming naming) {
  return Preparation(work, draft, soft_acknowledged, report, naming).run();
}

Document prepare_prices(access::Work& work, const VoucherDraft& draft) {
  return Preparation(work, draft, true, nullptr).prices();
}

}  // namespace emptor::vouchers
