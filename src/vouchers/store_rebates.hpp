/// Agreements, what counts for them and what was settled, in SQL. Agreements are append-only, as programmes are.
#pragma once

#include <optional>
#include <vector>

#include "store/store.hpp"
#include "vouchers/rules_rebates.hpp"

namespace emptor::vouchers {

struct RecordedAgreement {
  Agreement agreement;
  std::string name{};
  std::optional<RebateId> replaces{};
  bool withdrawn = false;
  Instant recorded_at{};
  std::string actor{};
};

/// What was current at an instant (nullopt: now), by code.
[[nodiscard]] std::vector<RecordedAgreement> agreements_known_at(store::Transaction& tx,
                                                                 std::optional<Instant> known_at);
[[nodiscard]] std::optional<RecordedAgreement> read_agreement(store::Transaction& tx, RebateId id);
/// The version that took the place of this one; none while it is current.
[[nodiscard]] RebateId agreement_replaced_by(store::Transaction& tx, RebateId id);
/// Whether there ever was an agreement.
[[nodiscard]] bool has_agreements(store::Transaction& tx);
RebateId insert_agreement(store::Transaction& tx, const RecordedAgreement& recorded, ActorId actor);

/// Whose voucher it is.
struct CountedVoucher {
  VoucherId id{};
  PartyId account{};
  PartyId party{};
  Date dated{};
};
/// The accumulator of a party; nothing yet: zeros.
[[nodiscard]] Volume accumulated(store::Transaction& tx, RebateId origin, PartyId party);
/// It is going to be asked.
void announce_accumulated(store::Transaction& tx, RebateId origin, PartyId party);
/// Writes down what counts of a voucher and adds it to the accumulator.
void add_counted(store::Transaction& tx, const CountedVoucher& voucher, const Counted& counted);
[[nodiscard]] std::vector<Counted> counted_of(store::Transaction& tx, VoucherId voucher);
/// Nothing counts any more, so that it can be counted anew.
void forget_counted(store::Transaction& tx, RebateId origin);
/// Reversals of what counts.
struct TakenBack {
  VoucherId original{};
  CountedVoucher reversal{};
};
[[nodiscard]] std::vector<TakenBack> reversals_of_counted(store::Transaction& tx, RebateId origin);

struct PartyVolume {
  PartyId party{};
  Volume volume{};
};
/// At the end of a day, by party; of one party where given. What was dated later is taken off the accumulators.
[[nodiscard]] std::vector<PartyVolume> volumes_on(store::Transaction& tx, RebateId origin, PartyId party, Date on);

struct CountedRow {
  CountedVoucher voucher{};
  Volume volume{};
};
/// Of one party, by date.
[[nodiscard]] std::vector<CountedRow> counted_rows(store::Transaction& tx, RebateId origin, PartyId party,
                                                   const Period& dated);

struct SettlementRow {
  VoucherId voucher{};
  RebateId agreement{};  ///< its first version
  PartyId account{};
  PartyId party{};
  Date dated{};
  Date through{};
  std::int64_t base = 0;
  std::int64_t earned = 0;
  std::int64_t amount = 0;
  VoucherId reverses{};
};
void insert_settlement(store::Transaction& tx, const SettlementRow& row);
[[nodiscard]] std::optional<SettlementRow> settlement_of(store::Transaction& tx, VoucherId voucher);
/// Of vouchers dated by then, less their reversals.
[[nodiscard]] std::int64_t settled_on(store::Transaction& tx, RebateId origin, PartyId party, Date on);
/// All of them, whenever dated, and through which day those reach that were not reversed.
struct SettledBefore {
  std::int64_t amount = 0;
  std::optional<Date> through{};
};
[[nodiscard]] SettledBefore settled_before(store::Transaction& tx, RebateId origin, PartyId party);
/// Without reversals; what reversed each one.
struct ListedSettlement {
  SettlementRow row{};
  VoucherId reversed_by{};
};
[[nodiscard]] std::vector<ListedSettlement> list_settlements(store::Transaction& tx, RebateId origin, PartyId party,
                                                             VoucherId after, int limit);

}  // namespace emptor::vouchers
