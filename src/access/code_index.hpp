/// A map from codes to keys for caches, asked with a view: a warm look-up is one hash and no allocation.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace emptor::access {

struct TextHash {
  using is_transparent = void;
  [[nodiscard]] std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>{}(text);
  }
};

using CodeIndex = boost::unordered_flat_map<std::string, std::int64_t, TextHash, std::equal_to<>>;

/// 0 when unknown.
[[nodiscard]] inline std::int64_t find(const CodeIndex& index, std::string_view code) noexcept {
  const auto found = index.find(code);
  return found == index.end() ? 0 : found->second;
}

}  // namespace emptor::access
