/// What may have changed prices since a row of the audit trail.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <vector>

#include "access/work.hpp"
#include "catalog/cards.hpp"
#include "emptor/parties.hpp"

namespace emptor::pricing {

class MatrixChanges {
 public:
  /// Reads the trail and the entries after `change`.
  MatrixChanges(access::Work& work, std::int64_t change);

  [[nodiscard]] bool everything() const noexcept { return everything_; }
  [[nodiscard]] bool touches(PartyId party) const { return parties_.contains(party.value); }
  /// An item with the groups that it is in.
  [[nodiscard]] bool touches(const catalog::ItemCard& item) const;
  /// Of the customer's own list.
  [[nodiscard]] bool touches(PartyId party, const catalog::ItemCard& item) const;

 private:
  void read_trail(access::Work& work, std::int64_t change);
  void read_entries(access::Work& work, std::int64_t change);

  bool everything_ = false;
  bool entries_ = false;  ///< the trail tells of price entries
  boost::unordered_flat_set<std::int64_t> parties_;
  boost::unordered_flat_set<std::int64_t> items_;
  boost::unordered_flat_set<std::int64_t> groups_;
  /// Of single customers.
  boost::unordered_flat_set<std::pair<std::int64_t, std::int64_t>> own_items_;
  boost::unordered_flat_set<std::pair<std::int64_t, std::int64_t>> own_groups_;
};

}  // namespace emptor::pricing
