/// Price cards and what they hang on, kept with a connection.
///
/// What drops what: a party's audit rows drop its cards, an item's its card, party groups and settings all party cards,
/// item groups all item cards. Price entries are append-only and their keys grow, so an audit row about any of them
/// only says "look": the next question reads the entries after the newest one that it knows, and drops the card of the
/// one party or product that each of them names. Publishing one price thus leaves all other cards in place, in this
/// process and in others.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "access/work.hpp"
#include "pricing/cards.hpp"
#include "pricing/rules.hpp"

namespace emptor::pricing {

/// All lists but those of single customers, by handle: in the order of their keys, beginning at 1.
class ListTable {
 public:
  void load(access::Work& work);
  void drop() noexcept { loaded_ = false; }
  [[nodiscard]] bool loaded() const noexcept { return loaded_; }

  [[nodiscard]] std::span<const ListFacts> facts() const noexcept { return facts_; }
  /// 0 when there is none.
  [[nodiscard]] ListHandle handle(PriceListId id) const noexcept;
  [[nodiscard]] ListHandle base(Direction direction, Currency currency) const noexcept;
  /// A named list or a level.
  [[nodiscard]] ListHandle by_code(PriceListKind kind, Direction direction, std::string_view code) const;
  /// The lists of a group or a location, one for each currency.
  [[nodiscard]] std::span<const ListHandle> of_owner(PriceListKind kind, Direction direction, std::int64_t owner) const;
  [[nodiscard]] std::size_t count(PriceListKind kind, Direction direction) const noexcept;

 private:
  bool loaded_ = false;
  std::vector<ListFacts> facts_;
  std::vector<std::string> codes_;  ///< by handle
  std::vector<ListHandle> bases_;
  boost::unordered_flat_map<std::string, ListHandle> by_code_;
  boost::unordered_flat_map<std::int64_t, std::vector<ListHandle>> of_owner_;
};

/// The settings that prices depend on.
struct Policy {
  bool loaded = false;
  Currency currency;
  std::array<Sequence, 2> sequences;  ///< sales, purchases

  [[nodiscard]] const Sequence& sequence(Direction direction) const noexcept {
    return sequences[direction == Direction::sales ? 0 : 1];
  }
};

class PriceCache final : public access::Cache {
 public:
  /// About so many bytes of cards are kept; beyond them all are let go.
  static constexpr std::size_t bytes_max = std::size_t{256} << 20U;

  void forget(Entity entity, std::int64_t id) override;

  /// Cards are good until the next call of `refresh`.
  void refresh(access::Work& work) {
    if (!policy_.loaded || !lists_.loaded() || entries_changed_ || seen_ < 0 || bytes_ > bytes_max) catch_up(work);
  }
  [[nodiscard]] const Policy& policy() const noexcept { return policy_; }
  [[nodiscard]] const ListTable& lists() const noexcept { return lists_; }
  [[nodiscard]] const PartyPrices& party(access::Work& work, PartyId id, Direction direction);
  /// Every product card of the item is loaded too.
  [[nodiscard]] const ItemPrices& item(access::Work& work, ItemId id, Direction direction);
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
  [[nodiscard]] std::size_t cards() const noexcept { return parties_.size() + items_.size(); }

 private:
  template <class Card>
  using Cards = boost::unordered_flat_map<std::int64_t, PackedPtr<Card>>;

  /// Direction in the lowest bit.
  [[nodiscard]] static std::int64_t key(std::int64_t id, Direction direction) noexcept {
    return id * 2 + (direction == Direction::sales ? 0 : 1);
  }
  void catch_up(access::Work& work);
  void drop_entry(bool of_customer, std::int64_t owner, ProductKind kind, std::int64_t product);
  template <class Card>
  void drop_both(Cards<Card>& cards, std::int64_t id);
  template <class Card>
  void drop_all(Cards<Card>& cards);
  void drop(ProductSlot& slot) noexcept;
  void drop_everything();
  const PartyPrices& load_party(access::Work& work, PartyId id, Direction direction);
  const ItemPrices& load_item(access::Work& work, ItemId id, Direction direction);
  void load(access::Work& work, ProductKind kind, std::int64_t product, Direction direction);
  [[nodiscard]] ProductFacts product_facts(access::Work& work, ProductKind kind, std::int64_t product,
                                           Direction direction);
  [[nodiscard]] ProductSlot& slot_of(ProductKind kind, std::int64_t product, Direction direction);

  Policy policy_;
  ListTable lists_;
  Cards<PartyPrices> parties_;
  Cards<ItemPrices> items_;
  /// By item group and direction. A slot stays where it is, because item cards point to it.
  boost::unordered_flat_map<std::int64_t, std::unique_ptr<ProductSlot>> groups_;
  std::array<ProductSlot, 2> everything_;
  std::size_t bytes_ = 0;   ///< of all cards
  std::int64_t seen_ = -1;  ///< the newest entry that the cards know of
  bool entries_changed_ = false;
};

}  // namespace emptor::pricing
