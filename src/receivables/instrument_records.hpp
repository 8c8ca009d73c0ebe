/// Cheques and bills: SQL to values and back. No judgement; the steps are in `vouchers`, the exposure in `credit`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/work.hpp"
#include "receivables/keys.hpp"

namespace emptor {
struct InstrumentTag;
using InstrumentId = Id<InstrumentTag>;
}  // namespace emptor

namespace emptor::receivables {

struct InstrumentRow {
  InstrumentId id{};
  int kind = 0;
  int state = 0;  ///< of the last event
  Side side = Side::receivable;
  PartyId party{};
  PartyId account{};  ///< of the voucher that stands, or last stood, for it
  Money amount{};
  std::string number{};
  std::string bank{};
  Date due{};
  bool uncleared = false;
};
struct InstrumentEventRow {
  std::int64_t id = 0;
  int state = 0;
  Date on{};
  std::optional<std::int64_t> fee{};
  PartyId supplier{};
  std::string reason{};
  Instant recorded_at{};
  ActorId actor{};
};
/// What a voucher is to an instrument. Stored: appended, never renumbered.
enum class InstrumentRole : std::uint8_t {
  stands = 1,     ///< the collection or payment that it is
  passed_on = 2,  ///< the payment to the supplier who has it now
  fee = 3,
  reversal = 4,
};
struct InstrumentVoucher {
  VoucherId voucher{};
  InstrumentRole role = InstrumentRole::stands;
};

/// While a voucher stands for an instrument that is not cleared: from the day on which it was taken or presented again
/// until the bank has paid it (`cleared`), or it bounced or was returned.
struct InstrumentStanding {
  VoucherId voucher{};
  PartyId party{};
  PartyId account{};
  Side side = Side::receivable;
  Money amount{};
  Date from{};
  Instant recorded_at{};
  std::optional<Date> until{};  ///< the first day without it
  std::optional<Instant> ended_at{};
  bool cleared = false;
  friend bool operator==(const InstrumentStanding&, const InstrumentStanding&) = default;
};

[[nodiscard]] InstrumentId insert_instrument(access::Work& work, const InstrumentRow& row);
/// The event, the vouchers that it posted, and where the instrument counts for what from then on.
void insert_event(access::Work& work, InstrumentId id, const InstrumentEventRow& event,
                  const std::vector<InstrumentVoucher>& vouchers, PartyId account, bool uncleared);
[[nodiscard]] std::optional<InstrumentRow> load_instrument(access::Work& work, InstrumentId id);
/// In the order of recording.
[[nodiscard]] std::vector<InstrumentEventRow> load_events(access::Work& work, InstrumentId id);
[[nodiscard]] std::vector<InstrumentVoucher> vouchers_of_event(access::Work& work, std::int64_t event);
/// That stand for it or were passed on, in the order of recording; reversed ones among them.
[[nodiscard]] std::vector<InstrumentVoucher> vouchers_of(access::Work& work, InstrumentId id);
/// Which instrument a voucher belongs to; none for an ordinary one. No statement in a book without instruments.
[[nodiscard]] InstrumentId instrument_of(access::Work& work, VoucherId voucher);
struct InstrumentFilter {
  PartyId party{};
  int state = 0;
  bool uncleared_only = false;
  std::optional<Date> due_until{};
  InstrumentId after{};
  int limit = 100;
};
[[nodiscard]] std::vector<InstrumentRow> list_instruments(access::Work& work, const InstrumentFilter& filter);

void insert_standing(access::Work& work, InstrumentId id, const InstrumentStanding& standing);
void end_standing(access::Work& work, VoucherId voucher, Date until, bool cleared);
[[nodiscard]] std::optional<InstrumentStanding> load_standing(access::Work& work, VoucherId voucher);

/// What an account has given until `on` that is not cleared on that day, by currency: what comes later only has not
/// paid anything then either, nor does a bank that pays later. What bounces later is left out: the debt that it opens
/// again counts already (`states_on`). No statement in a book without instruments, else one over those that are out.
[[nodiscard]] std::vector<Money> uncleared(access::Work& work, PartyId account, Date on);
/// What an account has given that is not cleared as it is known now, whenever that is or was; by currency.
[[nodiscard]] std::vector<Money> uncleared(access::Work& work, PartyId account);
/// The last day on which anything of the account was cleared, bounced or was returned: from it on, out then is out now.
[[nodiscard]] std::optional<Date> last_cleared(access::Work& work, PartyId account);
/// What stands on a day, as it was known at an instant: of one account, or of all as it is known now. No statement in a
/// book without instruments.
[[nodiscard]] std::vector<InstrumentStanding> standing_on(access::Work& work, Side side, Currency currency, Date day);
[[nodiscard]] std::vector<InstrumentStanding> standing_on(access::Work& work, const AccountKey& key, Date day,
                                                          std::optional<Instant> known_at);

}  // namespace emptor::receivables
