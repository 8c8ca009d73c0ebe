/// The life of an instrument: its states, and what may follow each.
#include <algorithm>
#include <array>

#include "emptor/instruments.hpp"

namespace emptor {
namespace {

constexpr std::array<std::string_view, 3> kKinds{"", "cheque", "bill"};
constexpr std::array<std::string_view, 8> kStates{"",        "held",     "deposited", "cleared",
                                                  "bounced", "returned", "endorsed",  "discounted"};

template <class Enum, std::size_t N>
std::string_view name_in(const std::array<std::string_view, N>& names, Enum value) noexcept {
  const auto place = static_cast<std::size_t>(value);
  return place < N ? names[place] : names.front();
}

template <class Enum, std::size_t N>
std::optional<Enum> find_in(const std::array<std::string_view, N>& names, std::string_view name) noexcept {
  for (std::size_t i = 1; i < N; ++i)
    if (names[i] == name) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::string_view to_string(InstrumentKind kind) noexcept { return name_in(kKinds, kind); }
std::string_view to_string(InstrumentState state) noexcept { return name_in(kStates, state); }
std::optional<InstrumentKind> parse_instrument_kind(std::string_view name) noexcept {
  return find_in<InstrumentKind>(kKinds, name);
}
std::optional<InstrumentState> parse_instrument_state(std::string_view name) noexcept {
  return find_in<InstrumentState>(kStates, name);
}

namespace instruments {

std::vector<InstrumentState> next_states(InstrumentState state, Side side) {
  using enum InstrumentState;
  switch (state) {
    case held:
      if (side == Side::payable) return {deposited, returned};
      return {deposited, endorsed, discounted, returned};
    case deposited:
    case endorsed:
    case discounted:
      return {cleared, bounced};
    case bounced:
      return {deposited, returned};
    case cleared:
    case returned:
      break;
  }
  return {};
}

}  // namespace instruments
}  // namespace emptor
