/// Posting, previewing, reversing and correcting.
#include "handles.hpp"
#include "structs.hpp"
#include "vouchers.hpp"

using namespace emptor;
using namespace emptor::capi;

PostOptions emptor::capi::to_options(const emptor_post_options* given) {
  const emptor_post_options options = read_optional(given);
  check_reserved(options.reserved, "options.reserved");
  return {.idempotency_key = text(options.idempotency_key),
          .acknowledge_warnings = truth(options.acknowledge_warnings, "acknowledge_warnings"),
          .acknowledge_soft_lock = truth(options.acknowledge_soft_lock, "acknowledge_soft_lock"),
          .credit_hold = CreditHoldId(options.credit_hold)};
}

namespace {

static_assert(EMPTOR_REVERSAL_ORIGINAL_IF_OPEN == static_cast<int>(ReversalDate::original_if_open) &&
              EMPTOR_REVERSAL_TODAY == static_cast<int>(ReversalDate::today));

CorrectionPolicy to_policy(const emptor_correction_policy* given) {
  const emptor_correction_policy policy = read_optional(given);
  return {.reversal = choice(policy.reversal, ReversalDate::original_if_open, ReversalDate::today, "reversal"),
          .reversed_on = optional_date(policy.reversed_on, "reversed_on"),
          .undo_allocations = !truth(policy.keep_allocations, "keep_allocations"),
          .reason = text(policy.reason)};
}

void add_links(std::vector<BatchEntry>& entries, const emptor_batch_link* links, std::int32_t count) {
  check_array(links, count, "links");
  for (std::int32_t i = 0; i < count; ++i) {
    const emptor_batch_link& link = links[i];
    if (link.entry < 0 || static_cast<std::size_t>(link.entry) >= entries.size() || link.settles < 0)
      throw Error(ErrorCode::range, "links[" + std::to_string(i) + "]", "the batch has no such entry",
                  {{"entry", std::to_string(link.entry)}, {"settles", std::to_string(link.settles)}});
    entries[static_cast<std::size_t>(link.entry)].settles_entries.push_back(static_cast<std::size_t>(link.settles));
  }
}

const emptor_voucher* voucher_at(const std::vector<emptor_voucher>& vouchers, std::int32_t index) noexcept {
  return index >= 0 && static_cast<std::size_t>(index) < vouchers.size() ? &vouchers[static_cast<std::size_t>(index)]
                                                                         : nullptr;
}

}  // namespace

emptor_status emptor_voucher_post(emptor_session* session, const emptor_voucher_draft* draft,
                                  const emptor_post_options* options, emptor_post_result** result_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, result_out, "result_out", error_out, [&](Session& in, emptor_post_result*& out) {
    out = give<emptor_post_result>(in.vouchers().post(require(draft, "draft").draft, to_options(options)));
  });
}

void emptor_post_result_free(emptor_post_result* result) noexcept { delete result; }

std::int32_t emptor_post_result_posted(const emptor_post_result* result) noexcept {
  return result != nullptr && result->voucher ? 1 : 0;
}

std::int32_t emptor_post_result_repeated(const emptor_post_result* result) noexcept {
  return result != nullptr && result->repeated ? 1 : 0;
}

const emptor_voucher* emptor_post_result_voucher(const emptor_post_result* result) noexcept {
  return result != nullptr && result->voucher ? &*result->voucher : nullptr;
}

const emptor_credit_decision* emptor_post_result_credit(const emptor_post_result* result) noexcept {
  return result != nullptr && result->credit ? &*result->credit : nullptr;
}

std::int32_t emptor_post_result_companion_count(const emptor_post_result* result) noexcept {
  return result != nullptr ? static_cast<std::int32_t>(result->companions.size()) : 0;
}

const emptor_voucher* emptor_post_result_companion(const emptor_post_result* result, std::int32_t index) noexcept {
  return result != nullptr ? voucher_at(result->companions, index) : nullptr;
}

const emptor_voucher* emptor_post_result_reversal(const emptor_post_result* result) noexcept {
  return result != nullptr && result->reversal ? &*result->reversal : nullptr;
}

