/// The steps of a cheque or bill: what each of them asks for, and what it posts.
#include <algorithm>

#include "parties/cards.hpp"
#include "settings/policies.hpp"
#include "vouchers/instruments.hpp"
#include "vouchers/posting.hpp"

namespace emptor::vouchers {
namespace {

using access::Work;
using receivables::InstrumentRole;
using receivables::InstrumentRow;
using receivables::InstrumentVoucher;

void require_possible(InstrumentState from, InstrumentState to, Side side) {
  const auto possible = instruments::next_states(from, side);
  if (std::ranges::find(possible, to) != possible.end()) return;
  throw Error(
      ErrorCode::wrong_state, "state",
      "an instrument that is " + std::string(to_string(from)) + " cannot become " +
          std::string(to_string(to).empty() ? "that" : to_string(to)),
      {{"from", std::string(to_string(from))}, {"to", std::string(to_string(to))}, {"possible", names_of(possible)}});
}

/// One step: what it posts, and the row that says so.
class Step {
 public:
  Step(Work& work, const InstrumentRow& row, InstrumentState to, const InstrumentStep& step)
      : work_(work),
        row_(row),
        to_(to),
        step_(step),
        from_(static_cast<InstrumentState>(row.state)),
        account_(row.account) {}

  void run() {
    require_possible(from_, to_, row_.side);
    check_texts();
    check_day();
    check_fee();
    find_supplier();
    switch (to_) {
      case InstrumentState::deposited:
        if (from_ == InstrumentState::bounced) present_again();
        break;
      case InstrumentState::bounced:
        take_back();
        charge();
        break;
      case InstrumentState::returned:
        if (from_ == InstrumentState::held) take_back();
        break;
      case InstrumentState::endorsed:
        pass_on();
        break;
      default:
        break;
    }
    if (is_uncleared(from_) && !is_uncleared(to_))
      end_standing(work_, standing_voucher(), day_, to_ == InstrumentState::cleared);
    receivables::insert_event(
        work_, row_.id,
        {.state = static_cast<int>(to_), .on = day_, .fee = fee_, .supplier = supplier_, .reason = step_.reason},
        vouchers_, account_, is_uncleared(to_));
    access::Detail detail;
    detail.change("state", to_string(from_), to_string(to_)).set("on", day_.to_string());
    work_.record(Entity::instrument, row_.id.value, "instruments.move", detail.json());
  }

 private:
  void check_texts() const {
    Problems problems;
    problems.check_text("reason", step_.reason, 200);
    if (to_ == InstrumentState::endorsed && step_.supplier.empty())
      problems.add(ErrorCode::required, "supplier", "an endorsement says who gets the instrument");
    if (to_ != InstrumentState::endorsed && !step_.supplier.empty())
      problems.add(ErrorCode::invalid, "supplier", "only an endorsement has a supplier");
    if (step_.fee && to_ != InstrumentState::bounced && to_ != InstrumentState::discounted)
      problems.add(ErrorCode::invalid, "fee", "only a bounce and a discount have a fee");
    problems.throw_if_any();
  }

  void check_day() {
    day_ = step_.on ? *step_.on : settings::today(work_);
    const Date last = receivables::load_events(work_, row_.id).back().on;
    if (day_ < last)
      throw Error(ErrorCode::range, "on", "a step cannot be dated before the one that it follows",
                  {{"on", day_.to_string()}, {"last", last.to_string()}});
    if (to_ == InstrumentState::deposited && day_ < row_.due)
      throw Error(ErrorCode::range, "on", "a bank does not take it before it is due",
                  {{"on", day_.to_string()}, {"due", row_.due.to_string()}});
    settings::require_open_period(work_, day_, "on");
  }

  void check_fee() {
    if (!step_.fee) return;
    if (step_.fee->sign() < 0)
      throw Error(ErrorCode::range, "fee", "a fee cannot be negative", {{"fee", step_.fee->to_string()}});
    try {
      fee_ = Money::of(*step_.fee, row_.amount.currency).minor;
    } catch (const Error& error) {
      throw Error(error.code(), "fee", error.message(), {{"fee", step_.fee->to_string()}});
    }
    if (to_ == InstrumentState::discounted && *fee_ > row_.amount.minor)
      throw Error(ErrorCode::range, "fee", "the bank cannot keep more than the amount",
                  {{"fee", step_.fee->to_string()}, {"amount", row_.amount.amount().to_string()}});
  }

