/// Copies of vouchers, and drafts that are priced again.
#include "emptor/repricing.hpp"

#include "handles.hpp"
#include "vouchers.hpp"

using namespace emptor;
using namespace emptor::capi;

namespace {

static_assert(EMPTOR_REPRICE_FROZEN == static_cast<int>(Repricing::frozen) &&
              EMPTOR_REPRICE_KEEP_TYPED == static_cast<int>(Repricing::keep_typed) &&
              EMPTOR_REPRICE_ALL == static_cast<int>(Repricing::all) &&
              EMPTOR_REPRICE_DRY == static_cast<int>(Repricing::dry));

Repricing to_mode(std::int32_t mode) { return choice(mode, Repricing::frozen, Repricing::dry, "mode"); }

/// Gives the lines and the warnings, both or neither.
void give_repriced(Repriced made, emptor_rows*& lines_out, emptor_error** warnings_out) {
  RowsBuilder rows{{"line", kInteger},         {"item", kText},
                   {"before", kDecimal},       {"source_before", kText},
                   {"entry_before", kInteger}, {"discount_before", kDecimal},
                   {"after", kDecimal},        {"source_after", kText},
                   {"entry_after", kInteger},  {"discount_after", kDecimal},
                   {"found", kDecimal},        {"cause", kText}};
  for (const LineRepricing& line : made.lines)
    rows.add(line.line, line.item, price_text(line.before, Currency()), to_string(line.source_before),
             line.entry_before, line.discount_before, to_text(line.after, Currency()), to_string(line.source_after),
             line.entry_after, line.discount_after, price_text(line.found, Currency()), to_string(line.cause));
  if (warnings_out != nullptr)
    *warnings_out = made.warnings.empty() ? nullptr : new emptor_error(make_error(std::move(made.warnings)));
  rows.give(lines_out);
}

}  // namespace

emptor_status emptor_voucher_copy(emptor_session* session, std::int64_t voucher, emptor_voucher_draft** draft_out,
                                  emptor_error** error_out) noexcept {
  return with_session(session, draft_out, "draft_out", error_out, [&](Session& in, emptor_voucher_draft*& out) {
    out = give<emptor_voucher_draft>(in.vouchers().copy(VoucherId(voucher)));
  });
}

emptor_status emptor_voucher_reprice(emptor_session* session, emptor_voucher_draft* draft, std::int32_t mode,
                                     emptor_rows** lines_out, emptor_error** warnings_out,
                                     emptor_error** error_out) noexcept {
  return with_session(session, lines_out, "lines_out", error_out, [&](Session& in, emptor_rows*& out) {
    VoucherDraft& typed = require(draft, "draft").draft;
    Repriced made = in.vouchers().reprice(typed, to_mode(mode));
    VoucherDraft priced = std::move(made.draft);
    give_repriced(std::move(made), out, warnings_out);
    typed = std::move(priced);
  });
}

emptor_status emptor_draft_reprice(emptor_session* session, std::int64_t id, std::int32_t mode, emptor_rows** lines_out,
                                   emptor_error** warnings_out, emptor_error** error_out) noexcept {
  return with_session(session, lines_out, "lines_out", error_out, [&](Session& in, emptor_rows*& out) {
    give_repriced(in.vouchers().reprice_draft(DraftId(id), to_mode(mode)), out, warnings_out);
  });
}