emptor_status emptor_voucher_post_batch(emptor_session* session, const emptor_voucher_draft* const* drafts,
                                        const emptor_post_options* const* options, std::int32_t count,
                                        const emptor_batch_link* links, std::int32_t link_count,
                                        std::int32_t all_or_nothing, emptor_batch_result** result_out,
                                        emptor_error** error_out) noexcept {
  return with_session(session, result_out, "result_out", error_out, [&](Session& in, emptor_batch_result*& out) {
    check_array(drafts, count, "drafts");
    std::vector<BatchEntry> entries;
    entries.reserve(static_cast<std::size_t>(count));
    for (std::int32_t i = 0; i < count; ++i)
      entries.push_back({.draft = require(drafts[i], "drafts").draft,
                         .options = to_options(options != nullptr ? options[i] : nullptr)});
    add_links(entries, links, link_count);
    const BatchOptions whole{.all_or_nothing = truth(all_or_nothing, "all_or_nothing")};
    auto done = std::make_unique<emptor_batch_result>();
    for (BatchOutcome& each : in.vouchers().post_batch(entries, whole)) done->results.emplace_back(std::move(each));
    out = done.release();
  });
}

void emptor_batch_result_free(emptor_batch_result* result) noexcept { delete result; }

std::int32_t emptor_batch_result_count(const emptor_batch_result* result) noexcept {
  return result != nullptr ? static_cast<std::int32_t>(result->results.size()) : 0;
}

std::int32_t emptor_batch_result_posted(const emptor_batch_result* result) noexcept {
  std::int32_t posted = 0;
  if (result != nullptr)
    for (const emptor_post_result& each : result->results) posted += each.voucher ? 1 : 0;
  return posted;
}

const emptor_post_result* emptor_batch_result_at(const emptor_batch_result* result, std::int32_t index) noexcept {
  return index >= 0 && index < emptor_batch_result_count(result) ? &result->results[static_cast<std::size_t>(index)]
                                                                 : nullptr;
}

const emptor_error* emptor_post_result_refusal(const emptor_post_result* result) noexcept {
  return result != nullptr && result->refusal ? &*result->refusal : nullptr;
}

emptor_status emptor_voucher_preview(emptor_session* session, const emptor_voucher_draft* draft,
                                     emptor_preview** preview_out, emptor_error** error_out) noexcept {
  return with_session(session, preview_out, "preview_out", error_out, [&](Session& in, emptor_preview*& out) {
    out = give<emptor_preview>(in.vouchers().preview(require(draft, "draft").draft));
  });
}

emptor_status emptor_preview_promotions(const emptor_preview* preview, emptor_rows** rows_out,
                                        emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"programme", kInteger},
                     {"code", kText},
                     {"outcome", kText},
                     {"amount", kDecimal},
                     {"gift", kText},
                     {"gift_quantity", kDecimal},
                     {"missing_quantity", kDecimal},
                     {"missing_product", kText},
                     {"missing_amount", kDecimal},
                     {"by", kText},
                     {"lost_worth", kDecimal},
                     {"heuristic", kTruth},
                     {"unplaced", kDecimal},
                     {"text", kText},
                     {"coupon", kText},
                     {"uses_left", kInteger},
                     {"budget_left", kDecimal}};
    for (const PromotionVerdict& each : require(preview, "preview").promotions)
      rows.add(each.programme, each.code, to_string(each.outcome), each.amount, each.gift, each.gift_quantity,
               each.missing_quantity, each.missing_product, each.missing_amount, each.by, each.lost_worth,
               each.heuristic, each.unplaced, each.to_string(), each.coupon, each.uses_left, each.budget_left);
    rows.give(out);
  });
}

emptor_status emptor_preview_coupons(const emptor_preview* preview, emptor_rows** rows_out,
                                     emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"code", kText},   {"outcome", kText}, {"programme", kText},   {"customer", kText},
                     {"from", kDate},   {"until", kDate},   {"uses_max", kInteger}, {"uses", kInteger},
                     {"reason", kText}, {"text", kText}};
    for (const CouponVerdict& each : require(preview, "preview").coupons)
      rows.add(each.code, to_string(each.outcome), each.programme, each.customer, each.valid.from, each.valid.until,
               each.uses_max, each.uses, each.reason, each.to_string());
    rows.give(out);
  });
}

emptor_status emptor_preview_gift_changes(const emptor_preview* preview, emptor_rows** rows_out,
                                          emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"programme", kText}, {"item", kText}, {"before", kDecimal}, {"after", kDecimal}};
    for (const GiftChange& each : require(preview, "preview").gift_changes)
      rows.add(each.programme, each.item, each.before, each.after);
    rows.give(out);
  });
}

