/// Rebates: pure functions over what counts.
///
/// Let S be the base (an amount or a quantity), M what a tier pays on (the amount, or the quantity), and r the tiers'
/// values. All units: r(S) × M. Incremental: Σ rᵢ × partᵢ(S) ÷ S × M, where partᵢ is what lies between threshold i and
/// the next one; where S and M are the same figure that is Σ rᵢ × partᵢ. Exact in 256 bits and rounded once.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "emptor/rebates.hpp"
#include "promotions/rules.hpp"

namespace emptor::vouchers {

struct Tier {
  std::int64_t from = 0;   ///< minor units, or millionths of a stock unit
  std::int64_t value = 0;  ///< millionths: of one, or of the currency
};

struct RebateScope {
  promotions::ProductKind kind = promotions::ProductKind::item;
  std::int64_t id = 0;

  friend bool operator==(const RebateScope&, const RebateScope&) = default;
};

/// One version of an agreement, in keys.
struct Agreement {
  RebateId id{};
  RebateId origin{};  ///< its first version, which stands for all of them
  std::string code{};
  Direction direction = Direction::sales;
  PartyId party{};       ///< none: a group
  PartyGroupId group{};  ///< none: a party
  RebateCounting counting = RebateCounting::each;
  Period valid{};
  std::vector<RebateScope> products{};  ///< none: everything
  RebateBase base = RebateBase::net;
  RebateMode mode = RebateMode::all_units;
  RebatePays pays = RebatePays::percent;
  std::vector<Tier> tiers{};
  Currency currency{};
  std::optional<std::int64_t> expected{};  ///< as a tier's value
};

/// What counts: millionths of stock units, and minor units.
struct Volume {
  std::int64_t quantity = 0;
  std::int64_t net = 0;
  std::int64_t gross = 0;

  friend bool operator==(const Volume&, const Volume&) = default;
};
/// OVERFLOW.
[[nodiscard]] Volume operator+(const Volume& a, const Volume& b);
[[nodiscard]] Volume operator-(const Volume& a);

/// A line as agreements see it.
struct TradedLine {
  std::int64_t item = 0;
  std::span<const ItemGroupId> groups{};  ///< of the item, with their ancestors
  Volume volume{};
  bool gift = false;
};

/// A sale or a purchase, or goods that come back from one, as agreements see it.
struct Trade {
  int sign = 1;  ///< -1: they take off
  Direction direction = Direction::sales;
  PartyId party{};
  std::vector<PartyGroupId> groups{};  ///< of the party on its day, with their ancestors
  Date dated{};
  Currency currency{};
  std::vector<TradedLine> lines{};
};

/// What a voucher adds to an agreement.
struct Counted {
  RebateId agreement{};  ///< its first version
  Volume volume{};
  std::vector<int> lines{};  ///< that count, from 1
};

/// Whether the party, the day, the currency and the direction are the agreement's.
[[nodiscard]] bool is_with(const Agreement& agreement, const Trade& trade);
/// Nothing where no line is about its products.
[[nodiscard]] std::optional<Counted> count(const Agreement& agreement, const Trade& trade);

/// S; what tiers are reached by.
[[nodiscard]] std::int64_t base_of(const Agreement& agreement, const Volume& volume) noexcept;
/// M; what tiers pay on.
[[nodiscard]] std::int64_t paid_on(const Agreement& agreement, const Volume& volume) noexcept;
/// The tier that is reached, from 1; 0 for none.
[[nodiscard]] int reached(std::span<const Tier> tiers, std::int64_t base) noexcept;
/// tiers(S) in minor units; 0 where S is not greater than 0. OVERFLOW.
[[nodiscard]] std::int64_t earned(const Agreement& agreement, const Volume& volume, Rounding rounding);
/// One value of all of M. OVERFLOW.
[[nodiscard]] std::int64_t at_rate(const Agreement& agreement, std::int64_t value, const Volume& volume,
                                   Rounding rounding);

struct Missing {
  int tier = 0;  ///< from 1
  std::int64_t base = 0;
  std::optional<std::int64_t> gain{};
};
/// nullopt at the highest tier.
[[nodiscard]] std::optional<Missing> next_tier(const Agreement& agreement, const Volume& volume, Rounding rounding);

/// Shares a rebate of the group out by bases; less than nothing counts as nothing. The parts add up.
[[nodiscard]] std::vector<std::int64_t> shares(const Agreement& agreement, std::int64_t total,
                                               std::span<const Volume> volumes);

/// "1,3,4"
[[nodiscard]] std::string lines_text(std::span<const int> lines);
[[nodiscard]] std::vector<int> lines_from(std::string_view text);

}  // namespace emptor::vouchers
