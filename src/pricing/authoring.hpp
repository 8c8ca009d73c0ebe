/// New entries, checked against everything that is known, and then written.
#pragma once

#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "access/work.hpp"
#include "emptor/price_changes.hpp"
#include "pricing/store_entries.hpp"

namespace emptor::pricing {

struct Draft;

/// The greatest figure that is kept in millionths.
[[nodiscard]] inline Decimal greatest() { return Decimal::scaled(std::numeric_limits<std::int64_t>::max(), 6); }

/// A version of a list: what is checked against the list is checked against the list with these changes.
struct Branch {
  ListRow list;
  PriceListId additions{};           ///< none: the version is being published
  std::set<std::int64_t> removed{};  ///< entries of the list that are out of the way
};

/// Checks entries one by one and against each other, tells all that is wrong at once, then writes them.
class Authoring {
 public:
  /// `inputs`: prices or discounts, all that will be added.
  template <class Inputs>
  Authoring(access::Work& work, const Inputs& inputs) : work_(work) {
    for (const auto& input : inputs)
      if (input.replaces) ++replaced_[*input.replaces];
  }

  /// `prefix` is put before the fields of its problems.
  void add(const PriceEntryInput& input, const std::string& prefix);
  void add(const DiscountInput& input, const std::string& prefix);
  void add(const PriceRuleInput& input, const std::string& prefix);
  /// Throws everything that was found wrong.
  void finish_checks() { problems_.throw_if_any(); }
  /// What is added belongs to a version, whatever list it names; not for `write`.
  void set_branch(Branch branch) { branch_ = std::move(branch); }
  /// What was added, in its order.
  [[nodiscard]] std::vector<NewEntry> entries() const;
  /// What is done about overlapping prices; `Overlap::latest` until it is said.
  void set_overlap(Overlap overlap) noexcept { overlap_ = overlap; }
  /// Lists that are missing are made. Ids in the order of `add`.
  [[nodiscard]] std::vector<PriceEntryId> write();
  /// In the place of `write`: nothing is saved.
  void add_to(Draft& draft);
  /// After `write`: the entries that gave way to each of those that were added.
  [[nodiscard]] const std::vector<std::vector<PriceEntryId>>& cut() const noexcept { return cut_; }

 private:
  struct Prepared {
    ListRow list;
    NewEntry entry;
    std::string prefix;
  };
  /// Where two entries may tie: list and product; and the start, where only equal ones do.
  using Place = std::tuple<PriceListKind, Direction, std::int64_t, std::string, ProductKind, std::int64_t,
                           std::optional<std::int32_t>>;

  void check_product(const ProductScope& product, const std::string& prefix, EntryRow& row);
  void check_value(const PriceEntryInput& input, const std::string& prefix, EntryRow& row);
  void check_value(const DiscountInput& input, const std::string& prefix, EntryRow& row);
  void check_value(const PriceRuleInput& input, const std::string& prefix, EntryRow& row);
  void check_formula(const PriceEntryInput& input, const std::string& prefix, const ListRow* list, EntryRow& row);
  void check_conversion(const PriceEntryInput& input, const std::string& prefix, const ListRow& list,
                        const ListRow& of_list, EntryRow& row);
  void check_cycle(const std::string& field, PriceListId of_list, const ListRow& list);
  void check_ending(const PriceEnding& ending, const std::string& field, Formula& out);
  void check_scale(const PriceEntryInput& input, const std::string& prefix, EntryRow& row);
  void check_counts(BreakScope counts, BreakMeasure measure, const std::string& prefix, EntryRow& row);
  void check_step(const DiscountInput& input, const std::string& prefix);
  void check_basis(const std::optional<std::string>& unit, const Decimal& per, const Decimal& min_quantity,
                   const std::string& prefix, EntryRow& row);
  void check_valid(const Period& valid, const std::string& prefix, EntryRow& row);
  void check_replaced(PriceEntryId replaces, const std::string& prefix, const ListRow& list, const EntryRow& row);
  /// The current entries of the same list and product that stay, and earlier ones of those that are added.
  [[nodiscard]] std::vector<EntryRow> neighbours(const Prepared& prepared);
  void check_ties(const Prepared& prepared, std::span<const EntryRow> neighbours);
  /// Breaks that hold at the same time count alike.
  void check_breaks(const Prepared& prepared, std::span<const EntryRow> neighbours);
  [[nodiscard]] bool ties(const EntryRow& a, const EntryRow& b) const;
  [[nodiscard]] bool same_break(const EntryRow& a, const EntryRow& b) const;
  [[nodiscard]] std::vector<PriceEntryId> make_room(const Prepared& prepared);
  /// value × 10^scale within [least, most]; SCALE, OVERFLOW, RANGE.
  std::int64_t scaled(const std::string& field, const Decimal& value, int scale, const Decimal& least,
                      const Decimal& most);

  access::Work& work_;
  Problems problems_;
  std::vector<Prepared> prepared_;
  std::map<Place, std::vector<std::size_t>> places_;
  /// Breaks of one list and product, by list, step and programme.
  std::map<std::tuple<Place, std::string, std::string>, std::vector<std::size_t>> breaks_;
  std::vector<FormulaEdge> edges_;  ///< of formulas that will be written
  Overlap overlap_ = Overlap::latest;
  std::optional<Branch> branch_;
  std::vector<std::vector<PriceEntryId>> cut_;
  std::map<PriceEntryId, int> replaced_;  ///< by how many of the new entries
};

}  // namespace emptor::pricing
