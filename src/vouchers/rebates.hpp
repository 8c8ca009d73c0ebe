/// Rebates inside a use case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vouchers/document.hpp"
#include "vouchers/store_rebates.hpp"

namespace emptor::vouchers {

/// Current agreements, by code. Read once and kept with the connection until one of them changes; a book without
/// agreements has an empty list. Good for the use case.
[[nodiscard]] const std::vector<Agreement>& agreements(access::Work& work);
/// UNKNOWN_REFERENCE on "agreement".
[[nodiscard]] const Agreement& require_agreement(access::Work& work, std::string_view code);

/// +1 where a voucher of the kind adds to what counts, -1 where it takes off, 0 where it has no part in it. Returned
/// goods take off.
[[nodiscard]] constexpr int rebate_sign(VoucherKind kind) noexcept {
  return is_trade(kind) ? 1 : is_return(kind) ? -1 : 0;
}

/// What a document that is going to be posted adds. Reads the accumulators: OVERFLOW on "lines". No statement where no
/// agreement is with its party.
[[nodiscard]] std::vector<Counted> count_rebates(access::Work& work, const Document& document);
/// The accumulators that it is going to ask for; nothing where nobody posts beside.
void announce_rebates(access::Work& work, const Document& document);
/// Of a document that has its id.
void save_rebates(access::Work& work, const Document& document, const std::vector<Counted>& counted);
/// What the original added or settled is taken back by its reversal. No statement in a book that never had an
/// agreement.
void take_back_rebates(access::Work& work, const Document& original, const Document& reversal);

/// Checks and fills in; all problems at once.
[[nodiscard]] RecordedAgreement check_agreement(access::Work& work, const RebateInput& input);
/// As people say it.
[[nodiscard]] RebateRecord to_record(access::Work& work, const RecordedAgreement& recorded);
/// Calls `each` with every voucher that the agreement could count: sales or purchases, then returns that came from
/// none, in the order of posting.
void visit_trades(access::Work& work, const Agreement& agreement,
                  const std::function<void(const CountedVoucher& voucher, const Trade& trade)>& each);
/// Counts for an agreement what was posted before; OVERFLOW on "lines".
void count_anew(access::Work& work, const Agreement& agreement);

/// Where a party of an agreement stands.
struct Position {
  PartyId party{};
  Volume volume{};    ///< its own
  Volume tiers_by{};  ///< that reaches tiers: its own, or the group's
  std::int64_t earned = 0;
  std::int64_t accrued = 0;
};
/// At the end of a day, by party; of an agreement that counts each for itself, of one party where given.
[[nodiscard]] std::vector<Position> positions(access::Work& work, const Agreement& agreement, PartyId party, Date on);
/// The one of a party; zeros where nothing counts. INVALID on "party" for one that the agreement is not with and that
/// has nothing in it.
[[nodiscard]] Position position(access::Work& work, const Agreement& agreement, PartyId party, Date on);
/// In the currency, or in stock units.
[[nodiscard]] Decimal base_value(const Agreement& agreement, std::int64_t base);
[[nodiscard]] Decimal tier_value(const Agreement& agreement, std::int64_t value);

/// Accumulators, what counts and settlements against the documents.
void verify_rebates(access::Work& work, std::vector<Finding>& found);

}  // namespace emptor::vouchers
