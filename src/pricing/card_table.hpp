/// Cards by key.
///
/// Keys are given by the store one after the other, so a card stands in a page at its key: one cache miss where a hash
/// table costs two, and 8 bytes. Keys that lie far out (another store, an imported book) go to a hash table.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "emptor/settings.hpp"
#include "pricing/packed.hpp"

namespace emptor::pricing {

template <class Card>
class CardTable {
 public:
  /// Null when there is none.
  [[nodiscard]] const Card* find(std::int64_t key) const noexcept {
    const auto at = static_cast<std::uint64_t>(key);
    if (at / page_size < pages_.size()) {
      const auto& page = pages_[at / page_size];
      return page ? (*page)[at % page_size].get() : nullptr;
    }
    if (far_.empty()) return nullptr;
    const auto found = far_.find(key);
    return found == far_.end() ? nullptr : found->second.get();
  }
  const Card& put(std::int64_t key, PackedPtr<Card> card) {
    const Card& kept = *card;
    bytes_ += kept.bytes;
    ++count_;
    place(key) = std::move(card);
    return kept;
  }
  void drop(std::int64_t key) {
    const Card* const card = find(key);
    if (card == nullptr) return;
    bytes_ -= card->bytes;
    --count_;
    place(key).reset();
  }
  void clear() noexcept {
    pages_.clear();
    far_.clear();
    bytes_ = 0;
    count_ = 0;
  }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::size_t size() const noexcept { return count_; }

 private:
  static constexpr std::uint64_t page_size = 1'024;
  static constexpr std::uint64_t pages_max = 1U << 16U;  ///< 67 million keys
  using Page = std::array<PackedPtr<Card>, page_size>;

  PackedPtr<Card>& place(std::int64_t key) {
    const auto at = static_cast<std::uint64_t>(key);
    if (at / page_size >= pages_max) return far_[key];
    if (at / page_size >= pages_.size()) pages_.resize(at / page_size + 1);
    auto& page = pages_[at / page_size];
    if (!page) page = std::make_unique<Page>();
    return (*page)[at % page_size];
  }

  std::vector<std::unique_ptr<Page>> pages_;
  boost::unordered_flat_map<std::int64_t, PackedPtr<Card>> far_;
  std::size_t bytes_ = 0;
  std::size_t count_ = 0;
};

/// One table for sales and one for purchases: few records have both, and each table stays dense.
template <class Card>
class DirectedCards {
 public:
  [[nodiscard]] const Card* find(std::int64_t key, Direction direction) const noexcept {
    return tables_[place(direction)].find(key);
  }
  const Card& put(std::int64_t key, Direction direction, PackedPtr<Card> card) {
    return tables_[place(direction)].put(key, std::move(card));
  }
  /// Both directions.
  void drop(std::int64_t key) {
    for (auto& table : tables_) table.drop(key);
  }
  void clear() noexcept {
    for (auto& table : tables_) table.clear();
  }
  [[nodiscard]] std::size_t bytes() const noexcept { return tables_[0].bytes() + tables_[1].bytes(); }
  [[nodiscard]] std::size_t size() const noexcept { return tables_[0].size() + tables_[1].size(); }

 private:
  static std::size_t place(Direction direction) noexcept { return direction == Direction::sales ? 0 : 1; }
  std::array<CardTable<Card>, 2> tables_;
};

}  // namespace emptor::pricing
