#include "vouchers/rules_rebates.hpp"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <charconv>
#include <limits>

#include "base/wide.hpp"

namespace emptor::vouchers {
namespace {

using Wide = boost::multiprecision::int256_t;

/// numerator ÷ divisor, rounded once; divisor > 0.
std::int64_t divided(const Wide& numerator, const Wide& divisor, Rounding rounding) {
  const bool negative = numerator < 0;
  const Wide magnitude = negative ? Wide(-numerator) : numerator;
  Wide quotient = magnitude / divisor;
  const Wide rest = magnitude % divisor;
  if (rest != 0 && detail::rounds_away(rest, divisor, boost::multiprecision::bit_test(quotient, 0), negative, rounding))
    ++quotient;
  if (quotient > std::numeric_limits<std::int64_t>::max())
    throw Error(ErrorCode::overflow, "rebate", "the rebate is greater than an amount can be");
  const auto value = quotient.convert_to<std::int64_t>();
  return negative ? -value : value;
}

/// By which value × M is divided to give minor units.
Wide unit_of(const Agreement& agreement) {
  constexpr std::int64_t million = 1'000'000;
  if (agreement.pays == RebatePays::percent) return million;
  Wide unit = Wide(million) * million;
  for (int i = 0; i < agreement.currency.minor_units(); ++i) unit /= 10;
  return unit;
}

/// S and M are the same figure.
bool pays_on_base(const Agreement& agreement) {
  return (agreement.base == RebateBase::quantity) == (agreement.pays == RebatePays::per_unit);
}

}  // namespace

Volume operator+(const Volume& a, const Volume& b) {
  return {.quantity = checked_add(a.quantity, b.quantity),
          .net = checked_add(a.net, b.net),
          .gross = checked_add(a.gross, b.gross)};
}

Volume operator-(const Volume& a) { return {.quantity = -a.quantity, .net = -a.net, .gross = -a.gross}; }

bool is_with(const Agreement& agreement, const Trade& trade) {
  if (agreement.direction != trade.direction || agreement.currency != trade.currency ||
      !agreement.valid.contains(trade.dated))
    return false;
  return agreement.party ? agreement.party == trade.party
                         : std::ranges::find(trade.groups, agreement.group) != trade.groups.end();
}

std::optional<Counted> count(const Agreement& agreement, const Trade& trade) {
  if (!is_with(agreement, trade)) return std::nullopt;
  const auto counts = [&](const TradedLine& line) {
    if (line.gift) return false;
    return agreement.products.empty() || std::ranges::any_of(agreement.products, [&](const RebateScope& each) {
             return each.kind == promotions::ProductKind::item
                        ? each.id == line.item
                        : std::ranges::find(line.groups, ItemGroupId(each.id)) != line.groups.end();
           });
  };
  Counted out{.agreement = agreement.origin};
  for (std::size_t i = 0; i < trade.lines.size(); ++i) {
    if (!counts(trade.lines[i])) continue;
    out.volume = out.volume + trade.lines[i].volume;
    out.lines.push_back(static_cast<int>(i) + 1);
  }
  if (out.lines.empty()) return std::nullopt;
  if (trade.sign < 0) out.volume = -out.volume;
  return out;
}

std::int64_t base_of(const Agreement& agreement, const Volume& volume) noexcept {
  switch (agreement.base) {
    case RebateBase::gross:
      return volume.gross;
    case RebateBase::quantity:
      return volume.quantity;
    default:
      return volume.net;
  }
}

std::int64_t paid_on(const Agreement& agreement, const Volume& volume) noexcept {
  if (agreement.pays == RebatePays::per_unit) return volume.quantity;
  return agreement.base == RebateBase::gross ? volume.gross : volume.net;
}

int reached(std::span<const Tier> tiers, std::int64_t base) noexcept {
  int tier = 0;
  while (static_cast<std::size_t>(tier) < tiers.size() && tiers[static_cast<std::size_t>(tier)].from <= base) ++tier;
  return tier;
}

std::int64_t at_rate(const Agreement& agreement, std::int64_t value, const Volume& volume, Rounding rounding) {
  return divided(Wide(value) * paid_on(agreement, volume), unit_of(agreement), rounding);
}

std::int64_t earned(const Agreement& agreement, const Volume& volume, Rounding rounding) {
  const std::int64_t base = base_of(agreement, volume);
  const int tier = base > 0 ? reached(agreement.tiers, base) : 0;
  if (tier == 0) return 0;
  if (agreement.mode == RebateMode::all_units)
    return at_rate(agreement, agreement.tiers[static_cast<std::size_t>(tier) - 1].value, volume, rounding);
  Wide sum = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(tier); ++i) {
    const std::int64_t end = i + 1 < agreement.tiers.size() ? std::min(base, agreement.tiers[i + 1].from) : base;
    sum += Wide(agreement.tiers[i].value) * (end - agreement.tiers[i].from);
  }
  return divided(sum * paid_on(agreement, volume), unit_of(agreement) * base, rounding);
}

std::optional<Missing> next_tier(const Agreement& agreement, const Volume& volume, Rounding rounding) {
  const std::int64_t base = std::max<std::int64_t>(base_of(agreement, volume), 0);
  const auto tier = static_cast<std::size_t>(reached(agreement.tiers, base));
  if (tier == agreement.tiers.size()) return std::nullopt;
  const std::int64_t from = agreement.tiers[tier].from;
  Missing out{.tier = static_cast<int>(tier) + 1, .base = from - base};
  if (base == 0 && !pays_on_base(agreement)) return out;
  // What is missing is like what was bought.
  const auto grown = [&](std::int64_t figure) {
    return base == 0 ? from : divided(Wide(figure) * from, Wide(base), Rounding::half_up);
  };
  const Volume there{.quantity = grown(volume.quantity), .net = grown(volume.net), .gross = grown(volume.gross)};
  out.gain = checked_subtract(earned(agreement, there, rounding), earned(agreement, volume, rounding));
  return out;
}

std::vector<std::int64_t> shares(const Agreement& agreement, std::int64_t total, std::span<const Volume> volumes) {
  std::vector<std::int64_t> weights;
  weights.reserve(volumes.size());
  for (const Volume& each : volumes) weights.push_back(std::max<std::int64_t>(paid_on(agreement, each), 0));
  return weights.empty() ? weights : apportion(total, weights);
}

std::string lines_text(std::span<const int> lines) {
  std::string text;
  for (const int each : lines) text.append(text.empty() ? "" : ",").append(std::to_string(each));
  return text;
}

std::vector<int> lines_from(std::string_view text) {
  std::vector<int> lines;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    int line = 0;
    std::from_chars(text.data(), text.data() + comma, line);
    lines.push_back(line);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return lines;
}

}  // namespace emptor::vouchers
