/// Room `settings`: the book's policies.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"

namespace emptor {

/// Which way goods flow; prices, levels and rates are kept apart for the two.
enum class Direction : std::uint8_t { sales = 1, purchases = 2 };

/// Where a unit price can come from. Stored with each voucher line: appended, never renumbered.
enum class PriceSource : std::uint8_t {
  none = 0,
  typed = 1,           ///< entered by hand; never overwritten
  location_item = 2,   ///< special price of a location, by item
  location_group = 3,  ///< special price of a location, by item group
  special_item = 4,    ///< the customer's special price by item, else its groups', else its level's
  special_group = 5,   ///< likewise by item group, or for everything
  assigned_list = 6,   ///< the list named on the line, else the customer's own list
  last_price = 7,      ///< of the same customer, item and direction
  customer_rate = 8,   ///< the customer's discount rate on the base price
  base = 9,            ///< the base price
};
[[nodiscard]] std::string_view to_string(PriceSource source) noexcept;
[[nodiscard]] std::optional<PriceSource> parse_price_source(std::string_view name) noexcept;

/// The order in which sources are asked; sources that are not named are off.
struct AccessSequence {
  enum class Winner : std::uint8_t {
    first_hit,   ///< the first source that has a price
    best_price,  ///< the price best for the buyer; ties go to the earlier source
  };
  enum class Precedence : std::uint8_t {
    customer_first,  ///< a customer's price for an item group beats its level's price for the item
    product_first,   ///< the other way round
  };
  std::vector<PriceSource> sources{};
  Winner winner = Winner::first_hit;
  Precedence precedence = Precedence::customer_first;

  /// Every source but the location's and the last price, in the order of PriceSource.
  [[nodiscard]] static AccessSequence standard();
  /// The seven sources of the `ecount` profile in its order: location by item and by group, special by item and by
  /// group, last price, customer rate, base.
  [[nodiscard]] static AccessSequence ecount();
  /// Only the base price, as a fresh company of the `ecount` profile has it.
  [[nodiscard]] static AccessSequence base_only();
  friend bool operator==(const AccessSequence&, const AccessSequence&) = default;
};

/// How discounts that meet are combined. The best ranked: see `DiscountStep`.
enum class Combine : std::uint8_t {
  first = 1,            ///< the best ranked alone
  best_for_buyer = 2,   ///< the one that leaves the lowest line amount; ties go to the better ranked
  best_for_seller = 3,  ///< the one that leaves the highest
  sum = 4,              ///< all of them, each off the same price: P × (1 − Σ dᵢ)
  compound = 5,         ///< all of them, one after the other, the best ranked first: P × Π (1 − dᵢ)
};
[[nodiscard]] std::string_view to_string(Combine combine) noexcept;
[[nodiscard]] std::optional<Combine> parse_combine(std::string_view name) noexcept;

/// A step of the price procedure after a price was found: discounts name the step in which they meet others.
///
/// Discounts of one programme are alternatives, of which `within` takes one; those of different programmes are put
/// together by `combine`. Rank, best first: customer before group (by inheritance) before level before everyone; item
/// before item group (nearest first) before everything; the greatest smallest-quantity reached; the latest start; the
/// higher discount; the lowest key.
struct DiscountStep {
  /// Which price the percentages are of.
  enum class Base : std::uint8_t {
    running = 1,  ///< what the step before has left
    found = 2,    ///< the price before any discount
  };
  std::string name{};                ///< 1 to 40 of a-z, 0-9 and _
  Combine combine = Combine::first;  ///< across programmes
  Combine within = Combine::first;   ///< in one programme: first, best_for_buyer or best_for_seller
  Base base = Base::running;

  /// `discount`, of which the best ranked applies, then `extra`, for discounts that stack: all of them, compound.
  [[nodiscard]] static std::vector<DiscountStep> standard();
  friend bool operator==(const DiscountStep&, const DiscountStep&) = default;
};

/// A phase in which promotions meet (room `promotions`): programmes name it. Phases run in their order.
///
/// With first and the best ones a bought unit serves one programme of the phase, and the programmes are chosen: the
/// smallest priorities first, or the set that leaves the buyer (the seller) the lowest (the highest) amount. With sum
/// all apply, each to the same amounts, with compound one after the other.
struct PromotionPhase {
  /// How programmes of different priorities meet.
  enum class Across : std::uint8_t {
    together = 1,  ///< all at once: the priority is a rank
    compete = 2,   ///< a line that a smaller priority has touched is closed to the greater ones of the phase
    compound = 3,  ///< each priority by itself, on what the smaller ones have left
  };
  /// Which amounts rewards and thresholds look at.
  enum class Base : std::uint8_t {
    running = 1,   ///< what the phases before have left
    original = 2,  ///< before any promotion
  };
  std::string name{};  ///< 1 to 40 of a-z, 0-9 and _
  Combine combine = Combine::first;
  Across across = Across::together;
  Base base = Base::running;

