/// Names of kinds and reasons; one voucher by number or key.
#include "emptor/vouchers.hpp"

#include <array>

#include "access/work.hpp"
#include "vouchers/document.hpp"

namespace emptor {

using access::Work;

namespace {

constexpr std::array<std::string_view, 15> kKinds{
    "",          "sale",   "purchase", "collection",        "payment",      "opening_balance", "adjustment", "discount",
    "write_off", "refund", "set_off",  "currency_transfer", "sales_return", "purchase_return", "rebate"};
constexpr std::array<std::string_view, 4> kReasons{"", "rounding", "short_pay", "bad_debt"};

}  // namespace

std::string_view to_string(VoucherKind kind) noexcept {
  const auto place = static_cast<std::size_t>(kind);
  return place < kKinds.size() ? kKinds[place] : kKinds.front();
}

std::string_view to_string(WriteOffReason reason) noexcept {
  const auto place = static_cast<std::size_t>(reason);
  return place < kReasons.size() ? kReasons[place] : kReasons.front();
}

std::optional<WriteOffReason> parse_reason(std::string_view name) noexcept {
  for (std::size_t i = 1; i < kReasons.size(); ++i)
    if (kReasons[i] == name) return static_cast<WriteOffReason>(i);
  return std::nullopt;
}

std::optional<VoucherKind> parse_voucher_kind(std::string_view name) noexcept {
  for (std::size_t i = 1; i < kKinds.size(); ++i)
    if (kKinds[i] == name && !name.empty()) return static_cast<VoucherKind>(i);
  return std::nullopt;
}

std::optional<Voucher> Vouchers::find(VoucherKind kind, std::string_view number) const {
  auto work = Work::read(*state_);
  const VoucherId id = vouchers::find_number(work, kind, number);
  return id ? std::optional(vouchers::described(work, id)) : std::nullopt;
}

Voucher Vouchers::get(VoucherId id) const {
  auto work = Work::read(*state_);
  return vouchers::described(work, id);
}

}  // namespace emptor
