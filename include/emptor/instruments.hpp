/// Room `vouchers`: cheques and bills of exchange, from hand to bank.
///
/// An instrument that is received settles what it is for, as a collection of its day; its amount counts in the
/// exposure of the account until it is cleared, where the policy says so (`BookSettings::uncleared_instruments`). One
/// that is given to a supplier is a payment. A bounce reverses that voucher: what it had settled is open again with its
/// own due dates.
///
///     held      → deposited, endorsed, discounted, returned
///     deposited → cleared, bounced
///     endorsed, discounted → cleared, bounced
///     bounced   → deposited (presented again), returned
///
/// Steps are appended and audited, and their days never go back. What is not in the table is WRONG_STATE on "state".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"
#include "emptor/vouchers.hpp"

namespace emptor {

/// Stored: appended, never renumbered.
enum class InstrumentKind : std::uint8_t { cheque = 1, bill = 2 };
[[nodiscard]] std::string_view to_string(InstrumentKind kind) noexcept;
[[nodiscard]] std::optional<InstrumentKind> parse_instrument_kind(std::string_view name) noexcept;

/// Stored: appended, never renumbered.
enum class InstrumentState : std::uint8_t {
  held = 1,        ///< in hand; of one's own, in the supplier's
  deposited = 2,   ///< presented to the bank
  cleared = 3,     ///< paid
  bounced = 4,     ///< refused by the bank: its voucher is reversed
  returned = 5,    ///< given back unpaid: likewise
  endorsed = 6,    ///< passed on to a supplier, as a payment
  discounted = 7,  ///< sold to the bank before it is due
};
[[nodiscard]] std::string_view to_string(InstrumentState state) noexcept;
[[nodiscard]] std::optional<InstrumentState> parse_instrument_state(std::string_view name) noexcept;

struct InstrumentTag;
using InstrumentId = Id<InstrumentTag>;

struct InstrumentInput {
  InstrumentKind kind = InstrumentKind::cheque;
  Side side = Side::receivable;  ///< received from a customer; payable: given to a supplier
  std::string party{};
  Decimal amount = Decimal(0);            ///< > 0
  std::optional<std::string> currency{};  ///< the party's when not given
  std::string number{};                   ///< required, up to 50
  std::string bank{};                     ///< up to 100
  std::optional<Date> on{};               ///< the day on which it changes hands; today when not given
  std::optional<Date> due{};              ///< the first day on which a bank pays it; `on` when not given
  std::vector<VoucherId> settles{};       ///< these first
  std::vector<AllocationOrder> allocation{AllocationOrder::oldest_dated};
};

/// What comes next, and when.
struct InstrumentStep {
  std::optional<Date> on{};  ///< today when not given
  /// Of a bounce: charged to the customer, as an adjustment. Of a discount: what the bank keeps.
  std::optional<Decimal> fee{};
  std::string supplier{};  ///< of an endorsement: who gets it
  std::string reason{};    ///< up to 200
};

/// One step that was done.
struct InstrumentEvent {
  InstrumentState state = InstrumentState::held;
  Date on{};
  std::optional<Money> fee{};
  std::string supplier{};
  std::vector<VoucherId> vouchers{};  ///< that it posted, reversals among them
  std::string reason{};
  Instant recorded_at{};
  std::string actor{};
};

struct Instrument {
  InstrumentId id{};
  InstrumentKind kind = InstrumentKind::cheque;
  Side side = Side::receivable;
  std::string party{};
  std::string account{};  ///< whose debt it pays
  Money amount{};
  std::string number{};
  std::string bank{};
  Date due{};
  InstrumentState state = InstrumentState::held;
  VoucherId voucher{};  ///< the collection or payment that stands for it; none after a bounce or return
  std::vector<InstrumentEvent> events{};  ///< in the order of recording
};

struct InstrumentQuery {
  std::optional<std::string> party{};
  std::optional<InstrumentState> state{};
  bool uncleared_only = false;      ///< neither paid nor bounced or returned
  std::optional<Date> due_until{};  ///< due before this day
  InstrumentId after{};             ///< for paging
  int limit = 100;                  ///< 1..10,000
};

class Instruments {
 public:
  explicit Instruments(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// Takes (or gives) an instrument and posts its collection (payment). REQUIRED, TOO_LONG, RANGE, and what a posting
  /// throws.
  Instrument receive(const InstrumentInput& input, const PostOptions& options = {});
  /// One step of the table above. WRONG_STATE on "state" with the figures "from", "to" and "possible"; RANGE on "on"
  /// for a day before the last step, and for a deposit before it is due; RANGE on "fee"; REQUIRED and UNKNOWN_REFERENCE
  /// on "supplier"; INVALID for passing on what was given to a supplier; PERIOD_LOCKED; NOT_FOUND.
  Instrument move(InstrumentId id, InstrumentState to, const InstrumentStep& step = {});
  [[nodiscard]] Instrument get(InstrumentId id) const;  ///< NOT_FOUND
  /// In the order of recording. UNKNOWN_REFERENCE, RANGE on "limit".
  [[nodiscard]] std::vector<Instrument> list(const InstrumentQuery& query = {}) const;

 private:
  std::shared_ptr<SessionState> state_;
};

namespace instruments {
/// What may follow a state; empty at an end. `side`: what was given to a supplier is not passed on.
[[nodiscard]] std::vector<InstrumentState> next_states(InstrumentState state, Side side);
}  // namespace instruments

}  // namespace emptor
