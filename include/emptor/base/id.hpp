/// Typed surrogate keys: an `Id<Party>` never passes for an `Id<Item>`. 0 means "none".
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace emptor {

template <class Tag>
struct Id {
  std::int64_t value = 0;

  constexpr Id() = default;
  constexpr explicit Id(std::int64_t v) noexcept : value(v) {}
  [[nodiscard]] constexpr explicit operator bool() const noexcept { return value != 0; }
  friend constexpr auto operator<=>(Id, Id) = default;
};

}  // namespace emptor

template <class Tag>
struct std::hash<emptor::Id<Tag>> {
  std::size_t operator()(emptor::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
