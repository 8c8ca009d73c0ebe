/// Returning goods of a posted voucher: load what was sold and what came back, share out, save.
#include "vouchers/returning.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "catalog/cards.hpp"
#include "emptor/returns.hpp"
#include "parties/cards.hpp"
#include "settings/policies.hpp"
#include "vouchers/judging.hpp"
#include "vouchers/posting.hpp"
#include "vouchers/repeating.hpp"

namespace emptor::vouchers {
namespace {

using access::Work;

std::string shown(std::int64_t micros) { return Quantity{micros}.value().normalized().to_string(); }

Document load_original(Work& work, VoucherId id) {
  auto found = load(work, id);
  if (!found) throw Error(ErrorCode::not_found, "of", "no voucher has this id", {{"id", std::to_string(id.value)}});
  const std::string number = number_text(work, *found);
  if (!is_trade(found->kind) || found->reverses)
    throw Error(ErrorCode::invalid, "of", "goods come back from sales and purchases",
                {{"number", number}, {"kind", std::string(to_string(found->kind))}});
  if (reversal_of(work, id))
    throw Error(ErrorCode::already_reversed, "of", "the voucher is reversed", {{"number", number}});
  return std::move(*found);
}

Units units_of(const Line& line, TaxMode mode) {
  return {.quantity = line.quantity.micros,
          .stock_quantity = line.stock_quantity,
          .amount = mode == TaxMode::inclusive ? checked_add(line.net, line.tax) : line.net,
          .tax = line.tax,
          .promotion = line.promotion};
}

Units units_of(const Returned& returned, TaxMode mode) {
  return {.quantity = returned.quantity,
          .stock_quantity = returned.stock_quantity,
          .amount = mode == TaxMode::inclusive ? checked_add(returned.net, returned.tax) : returned.net,
          .tax = returned.tax,
          .promotion = returned.promotion};
}

/// A return as it will be posted, and what speaks against it.
struct Return {
  Document document;
  std::vector<Problem> refusals;
};

class Returning {
 public:
  Returning(Work& work, const Document& original, const ReturnDraft& draft, bool soft_acknowledged)
      : work_(work), original_(original), draft_(draft), soft_acknowledged_(soft_acknowledged) {}

  Return run() {
    const std::vector<Returned> before = returned_of(work_, original_.id, original_.lines.size());
    for (std::size_t i = 0; i < original_.lines.size(); ++i) {
      sold_.push_back(units_of(original_.lines[i], original_.tax_mode));
      left_.push_back(less(sold_[i], units_of(before[i], original_.tax_mode)));
      withheld_.net += before[i].withheld_net;
      withheld_.tax += before[i].withheld_tax;
    }
    head();
    lines();
    problems_.throw_if_any();
    keep_promotions();
    for (const Line& line : document_.lines) {
      document_.net = checked_add(document_.net, line.net);
      document_.tax = checked_add(document_.tax, line.tax);
    }
    settle();
    return {std::move(document_), std::move(refusals_)};
  }

