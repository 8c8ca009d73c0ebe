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
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/work.hpp"
#include "pricing/card_table.hpp"
#include "pricing/cards.hpp"
#include "pricing/rules.hpp"

namespace emptor::pricing {

struct Draft;

/// Texts by number, from 1; "" is 0. Numbers stay.
class Names {
 public:
  NameHandle of(std::string_view name);
  [[nodiscard]] const std::string& text(NameHandle name) const noexcept {
    return is_rule_step(name) ? reserved_[name - reserved_names] : texts_[name];
  }

  /// Of a list's step and programme: those of price rules are reserved.
  [[nodiscard]] NameHandle of_rule(std::string_view name) const noexcept;

 private:
  static const std::array<std::string, 9> reserved_;
  std::vector<std::string> texts_{std::string()};
  boost::unordered_flat_map<std::string, NameHandle> numbers_;
};

/// All lists but those of single customers, by handle: in the order of their keys, beginning at 1.
class ListTable {
 public:
  void load(access::Work& work, Names& names, const Draft* draft);
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
  /// Lists of discounts: of everyone (0), of a level (its list) or of a group.
  [[nodiscard]] std::span<const ListHandle> discounts_of(PriceListKind kind, Direction direction,
                                                         std::int64_t owner) const;

 private:
  bool loaded_ = false;
  std::vector<ListFacts> facts_;
  std::vector<std::string> codes_;  ///< by handle
  std::vector<ListHandle> bases_;
  boost::unordered_flat_map<std::string, ListHandle> by_code_;
  boost::unordered_flat_map<std::int64_t, std::vector<ListHandle>> of_owner_;
  boost::unordered_flat_map<std::int64_t, std::vector<ListHandle>> discounts_of_;
};

/// The settings that prices depend on.
struct Policy {
  bool loaded = false;
  Currency currency;
  std::array<Sequence, 2> sequences;    ///< sales, purchases
  std::array<Procedure, 2> procedures;  ///< likewise
  Rounding rounding = Rounding::half_up;

  [[nodiscard]] const Sequence& sequence(Direction direction) const noexcept {
    return sequences[direction == Direction::sales ? 0 : 1];
  }
  [[nodiscard]] const Procedure& procedure(Direction direction) const noexcept {
    return procedures[direction == Direction::sales ? 0 : 1];
  }
};

struct ListRow;

class PriceCache final : public access::Cache {
 public:
  /// About so many bytes of cards are kept; beyond them all are let go.
  static constexpr std::size_t bytes_max = std::size_t{256} << 20U;

  void forget(Entity entity, std::int64_t id) override;
  PriceCache() = default;
  /// Of the book with a draft laid over it; no connection keeps it.
  explicit PriceCache(std::shared_ptr<const Draft> draft) noexcept : draft_(std::move(draft)) {}
  /// Null for the book as it is.
  [[nodiscard]] const Draft* draft() const noexcept { return draft_.get(); }

  /// Cards are good until the next call of `refresh`.
  void refresh(access::Work& work) {
    if (stale_ || bytes() > bytes_max) catch_up(work);
  }
  [[nodiscard]] const Policy& policy() const noexcept { return policy_; }
  [[nodiscard]] const ListTable& lists() const noexcept { return lists_; }
  [[nodiscard]] const Names& names() const noexcept { return names_; }
  [[nodiscard]] const Bases& bases() const noexcept { return bases_; }
  /// A conversion that formulas of cards name.
  struct ConversionKey {
    Currency from{};
    Currency to{};
    std::string type{};
    std::optional<Date> on{};  ///< none: the day of the question

