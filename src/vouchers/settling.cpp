/// What a document that lowers a debt settles, and what is posted with it.
#include <algorithm>
#include <array>
#include <span>

#include "settings/policies.hpp"
#include "vouchers/document.hpp"

namespace emptor::vouchers {
namespace {

using receivables::Settlement;

constexpr std::array kOldest{AllocationOrder::oldest_dated};

Companion companion(const Document& of, VoucherKind kind) {
  Companion out;
  out.document.kind = kind;
  out.document.side = of.side;
  out.document.dated = out.document.due = out.document.priced_on = of.dated;
  out.document.party = of.party;
  out.document.account = of.account;
  out.document.identity_id = of.identity_id;
  out.document.currency = of.currency;
  out.document.person = of.person;
  return out;
}

void add(Companion& to, const Settlement& of, std::int64_t amount) {
  if (amount <= 0) return;
  to.planned.push_back({.debit = of.debit, .money = amount, .reopened = of.reopened});
  to.document.net = checked_add(to.document.net, amount);
}

/// The discount that a payment earns, and what it leaves within the tolerance, are vouchers of their own, so that the
/// ledger shows what lowered the debt.
void add_companions(Settling& settling, const Document& document) {
  Companion discount = companion(document, VoucherKind::discount);
  Companion write_off = companion(document, VoucherKind::write_off);
  write_off.document.reason = WriteOffReason::short_pay;
  for (const Settlement& each : settling.planned) {
    add(discount, each, each.discount);
    if (each.left <= document.write_off_up_to) add(write_off, each, each.left);
  }
  if (discount.document.net != 0) settling.companions.push_back(std::move(discount));
  if (write_off.document.net != 0) settling.companions.push_back(std::move(write_off));
}

std::int64_t sum_of(std::span<const Settlement> planned) {
  std::int64_t sum = 0;
  for (const Settlement& each : planned) sum = checked_add(sum, each.money);
  return sum;
}

void require_covered(const Document& document, std::int64_t open, const char* what) {
  if (document.total() <= open) return;
  const auto shown = [&](std::int64_t minor) { return Money{minor, document.currency}.amount().to_string(); };
  throw Error(ErrorCode::over_allocated, "amount", std::string("more than ") + what,
              {{"amount", shown(document.total())}, {"open", shown(open)}});
}

}  // namespace

Settling plan(access::Work& work, const Document& document) {
  Settling out;
  if (document.kind == VoucherKind::refund)
    require_covered(document, receivables::advance_of(work, account_key(document)), "the advance of the account");
  if (effect(document) >= 0) return out;
  const bool money = is_money(document.kind);
  out.planned = receivables::plan(work, account_key(document), -effect(document),
                                  {.first = document.settles,
                                   .orders = document.allocation,
                                   .paid_on = money ? std::optional(document.dated) : std::nullopt});
  if (money) add_companions(out, document);
  if (document.kind == VoucherKind::write_off || document.kind == VoucherKind::set_off)
    require_covered(document, sum_of(out.planned), "what is open");
  if (document.kind == VoucherKind::set_off) {
    Companion other = companion(document, VoucherKind::set_off);
    other.document.side = Side::payable;
    other.document.net = document.net;
    other.planned = receivables::plan(work, account_key(other.document), document.net, {.orders = kOldest});
    require_covered(other.document, sum_of(other.planned), "what is open to the supplier");
    out.companions.push_back(std::move(other));
  }
  return out;
}

}  // namespace emptor::vouchers
