/// Returns of goods.
#include "emptor/returns.hpp"

#include "handles.hpp"
#include "records.hpp"
#include "structs.hpp"
#include "vouchers.hpp"

using namespace emptor;
using namespace emptor::capi;

static_assert(EMPTOR_BROKEN_KEEP == static_cast<int>(BrokenPromotion::keep) &&
              EMPTOR_BROKEN_RECALC == static_cast<int>(BrokenPromotion::recalc) &&
              EMPTOR_BROKEN_DENY_PARTIAL == static_cast<int>(BrokenPromotion::deny_partial));

namespace {

ReturnDraft to_draft(const emptor_return* goods) {
  const emptor_return given = read(goods);
  check_array(given.lines, given.line_count, "lines");
  check_array(given.quantities, given.line_count, "quantities");
  ReturnDraft draft{.of = VoucherId(given.of),
                    .dated = optional_date(given.dated, "dated"),
                    .location = optional_text(given.location),
                    .reference = text(given.reference),
                    .memo = text(given.memo)};
  if (given.broken != 0)
    draft.broken = choice(given.broken, BrokenPromotion::keep, BrokenPromotion::deny_partial, "broken");
  for (std::int32_t i = 0; i < given.line_count; ++i)
    draft.lines.push_back({.line = given.lines[i],
                           .quantity = figure<Quantity>(required(given.quantities[i], "quantities"),
                                                        "lines[" + std::to_string(i) + "].quantity")});
  return draft;
}

}  // namespace

emptor_status emptor_voucher_return_goods(emptor_session* session, const emptor_return* goods,
                                          const emptor_post_options* options, emptor_post_result** result_out,
                                          emptor_error** error_out) noexcept {
  return with_session(session, result_out, "result_out", error_out, [&](Session& in, emptor_post_result*& out) {
    out = give<emptor_post_result>(in.vouchers().return_goods(to_draft(goods), to_options(options)));
  });
}

emptor_status emptor_voucher_preview_return(emptor_session* session, const emptor_return* goods,
                                            emptor_preview** preview_out, emptor_error** error_out) noexcept {
  return with_session(session, preview_out, "preview_out", error_out, [&](Session& in, emptor_preview*& out) {
    out = give<emptor_preview>(in.vouchers().preview_return(to_draft(goods)));
  });
}
