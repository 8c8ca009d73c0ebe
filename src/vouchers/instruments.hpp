/// Cheques and bills inside a use case.
#pragma once

#include <string>
#include <vector>

#include "emptor/instruments.hpp"
#include "receivables/instrument_records.hpp"
#include "vouchers/document.hpp"

namespace emptor::vouchers {

/// Not paid yet, and nobody has said that it will not be.
[[nodiscard]] constexpr bool is_uncleared(InstrumentState state) noexcept {
  return state == InstrumentState::held || state == InstrumentState::deposited || state == InstrumentState::endorsed ||
         state == InstrumentState::discounted;
}
/// "deposited, returned"; "none".
[[nodiscard]] std::string names_of(const std::vector<InstrumentState>& states);

/// A voucher stands for an instrument that is not cleared from a day on, and until a day; credit pools follow.
receivables::InstrumentStanding stand(access::Work& work, const receivables::InstrumentRow& row, VoucherId voucher,
                                      Date from);
void end_standing(access::Work& work, VoucherId voucher, Date until, bool cleared);
/// One step: what it posts, and the row that says so. Inside a transaction that writes; see `Instruments::move`.
void take_step(access::Work& work, const receivables::InstrumentRow& row, InstrumentState to,
               const InstrumentStep& step);
/// IN_USE on "voucher" for one that stands for an instrument: it is taken back by a bounce or a return. No statement in
/// a book without instruments.
void require_no_instrument(access::Work& work, VoucherId voucher);
/// States and counters of instruments against their steps and vouchers.
void verify_instruments(access::Work& work, std::vector<Finding>& found);

}  // namespace emptor::vouchers
