#include "simulation/company.hpp"
#include "support/test.hpp"

namespace emptor::simulation {
namespace {

Decimal decimal(std::int64_t minor) { return Decimal::scaled(minor, 2); }

/// What is refused with these figures is up to what is open, which the model does not know.
bool may_be_too_much(VoucherKind kind) {
  return kind == VoucherKind::write_off || kind == VoucherKind::refund || kind == VoucherKind::set_off;
}

std::int64_t price_of(const VoucherDraft& draft) { return draft.lines.front().unit_price->micros / 10'000; }

}  // namespace

void Company::trade(VoucherKind kind) { post(trade_draft(kind)); }

VoucherDraft Company::trade_draft(VoucherKind kind) {
  VoucherDraft draft{.kind = kind, .party = any_party(), .dated = past_day()};
  draft.lines.push_back({.item = "P1", .quantity = Quantity::of(1), .unit_price = UnitPrice::of(decimal(cents()))});
  // A discount on a cent would come to nothing.
  if (kind == VoucherKind::sale && price_of(draft) >= 100 && one_in(6)) draft.coupons = {"CLUB"};
  return draft;
}

void Company::amount(VoucherKind kind) { post(amount_draft(kind)); }

VoucherDraft Company::amount_draft(VoucherKind kind) {
  VoucherDraft draft{.kind = kind, .party = any_party(), .dated = past_day(), .amount = decimal(cents())};
  if (kind == VoucherKind::adjustment || kind == VoucherKind::opening_balance) {
    draft.side = one_in(3) ? Side::payable : Side::receivable;
    if (one_in(2)) draft.amount = decimal(-cents());
  }
  if (kind == VoucherKind::write_off || kind == VoucherKind::refund)
    draft.side = one_in(3) ? Side::payable : Side::receivable;
  if (kind == VoucherKind::write_off) draft.reason = WriteOffReason::bad_debt;
  if (kind == VoucherKind::collection || kind == VoucherKind::payment) {
    if (one_in(2)) draft.allocation = orders();
    if (one_in(3)) draft.write_off_up_to = decimal(below(500));
    // A post-dated cheque: it has not paid anything before its day.
    if (one_in(12)) draft.dated = today_ + 1 + below(30);
  }
  return draft;
}

std::vector<AllocationOrder> Company::orders() {
  std::vector<AllocationOrder> found;
  for (int i = below(3); i > 0; --i) found.push_back(static_cast<AllocationOrder>(1 + below(5)));
  return found;
}

PostOptions Company::post_options() {
  PostOptions options{.acknowledge_warnings = one_in(3), .acknowledge_soft_lock = one_in(2)};
  if (one_in(6)) options.idempotency_key = "K" + std::to_string(++keys_);
  return options;
}

std::optional<ErrorCode> Company::refusal(const Model& model, const VoucherDraft& draft, Date dated,
                                          const PostOptions& options, std::int64_t replaces) {
  if (draft.kind != VoucherKind::sale) return std::nullopt;
  std::int64_t total = price_of(draft);
  const bool coupon = !draft.coupons.empty();
  const bool taken = coupon && model.takes_coupon(draft.party);
  if (taken) total -= multiply_round(total, Model::coupon_percent, 100);
  if (model.exceeds(draft.party, dated, total, replaces)) {
    const OnExcess answer = model.customers.find(draft.party)->second.at_sale.on(dated, OnExcess::block);
    if (answer == OnExcess::block) return ErrorCode::credit_blocked;
    if (answer == OnExcess::warn && !options.acknowledge_warnings) return ErrorCode::credit_warning;
  }
  if (coupon && !taken && !options.acknowledge_warnings) return ErrorCode::coupon_refused;
  return std::nullopt;
}

void Company::write_down(Model& model, const PostResult& result) {
  model.write_down(*result.voucher);
  for (const Voucher& each : result.companions) model.write_down(each);
}

/// What is refused must have changed nothing: the checks would see it.
void Company::post(const VoucherDraft& draft) {
  const PostOptions options = post_options();
  const bool open = model_.is_open(*draft.dated, options.acknowledge_soft_lock);
  const auto expected = refusal(model_, draft, *draft.dated, options);
  try {
    const PostResult result = book_->vouchers().post(draft, options);
    REQUIRE(open);
    REQUIRE(result.posted() == !expected);
    if (!result.posted()) {
      REQUIRE(result.refusal->code == *expected);
      return;
    }
    if (!options.idempotency_key.empty()) {
      const PostResult again = book_->vouchers().post(draft, options);
      REQUIRE(again.repeated);
      REQUIRE(again.voucher->id == result.voucher->id);
    }
    write_down(model_, result);
  } catch (const Error& error) {
    INFO(error.what());
    REQUIRE(error.code() == (open ? ErrorCode::over_allocated : ErrorCode::period_locked));
    if (open) REQUIRE(may_be_too_much(draft.kind));
  }
}

/// Several in one transaction; one that is refused is refused alone.
void Company::post_together() {
  std::vector<BatchEntry> entries;
  for (int i = 1 + below(4); i > 0; --i)
    entries.push_back({.draft = one_in(2) ? trade_draft(VoucherKind::sale) : amount_draft(VoucherKind::collection),
                       .options = post_options()});
  const auto outcomes = book_->vouchers().post_batch(entries);
  REQUIRE(outcomes.size() == entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const VoucherDraft& draft = entries[i].draft;
    std::optional<ErrorCode> expected = refusal(model_, draft, *draft.dated, entries[i].options);
    if (!model_.is_open(*draft.dated, entries[i].options.acknowledge_soft_lock)) expected = ErrorCode::period_locked;
    REQUIRE(outcomes[i].posted() == !expected);
    if (expected)
      REQUIRE(outcomes[i].problems.front().code == *expected);
    else
      write_down(model_, outcomes[i].result);
  }
}

void Company::reverse() {
  if (model_.posted.empty()) return;
  const Voucher original = any_posted();
  const bool acknowledged = one_in(2);
  const Date on = one_in(8)   ? original.dated - 1 - below(3)
                  : one_in(4) ? original.dated
                              : std::max(original.dated, today_);
  try {
    book_->vouchers().reverse(original.id, on, {.acknowledge_soft_lock = acknowledged});
    REQUIRE(on >= original.dated);
    REQUIRE(model_.is_open(on, acknowledged));
    model_.take_out(original.id, on);
  } catch (const Error& error) {
    INFO(error.what());
    REQUIRE(error.code() == (on < original.dated ? ErrorCode::range : ErrorCode::period_locked));
    REQUIRE((on < original.dated || !model_.is_open(on, acknowledged)));
  }
}

void Company::reverse_again() {
  if (model_.reversed.empty()) return;
  const VoucherId id = model_.reversed[static_cast<std::size_t>(below(static_cast<int>(model_.reversed.size())))];
  try {
    book_->vouchers().reverse(id);
    FAIL("reversed twice");
  } catch (const Error& error) {
    REQUIRE(error.code() == ErrorCode::already_reversed);
  }
}

/// Another voucher of the same kind in the place of one: both or, where it is refused, neither.
void Company::correct() {
  if (model_.posted.empty()) return;
  const Voucher original = any_posted();
  VoucherDraft draft = original.lines.empty() ? amount_draft(original.kind) : trade_draft(original.kind);
  if (one_in(2)) draft.dated.reset();
  const CorrectionPolicy policy{.reversal = one_in(2) ? ReversalDate::today : ReversalDate::original_if_open};
  const PostOptions options{.acknowledge_warnings = one_in(3), .acknowledge_soft_lock = one_in(2)};
  const bool own = policy.reversal == ReversalDate::original_if_open &&
                   model_.is_open(original.dated, options.acknowledge_soft_lock);
  const Date day = own ? original.dated : std::max(today_, original.dated);
  const Date dated = draft.dated.value_or(day);
  Model after = model_;
  after.take_out(original.id, day);
  const bool same = draft.kind == VoucherKind::sale && draft.party == original.party;
  const bool open = model_.is_open(dated, options.acknowledge_soft_lock);
  try {
    const PostResult result = book_->vouchers().correct(original.id, draft, policy, options);
    REQUIRE(open);
    const auto expected = refusal(after, draft, dated, options, same ? original.total.minor : 0);
    REQUIRE(result.posted() == !expected);
    if (expected) {
      REQUIRE(result.refusal->code == *expected);
      return;
    }
    REQUIRE(result.voucher->corrects == original.id);
    REQUIRE(result.reversal->dated == day);
    write_down(after, result);
    model_ = std::move(after);
  } catch (const Error& error) {
    INFO(error.what());
    REQUIRE(error.code() == (open ? ErrorCode::over_allocated : ErrorCode::period_locked));
    if (open) REQUIRE(may_be_too_much(draft.kind));
  }
}

void Company::void_number() {
  static_cast<void>(book_->vouchers().void_number(one_in(2) ? VoucherKind::sale : VoucherKind::collection, "spoilt"));
}

}  // namespace emptor::simulation