 private:
  void head() {
    document_.kind = original_.kind == VoucherKind::sale ? VoucherKind::sales_return : VoucherKind::purchase_return;
    document_.side = original_.side;
    document_.dated = document_.due = draft_.dated.value_or(std::max(settings::today(work_), original_.dated));
    if (document_.dated < original_.dated)
      problems_.add(ErrorCode::range, "dated", "goods cannot come back before they were traded",
                    {{"dated", document_.dated.to_string()}, {"voucher", original_.dated.to_string()}});
    settings::require_open_period(work_, document_.dated, "dated", soft_acknowledged_);
    document_.priced_on = original_.priced_on;
    document_.party = original_.party;
    document_.account = original_.account;
    document_.identity_id = parties::card(work_, original_.party).identity_id;
    document_.currency = original_.currency;
    document_.rate = original_.rate;
    document_.tax_mode = original_.tax_mode;
    document_.person = original_.person;
    document_.project = original_.project;
    document_.returns = original_.id;
    document_.location = original_.location;
    if (draft_.location && !(document_.location = catalog::find_location(work_, *draft_.location)))
      problems_.add(ErrorCode::unknown_reference, "location", "no location has this code",
                    {{"code", *draft_.location}});
    problems_.check_text("reference", draft_.reference, 100);
    problems_.check_text("memo", draft_.memo, 2'000);
    document_.reference = draft_.reference;
    document_.memo = draft_.memo;
  }

  void lines() {
    if (draft_.lines.empty()) {
      for (std::size_t i = 0; i < left_.size(); ++i)
        if (left_[i].quantity > 0) take(i, left_[i].quantity);
      if (document_.lines.empty())
        problems_.add(ErrorCode::range, "lines", "everything came back already",
                      {{"number", number_text(work_, original_)}});
    }
    for (std::size_t i = 0; i < draft_.lines.size(); ++i) line(draft_.lines[i], "lines[" + std::to_string(i) + "].");
  }

  void line(const ReturnLine& wanted, const std::string& where) {
    if (wanted.line < 1 || static_cast<std::size_t>(wanted.line) > sold_.size())
      return problems_.add(ErrorCode::unknown_reference, where + "line", "the voucher has no such line",
                           {{"line", std::to_string(wanted.line)}, {"lines", std::to_string(sold_.size())}});
    if (std::ranges::any_of(document_.lines, [&](const Line& each) { return each.returns_line == wanted.line; }))
      return problems_.add(ErrorCode::invalid, where + "line", "the line is named twice",
                           {{"line", std::to_string(wanted.line)}});
    const auto place = static_cast<std::size_t>(wanted.line - 1);
    if (wanted.quantity.micros <= 0)
      return problems_.add(ErrorCode::range, where + "quantity",
                           "the quantity must be greater than 0: a return says how many units came back",
                           {{"quantity", shown(wanted.quantity.micros)}});
    if (wanted.quantity.micros > left_[place].quantity)
      return problems_.add(ErrorCode::range, where + "quantity", "more than is left of what was traded",
                           {{"item", catalog::card(work_, original_.lines[place].item).code},
                            {"traded", shown(sold_[place].quantity)},
                            {"returned", shown(sold_[place].quantity - left_[place].quantity)},
                            {"left", shown(left_[place].quantity)},
                            {"quantity", shown(wanted.quantity.micros)}});
    take(place, wanted.quantity.micros);
  }

  /// The line as it was traded, with the share of the units.
  void take(std::size_t place, std::int64_t quantity) {
    const Units units = share(sold_[place], less(sold_[place], left_[place]), quantity, rounding_);
    left_[place] = less(left_[place], units);
    Line& line = document_.lines.emplace_back(original_.lines[place]);
    line.quantity = {units.quantity};
    line.stock_quantity = units.stock_quantity;
    line.tax = units.tax;
    line.net = original_.tax_mode == TaxMode::inclusive ? units.amount - units.tax : units.amount;
    line.promotion = units.promotion;
    line.returns_line = static_cast<int>(place) + 1;
    // Why the price was what it was is told by the voucher.
    line.trace.clear();
    line.found_price.reset();
    line.price_reason.clear();
    line.memo.clear();
  }

  void keep_promotions() {
    // What was kept back stays so; what was given back beyond the shares is not paid once more, where a return of those
    // that it belonged to was reversed.
    Refund target{std::max<std::int64_t>(withheld_.net, 0), std::max<std::int64_t>(withheld_.tax, 0)};
    const bool all_back = std::ranges::all_of(left_, [](const Units& each) { return each.quantity == 0; });
    if (all_back) {
      // Nothing is kept that anything could be kept back for.
      target = {};
    } else if (draft_.broken != BrokenPromotion::keep && original_.kind == VoucherKind::sale) {
      const KeptGoods kept = judge_kept(work_, original_, left_);
      if (draft_.broken == BrokenPromotion::deny_partial)
        deny(kept);
      else
        target = kept.lost;
    }
    if (target == withheld_) return;
    std::vector<Refund> shares;
    for (const Line& line : document_.lines) shares.push_back({line.net, line.tax});
    const std::vector<Refund> withheld = withhold(target, withheld_, shares);
    for (std::size_t i = 0; i < withheld.size(); ++i) {
      Line& line = document_.lines[i];
      line.withheld_net = withheld[i].net;
      line.withheld_tax = withheld[i].tax;
      line.net = checked_subtract(line.net, withheld[i].net);
      line.tax = checked_subtract(line.tax, withheld[i].tax);
    }
  }

  void deny(const KeptGoods& kept) {
    if (kept.broken.empty()) return;
    std::string programmes;
    for (const std::string& each : kept.broken) programmes.append(programmes.empty() ? "" : ", ").append(each);
    refusals_.push_back({ErrorCode::in_use,
                         "lines",
                         "the goods that are kept do not earn " + programmes + "; return all of them or none",
                         {{"number", number_text(work_, original_)}, {"programmes", programmes}}});
  }

  /// What is open of the voucher, then what is open otherwise.
  void settle() {
    const receivables::AccountKey key = account_key(original_);
    const bool open = std::ranges::any_of(postings(original_), [&](const receivables::Posting& each) {
      return receivables::open_amount(work_, key, each.item).value_or(0) > 0;
    });
    if (open && document_.total() > 0) document_.settles = {original_.id};
    const auto& tracking = parties::card(work_, original_.party).on(document_.dated).term(Term::tracking).value;
    document_.by_name = tracking == "required";
    if (!document_.by_name) document_.allocation = {AllocationOrder::oldest_dated};
  }

  Work& work_;
  const Document& original_;
  const ReturnDraft& draft_;
  bool soft_acknowledged_;
  Rounding rounding_ = settings::current(work_).rounding;
  std::vector<Units> sold_;  ///< by line of the voucher
  std::vector<Units> left_;  ///< likewise, with what it costs less what came back
  Refund withheld_;          ///< by the returns before
  Problems problems_;
  std::vector<Problem> refusals_;
  Document document_;
};

/// What an idempotency key stands for.
std::string request_text(const ReturnDraft& draft) {
  std::string text = "return " + std::to_string(draft.of.value) + " " + (draft.dated ? draft.dated->to_string() : "-") +
                     " " + std::string(to_string(draft.broken)) + " " + draft.location.value_or("-");
  for (const ReturnLine& each : draft.lines)
    text += " " + std::to_string(each.line) + "x" + shown(each.quantity.micros);
  return text + "\n" + draft.reference + "\n" + draft.memo;
}

void check(const ReturnDraft& draft) {
  if (to_string(draft.broken).empty())
    throw Error(ErrorCode::invalid, "broken", "not a policy for promotions that are broken",
                {{"broken", std::to_string(static_cast<int>(draft.broken))}});
}

/// What came back and what is open of a voucher stands under the lock of its account.
void lock_return(Work& work, VoucherId of) {
  if (!work.tx().is_beside_others()) return;
  if (const auto debtor = debtor_of(work, of)) lock_accounts(work, {debtor->party, {debtor->account}});
}

}  // namespace
}  // namespace emptor::vouchers

namespace emptor {

using access::Work;

namespace {

constexpr std::array<std::string_view, 4> kPolicies{"", "keep", "recalc", "deny_partial"};

}  // namespace

std::string_view to_string(BrokenPromotion policy) noexcept {
  const auto place = static_cast<std::size_t>(policy);
  return place < kPolicies.size() ? kPolicies[place] : kPolicies.front();
}

PostResult Vouchers::return_goods(const ReturnDraft& draft, const PostOptions& options) {
  vouchers::check(draft);
  // What acknowledges a soft lock stands in the audit trail, which has one writer at a time.
  auto work = options.acknowledge_soft_lock ? Work::write(*state_) : Work::post(*state_, access::Undo::use_case);
  vouchers::lock_key(work, options);
  const std::string request = vouchers::request_text(draft);
  vouchers::Repeat repeat(work, options, request);
  if (repeat.first()) return vouchers::repeated(work, repeat.first());
  vouchers::lock_return(work, draft.of);
  const vouchers::Document original = vouchers::load_original(work, draft.of);
  vouchers::Return prepared = vouchers::Returning(work, original, draft, options.acknowledge_soft_lock).run();
  vouchers::lock_stock(work, prepared.document);
  PostResult result;
  vouchers::Judgement judgement = vouchers::judge(work, prepared.document);
  if (!prepared.refusals.empty())
    result.refusal = std::move(prepared.refusals.front());
  else if (judgement.blocked || (!judgement.problems.empty() && !options.acknowledge_warnings))
    result.refusal = std::move(judgement.problems.front());
  if (result.refusal) return result;
  vouchers::Saved saved = vouchers::save(work, prepared.document);
  repeat.remember(prepared.document.id);
  vouchers::record_soft_lock(work, prepared.document);
  result.voucher = vouchers::describe(work, prepared.document, std::move(saved.number));
  result.companions = std::move(saved.companions);
  work.commit();
  return result;
}

Preview Vouchers::preview_return(const ReturnDraft& draft) const {
  vouchers::check(draft);
  auto work = Work::read(*state_);
  const vouchers::Document original = vouchers::load_original(work, draft.of);
  vouchers::Return prepared = vouchers::Returning(work, original, draft, true).run();
  Preview out = vouchers::preview(work, prepared.document);
  out.warnings.insert(out.warnings.begin(), prepared.refusals.begin(), prepared.refusals.end());
  return out;
}

}  // namespace emptor