void emptor_preview_free(emptor_preview* preview) noexcept { delete preview; }

const emptor_voucher* emptor_preview_voucher(const emptor_preview* preview) noexcept {
  return preview != nullptr ? &preview->voucher : nullptr;
}

const emptor_credit_decision* emptor_preview_credit(const emptor_preview* preview) noexcept {
  return preview != nullptr && preview->credit ? &*preview->credit : nullptr;
}

const emptor_error* emptor_preview_warnings(const emptor_preview* preview) noexcept {
  return preview != nullptr && preview->warnings ? &*preview->warnings : nullptr;
}

const char* emptor_preview_balance_after(const emptor_preview* preview) noexcept {
  return preview != nullptr ? preview->balance_after.c_str() : nullptr;
}

std::int32_t emptor_preview_companion_count(const emptor_preview* preview) noexcept {
  return preview != nullptr ? static_cast<std::int32_t>(preview->companions.size()) : 0;
}

const emptor_voucher* emptor_preview_companion(const emptor_preview* preview, std::int32_t index) noexcept {
  return preview != nullptr ? voucher_at(preview->companions, index) : nullptr;
}

emptor_status emptor_voucher_reverse(emptor_session* session, std::int64_t voucher, std::int32_t on,
                                     const emptor_post_options* options, emptor_voucher** voucher_out,
                                     emptor_error** error_out) noexcept {
  return with_session(session, voucher_out, "voucher_out", error_out, [&](Session& in, emptor_voucher*& out) {
    out = give<emptor_voucher>(in.vouchers().reverse(VoucherId(voucher), optional_date(on, "on"), to_options(options)));
  });
}

emptor_status emptor_voucher_post_claim(emptor_session* session, std::int64_t letter, std::int32_t dated,
                                        const emptor_post_options* options, emptor_voucher** voucher_out,
                                        emptor_error** error_out) noexcept {
  return with_session(session, voucher_out, "voucher_out", error_out, [&](Session& in, emptor_voucher*& out) {
    out = give<emptor_voucher>(
        in.vouchers().post_claim(DunningLetterId(letter), optional_date(dated, "dated"), to_options(options)));
  });
}

emptor_status emptor_voucher_correct(emptor_session* session, std::int64_t voucher, const emptor_voucher_draft* draft,
                                     const emptor_correction_policy* policy, const emptor_post_options* options,
                                     emptor_post_result** result_out, emptor_error** error_out) noexcept {
  return with_session(session, result_out, "result_out", error_out, [&](Session& in, emptor_post_result*& out) {
    out = give<emptor_post_result>(in.vouchers().correct(VoucherId(voucher), require(draft, "draft").draft,
                                                         to_policy(policy), to_options(options)));
  });
}

emptor_status emptor_voucher_transfer_currency(emptor_session* session, const emptor_currency_transfer* transfer,
                                               const emptor_post_options* options, emptor_post_result** result_out,
                                               emptor_error** error_out) noexcept {
  return with_session(session, result_out, "result_out", error_out, [&](Session& in, emptor_post_result*& out) {
    const emptor_currency_transfer given = read(transfer);
    check_array(given.settles, given.settles_count, "settles");
    CurrencyTransferDraft draft{.credit = VoucherId(given.credit),
                                .amount = optional_figure<Decimal>(given.amount, "amount"),
                                .to = std::string(required(given.to, "to")),
                                .to_amount = optional_figure<Decimal>(given.to_amount, "to_amount"),
                                .dated = optional_date(given.dated, "dated"),
                                .memo = text(given.memo)};
    for (std::int32_t i = 0; i < given.settles_count; ++i) draft.settles.emplace_back(given.settles[i]);
    if (given.orders != nullptr) draft.allocation = to_orders(given.orders, given.order_count, "orders");
    out = give<emptor_post_result>(in.vouchers().transfer_currency(draft, to_options(options)));
  });
}

emptor_status emptor_voucher_versions(emptor_session* session, std::int64_t id, emptor_rows** rows_out,
                                      emptor_error** error_out) noexcept {
  return with_session(session, rows_out, "rows_out", error_out, [&](Session& in, emptor_rows*& out) {
    RowsBuilder rows = voucher_rows();
    for (const Voucher& each : in.vouchers().versions(VoucherId(id))) add_voucher(rows, each);
    rows.give(out);
  });
}
