/// Charging what reminders claim.
#include "receivables/dunning.hpp"
#include "settings/policies.hpp"
#include "vouchers/posting.hpp"

namespace emptor {

using access::Work;

Voucher Vouchers::post_claim(DunningLetterId letter, std::optional<Date> dated, const PostOptions& options) {
  auto work = Work::write(*state_);
  const DunningLetter claimed = receivables::load_letter(work, letter);
  const Money amount = claimed.fee + claimed.interest;
  const std::string id = std::to_string(letter.value);
  if (amount.is_zero()) throw Error(ErrorCode::invalid, "letter", "the letter claims nothing", {{"id", id}});
  if (claimed.claim && !vouchers::reversal_of(work, claimed.claim))
    throw Error(ErrorCode::conflict, "letter", "the letter is charged already",
                {{"id", id}, {"voucher", std::to_string(claimed.claim.value)}});
  const Date day = dated.value_or(claimed.on);
  const VoucherDraft draft{.kind = VoucherKind::adjustment,
                           .side = Side::receivable,
                           .party = claimed.party,
                           .dated = day,
                           .currency = std::string(amount.currency.code()),
                           .due = day,
                           .reference = "reminder " + id,
                           .memo = "level " + std::to_string(claimed.level) + " of " + claimed.on.to_string() +
                                   ": fee " + claimed.fee.amount().to_string() + ", interest " +
                                   claimed.interest.amount().to_string(),
                           .amount = amount.amount()};
  PostResult result = vouchers::post(work, draft, options);
  EMPTOR_REQUIRE(result.posted());  // no policy stops an adjustment
  if (!result.repeated) receivables::save_claim(work, letter, result.voucher->id);
  work.commit();
  return std::move(*result.voucher);
}

}  // namespace emptor