  /// `line`, then `order`, in which the smallest priority wins, then `extra`, for programmes that stack: compound.
  [[nodiscard]] static std::vector<PromotionPhase> standard();
  friend bool operator==(const PromotionPhase&, const PromotionPhase&) = default;
};

/// What happens when a credit check finds an excess.
enum class OnExcess : std::uint8_t {
  ignore = 0,
  warn = 1,     ///< saved only with a recorded acknowledgement
  block = 2,    ///< not saved
  approve = 3,  ///< not saved before somebody has released it; of credit alone
};

/// How the age of a debt is found (FEATURES #27).
enum class AgeBasis : std::uint8_t {
  balance = 1,     ///< newest increases first until they cover the balance; the last one taken dates it
  open_items = 2,  ///< the oldest item that is still open
};

/// Whether cheques and bills that are not cleared yet count against a customer's credit.
enum class UnclearedInstruments : std::uint8_t {
  count = 1,  ///< until they are cleared
  leave_out = 2,
};

enum class TaxRounding : std::uint8_t { per_line = 1, per_document = 2 };

/// How firmly a day is closed.
enum class PeriodState : std::uint8_t {
  open = 0,
  soft = 1,    ///< vouchers need an acknowledgement, which is audited
  closed = 2,  ///< vouchers are refused; opened again, audited
  sealed = 3,  ///< vouchers are refused for good, and those that it holds were hashed: `verify` names a changed one
};
[[nodiscard]] std::string_view to_string(PeriodState state) noexcept;

/// Limits of compatible products that some books keep.
enum class Profile : std::uint8_t {
  standard = 0,
  ecount = 1,  ///< ten price lists, credit age up to 365 days
};

/// Everything that a book decides once. `book.settings().get()` reads it, `change` writes what differs, audited.
struct BookSettings {
  Currency currency{};            ///< the book's own; fixed when the book is made
  std::string time_zone = "UTC";  ///< in which "today" is found
  Profile profile = Profile::standard;
  Rounding rounding = Rounding::half_up;
  TaxRounding tax_rounding = TaxRounding::per_line;
  AccessSequence sales_prices = AccessSequence::standard();
  AccessSequence purchase_prices = AccessSequence::standard();
  std::vector<DiscountStep> sales_discounts = DiscountStep::standard();  ///< in their order; up to 16
  std::vector<DiscountStep> purchase_discounts = DiscountStep::standard();
  std::vector<PromotionPhase> sales_promotions = PromotionPhase::standard();  ///< in their order; up to 16
  OnExcess credit_at_order = OnExcess::ignore;
  OnExcess credit_at_sale = OnExcess::block;  ///< for customers that do not say otherwise
  AgeBasis credit_age = AgeBasis::balance;
  UnclearedInstruments uncleared_instruments = UnclearedInstruments::count;  ///< in the exposure
  OnExcess stock_shortage = OnExcess::ignore;                                ///< a sale beyond the stock on hand
  /// Of voucher numbers: {yyyy} {yy} {mm} {dd} and {n} or {n:4} once, at the end; up to 50. Numbers count within what
  /// stands before {n}: a day needs its month, a month its year, and no digit stands before {n}, or two could be equal.
  std::string number_pattern = "{yyyy}{mm}{dd}-{n}";
  std::optional<Date> soft_locked_through{};  ///< vouchers dated on or before this day need an acknowledgement
  std::optional<Date> locked_through{};       ///< vouchers dated on or before this day are refused
  std::optional<Date> sealed_through{};       ///< moved by `Vouchers::seal_through` alone, and never back

  friend bool operator==(const BookSettings&, const BookSettings&) = default;
};

class Settings {
 public:
  explicit Settings(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  [[nodiscard]] BookSettings get() const;
  /// Saves what differs. REQUIRED, INVALID, TOO_LONG; IN_USE for another currency, because every counter is kept in it.
  void change(const BookSettings& settings);
  /// Closes the days up to `day`, or opens them all again. PERIOD_LOCKED on "locked_through" for opening sealed days.
  void lock_through(std::optional<Date> day);
  /// From here on, vouchers of the days up to `day` need an acknowledgement; nullopt: of no day.
  void soft_lock_through(std::optional<Date> day);
  [[nodiscard]] PeriodState period_state(Date day) const;

  /// One unit of `from` costs `rate` units of `to` from `on` until a later rate. rate > 0. `type`: a name for rates
  /// that are kept beside the book's own ("", by which vouchers are valued), e.g. "list" for price lists; up to 40.
  /// UNKNOWN_CURRENCY, INVALID, RANGE.
  void set_exchange_rate(std::string_view from, std::string_view to, Date on, const Decimal& rate,
                         std::string_view type = {});
  /// The latest rate of the type on or before `on`, inverted when only the opposite is known; NO_RATE otherwise.
  [[nodiscard]] Ratio exchange_rate(std::string_view from, std::string_view to, Date on,
                                    std::string_view type = {}) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
