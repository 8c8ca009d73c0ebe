/// Vouchers behind their handles, and what typing, posting and finding them share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emptor/vouchers.hpp"
#include "records.hpp"
#include "rows.hpp"
#include "values.hpp"

struct emptor_voucher_draft {
  emptor::VoucherDraft draft;
};

/// A voucher with its totals as text.
struct emptor_voucher {
  emptor::Voucher voucher;
  std::string currency;
  std::string net;
  std::string tax;
  std::string total;

  explicit emptor_voucher(emptor::Voucher found)
      : voucher(std::move(found)),
        currency(voucher.currency.code()),
        net(emptor::capi::to_text(voucher.net)),
        tax(emptor::capi::to_text(voucher.tax)),
        total(emptor::capi::to_text(voucher.total)) {}
};

struct emptor_post_result {
  std::optional<emptor_voucher> voucher;
  std::optional<emptor_credit_decision> credit;
  std::optional<emptor_error> refusal;
  std::vector<emptor_voucher> companions;
  std::optional<emptor_voucher> reversal;
  bool repeated = false;

  explicit emptor_post_result(emptor::PostResult result) : repeated(result.repeated) {
    if (result.voucher) voucher.emplace(std::move(*result.voucher));
    if (result.credit) credit.emplace(std::move(*result.credit));
    if (result.refusal) refusal.emplace(emptor::capi::make_error({std::move(*result.refusal)}));
    for (emptor::Voucher& each : result.companions) companions.emplace_back(std::move(each));
    if (result.reversal) reversal.emplace(std::move(*result.reversal));
  }
  explicit emptor_post_result(emptor::BatchOutcome outcome) : emptor_post_result(std::move(outcome.result)) {
    if (!outcome.problems.empty()) refusal.emplace(emptor::capi::make_error(std::move(outcome.problems)));
  }
};

struct emptor_batch_result {
  std::vector<emptor_post_result> results;
};

struct emptor_preview {
  emptor_voucher voucher;
  std::optional<emptor_credit_decision> credit;
  std::optional<emptor_error> warnings;
  std::string balance_after;
  std::vector<emptor_voucher> companions;
  std::vector<emptor::PromotionVerdict> promotions;
  std::vector<emptor::CouponVerdict> coupons;
  std::vector<emptor::GiftChange> gift_changes;

  explicit emptor_preview(emptor::Preview preview)
      : voucher(std::move(preview.voucher)),
        balance_after(emptor::capi::to_text(preview.balance_after)),
        promotions(std::move(preview.promotions)),
        coupons(std::move(preview.coupons)),
        gift_changes(std::move(preview.gift_changes)) {
    if (preview.credit) credit.emplace(std::move(*preview.credit));
    if (!preview.warnings.empty()) warnings.emplace(emptor::capi::make_error(std::move(preview.warnings)));
    for (emptor::Voucher& each : preview.companions) companions.emplace_back(std::move(each));
  }
};

namespace emptor::capi {

inline VoucherKind to_voucher_kind(std::int32_t kind) {
  return choice(kind, VoucherKind::sale, VoucherKind::purchase_return, "kind");
}

inline std::optional<std::string> price_text(const std::optional<UnitPrice>& price, Currency currency) {
  return price ? std::optional(to_text(*price, currency)) : std::nullopt;
}

PostOptions to_options(const emptor_post_options* given);

/// What lists of vouchers tell of each.
RowsBuilder voucher_rows();
void add_voucher(RowsBuilder& rows, const Voucher& each);

}  // namespace emptor::capi
