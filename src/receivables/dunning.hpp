/// Reminders inside a use case: policies and letters, SQL to values and back.
#pragma once

#include <optional>
#include <vector>

#include "access/work.hpp"
#include "emptor/dunning.hpp"

namespace emptor::receivables {

struct DunningPolicyTag;
using DunningPolicyId = Id<DunningPolicyTag>;

struct KeptPolicy {
  DunningPolicyId id{};  ///< none: nothing was ever said of the currency
  DunningPolicy policy{};
};
[[nodiscard]] KeptPolicy load_policy(access::Work& work, Currency currency);
/// In the order of recording, with their items.
[[nodiscard]] std::vector<DunningLetter> load_letters(access::Work& work, const DunningLetterQuery& query);
/// NOT_FOUND on "letter".
[[nodiscard]] DunningLetter load_letter(access::Work& work, DunningLetterId letter);
void save_run(access::Work& work, DunningPolicyId policy, DunningRun& run);
/// The voucher charges what the letter claims.
void save_claim(access::Work& work, DunningLetterId letter, VoucherId voucher);

/// Whether the voucher charges what a letter claims.
[[nodiscard]] bool is_claim(access::Work& work, VoucherId voucher);

/// What an item was reminded of before.
struct Reminded {
  int level = 0;
  std::optional<Date> interest_until{};
};
[[nodiscard]] Reminded reminded_of(access::Work& work, PartyId account, VoucherId voucher, int instalment);

[[nodiscard]] std::string voucher_number(access::Work& work, VoucherId voucher);

}  // namespace emptor::receivables
