/// The ISO 4217 currencies, as a table that is fixed when the library is compiled.
///
/// Codes to which ISO gives no minor unit (gold XAU, special drawing rights XDR, XXX, XTS ...) count in whole units:
/// half an ounce of XAU is refused with SCALE, never rounded away.

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/compose.hpp"
#include "emptor/base/money.hpp"

namespace emptor {
namespace {

struct Entry {
  std::string_view code;
  std::uint16_t numeric;
  std::uint8_t minor_units;
  std::string_view name;
};

constexpr auto table = std::to_array<Entry>({
#include "base/currency_table.inc"
});
static_assert(std::ranges::is_sorted(table, {}, &Entry::code));
static_assert(table.size() < 255);

constexpr std::uint8_t nowhere = 255;

/// Where in `table` a numeric code stands.
constexpr std::array<std::uint8_t, 1000> place_by_numeric = [] {
  std::array<std::uint8_t, 1000> places{};
  places.fill(nowhere);
  for (std::size_t i = 0; i < table.size(); ++i) places[table[i].numeric] = static_cast<std::uint8_t>(i);
  return places;
}();

const Entry* find_entry(int numeric) noexcept {
  if (numeric < 0 || numeric > 999) return nullptr;
  const std::uint8_t place = place_by_numeric[static_cast<std::size_t>(numeric)];
  return place == nowhere ? nullptr : &table[place];
}

/// A code fit for a message: what is not printable ASCII is shown as '?'.
std::string printable(std::string_view code) {
  std::string shown(code.substr(0, 12));
  for (char& c : shown) {
    if (c < ' ' || c > '~') c = '?';
  }
  return shown;
}

}  // namespace

std::optional<Currency> Currency::find(std::string_view code) noexcept {
  const auto found = std::ranges::lower_bound(table, code, {}, &Entry::code);
  if (found == table.end() || found->code != code) return std::nullopt;
  return Currency(found->numeric);
}

Currency Currency::of(std::string_view code) {
  const auto found = find(code);
  if (!found) {
    throw Error(ErrorCode::unknown_currency, "currency",
                compose("'{}' is not an active ISO 4217 code", printable(code)), {{"code", printable(code)}});
  }
  return *found;
}

Currency Currency::of_numeric(int numeric) {
  if (find_entry(numeric) == nullptr) {
    throw Error(ErrorCode::unknown_currency, "currency", compose("{} is not an active ISO 4217 numeric code", numeric),
                {{"numeric", compose("{}", numeric)}});
  }
  return Currency(static_cast<std::uint16_t>(numeric));
}

std::vector<Currency> Currency::all() {
  std::vector<Currency> found;
  found.reserve(table.size());
  for (const Entry& entry : table) found.push_back(Currency(entry.numeric));
  return found;
}

std::string_view Currency::code() const noexcept {
  const Entry* entry = find_entry(numeric_);
  return entry == nullptr ? std::string_view() : entry->code;
}

std::string_view Currency::name() const noexcept {
  const Entry* entry = find_entry(numeric_);
  return entry == nullptr ? std::string_view() : entry->name;
}

int Currency::minor_units() const noexcept {
  const Entry* entry = find_entry(numeric_);
  return entry == nullptr ? 0 : entry->minor_units;
}

}  // namespace emptor