  void find_supplier() {
    if (to_ == InstrumentState::endorsed) supplier_ = parties::require(work_, step_.supplier, "supplier").id;
  }

  /// Everything that stands for it, the newest first.
  void take_back() {
    auto standing = receivables::vouchers_of(work_, row_.id);
    std::ranges::reverse(standing);
    for (const InstrumentVoucher& each : standing)
      if (!reversal_of(work_, each.voucher))
        vouchers_.push_back({reverse(work_, each.voucher, day_, {}).id, InstrumentRole::reversal});
  }

  void charge() {
    if (!fee_ || *fee_ == 0) return;
    vouchers_.push_back({post({.kind = VoucherKind::adjustment,
                               .side = row_.side,
                               .party = code_of(row_.party),
                               .dated = day_,
                               .currency = currency(),
                               .reference = row_.number,
                               .memo = "fee of a bounced " + std::string(to_string(kind())),
                               .amount = Money{*fee_, row_.amount.currency}.amount()}),
                         InstrumentRole::fee});
  }

  /// Settles what it settled before, and nothing else: what is left stays an advance.
  void present_again() {
    VoucherDraft draft = instrument_draft();
    draft.allocation.clear();
    draft.settles = settled_before();
    const VoucherId voucher = post(draft);
    vouchers_.push_back({voucher, InstrumentRole::stands});
    account_ = stand(work_, row_, voucher, day_).account;
  }

  [[nodiscard]] VoucherId standing_voucher() const {
    VoucherId last;
    for (const InstrumentVoucher& each : receivables::vouchers_of(work_, row_.id))
      if (each.role == InstrumentRole::stands) last = each.voucher;
    return last;
  }

  /// What the bounce opened again and nobody has settled since.
  [[nodiscard]] std::vector<VoucherId> settled_before() const {
    const VoucherId last = standing_voucher();
    const auto reversal = load(work_, reversal_of(work_, last));
    EMPTOR_REQUIRE(reversal.has_value());
    const receivables::AccountKey key{.account = row_.account, .side = row_.side, .currency = row_.amount.currency};
    std::vector<VoucherId> settles;
    for (const auto& [debit, open] : receivables::debits_of(work_, key, last, reversal->recorded_at))
      if (open > 0 && std::ranges::find(settles, debit) == settles.end()) settles.push_back(debit);
    return settles;
  }

  void pass_on() {
    vouchers_.push_back({post({.kind = VoucherKind::payment,
                               .party = code_of(supplier_),
                               .dated = day_,
                               .currency = currency(),
                               .reference = row_.number,
                               .amount = row_.amount.amount()}),
                         InstrumentRole::passed_on});
  }

  [[nodiscard]] VoucherDraft instrument_draft() const {
    return {.kind = row_.side == Side::receivable ? VoucherKind::collection : VoucherKind::payment,
            .party = code_of(row_.party),
            .dated = day_,
            .currency = currency(),
            .reference = row_.number,
            .amount = row_.amount.amount()};
  }

  VoucherId post(const VoucherDraft& draft) {
    const PostResult result = vouchers::post(work_, draft, {}, nullptr, {}, Naming::spared);
    EMPTOR_REQUIRE(result.posted());
    return result.voucher->id;
  }
  [[nodiscard]] std::string code_of(PartyId party) const { return parties::card(work_, party).code; }
  [[nodiscard]] std::string currency() const { return std::string(row_.amount.currency.code()); }
  [[nodiscard]] InstrumentKind kind() const { return static_cast<InstrumentKind>(row_.kind); }

  Work& work_;
  const InstrumentRow& row_;
  InstrumentState to_;
  const InstrumentStep& step_;
  InstrumentState from_;
  PartyId account_;  ///< of what stands for it
  Date day_{};
  std::optional<std::int64_t> fee_{};
  PartyId supplier_{};
  std::vector<InstrumentVoucher> vouchers_{};
};

}  // namespace

std::string names_of(const std::vector<InstrumentState>& states) {
  std::string text;
  for (const InstrumentState each : states) text.append(text.empty() ? "" : ", ").append(to_string(each));
  return text.empty() ? "none" : text;
}

void take_step(Work& work, const InstrumentRow& row, InstrumentState to, const InstrumentStep& step) {
  Step(work, row, to, step).run();
}

}  // namespace emptor::vouchers