    friend bool operator==(const ConversionKey&, const ConversionKey&) = default;
  };
  /// By the place that formulas name; place 0 is not used. Those of cards that were let go stay.
  [[nodiscard]] const std::deque<ConversionKey>& conversions() const noexcept { return conversions_; }
  /// Whether a card has had a margin over a cost.
  [[nodiscard]] bool has_margins() const noexcept { return has_margins_; }
  /// Whether a card has had a break that counts more than its line.
  [[nodiscard]] bool counts_documents() const noexcept { return counts_documents_; }
  struct Pair {
    const PartyPrices* party;
    const ItemPrices* item;
  };
  /// The cards of a question; loads what is missing.
  [[nodiscard]] Pair cards(access::Work& work, PartyId party, ItemId item, Direction direction) {
    Pair found{parties_.find(party.value, direction), items_.find(item.value, direction)};
    // Both are on their way while the first one is read.
    prefetch(found.party, 64);
    prefetch(found.item, 384);
    if (found.party == nullptr) found.party = &load_party(work, party, direction);
    if (found.item == nullptr) found.item = &load_item(work, item, direction);
    return found;
  }
  [[nodiscard]] const ItemPrices& item(access::Work& work, ItemId item, Direction direction) {
    const ItemPrices* found = items_.find(item.value, direction);
    return found != nullptr ? *found : load_item(work, item, direction);
  }
  /// A party without terms and lists.
  [[nodiscard]] const PartyPrices& nobody() {
    if (!nobody_) nobody_ = build_party({.stretches = {{}}, .own_lists = {}, .entries = {}}, bases_);
    return *nobody_;
  }
  /// A buyer who has nothing but this list, with the price rules that such buyers obey.
  [[nodiscard]] PackedPtr<PartyPrices> buyer_of(access::Work& work, const ListRow& list);
  [[nodiscard]] std::size_t bytes() const noexcept {
    return parties_.bytes() + items_.bytes() + slot_bytes_ + bases_.bytes();
  }
  /// Of parties and items.
  [[nodiscard]] std::size_t card_count() const noexcept { return parties_.size() + items_.size(); }

 private:
  static void prefetch(const void* card, std::size_t length) noexcept {
    if (card == nullptr) return;
    for (std::size_t at = 0; at < length; at += 64) __builtin_prefetch(static_cast<const char*>(card) + at);
  }
  void catch_up(access::Work& work);
  void drop_entry(bool of_customer, std::int64_t owner, ProductKind kind, std::int64_t product);
  void drop_everything();
  const PartyPrices& load_party(access::Work& work, PartyId id, Direction direction);
  const ItemPrices& load_item(access::Work& work, ItemId id, Direction direction);
  void load(access::Work& work, ProductSlot& slot);
  void empty(ProductSlot& slot);
  [[nodiscard]] ProductFacts product_facts(access::Work& work, ProductKind kind, std::int64_t product,
                                           Direction direction);
  [[nodiscard]] const ProductSlot& slot_of(access::Work& work, ProductKind kind, std::int64_t product,
                                           Direction direction);

  /// Lists and conversions of a formula as cards name them; `currency` is that of the row's list.
  void complete(EntryRow& row, Currency currency);

  Policy policy_;
  ListTable lists_;
  Names names_;
  Bases bases_;
  DirectedCards<PartyPrices> parties_;
  DirectedCards<ItemPrices> items_;
  /// Item cards point to slots, so a slot stays where it is; all are filled but those in `emptied_`, which the next
  /// `refresh` fills.
  boost::unordered_flat_map<std::int64_t, std::unique_ptr<ProductSlot>> groups_;
  std::array<ProductSlot, 2> everything_;
  std::vector<ProductSlot*> emptied_;
  PackedPtr<PartyPrices> nobody_;
  std::shared_ptr<const Draft> draft_;
  std::deque<ConversionKey> conversions_{ConversionKey()};
  bool has_margins_ = false;
  bool counts_documents_ = false;
  std::size_t slot_bytes_ = 0;
  std::int64_t seen_ = -1;  ///< the newest entry that the cards know of
  bool entries_changed_ = false;
  bool stale_ = true;  ///< there is something to catch up with
};

}  // namespace emptor::pricing
