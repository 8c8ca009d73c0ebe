/// Room `pricing`: changes of many prices at once, rehearsed before they are made.
///
/// `load` takes entries as a file or a spreadsheet has them, reports on each row, and saves all of them or none.
/// `change` raises or lowers the prices of a selection by percentage, amount and ending. A dry run of either goes
/// through the very same steps and saves nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"
#include "emptor/price_lint.hpp"
#include "emptor/pricing.hpp"

namespace emptor {

/// Whether something is done, or only told.
enum class DryRun : std::uint8_t { no = 0, yes = 1 };

/// What happens to a new entry whose period meets that of another one with the same list, product and smallest
/// quantity.
enum class Overlap : std::uint8_t {
  latest = 1,  ///< both stay; on a day on which both hold the one that starts later speaks. Equal starts are refused
  reject = 2,  ///< refused: OVERLAP names the other entry
  split = 3,   ///< the other one is cut: it holds before and after the new one
};

/// Whether new entries are checked for what `Prices::lint` finds.
enum class Warn : std::uint8_t { no = 0, yes = 1 };

struct BulkOptions {
  DryRun dry_run = DryRun::no;
  Overlap overlap = Overlap::latest;
  Warn warn = Warn::no;
};

/// What became of one row of a bulk.
struct BulkRow {
  PriceEntryId entry{};             ///< of a row that was saved
  std::vector<Problem> problems{};  ///< what speaks against it, by the fields of the entry
  std::vector<PriceEntryId> cut{};  ///< Overlap::split: entries that gave way, wholly or in part
  /// Warn::yes: what is doubtful about it; of an entry for a group or for everything, up to 1,000 items are looked at.
  /// Findings about another row of the bulk stand with both.
  std::vector<LintFinding> warnings{};
};

struct BulkReport {
  bool saved = false;           ///< all rows; else none, because of problems or in a dry run
  std::vector<BulkRow> rows{};  ///< in the order of the entries

  /// Rows that problems speak against.
  [[nodiscard]] std::size_t refused() const noexcept;
};

/// New prices for a selection of a list's entries that hold on a day and state a price.
struct PriceChange {
  PriceScope list{};
  /// Only these items, and the items and entries of these groups; every entry when neither is given.
  std::vector<std::string> items{};
  std::vector<std::string> groups{};
  Decimal percent = Decimal(0);  ///< 3 is an increase by 3 %; > -100, up to 1,000, up to 4 decimals
  Decimal addend = Decimal(0);   ///< then added to each price
  PriceEnding ending{};          ///< of the new price, per `per` units as the entry states it
  std::optional<Date> from{};    ///< the first day of the new prices; today when not given
};

struct PriceChangeRow {
  PriceEntryId entry{};      ///< whose price changes; it stays known as it was
  PriceEntryId new_entry{};  ///< none in a dry run
  ProductScope product{};
  std::optional<std::string> unit{};
  Decimal min_quantity{};
  UnitPrice before{};
  UnitPrice after{};
};

class PriceChanges {
 public:
  explicit PriceChanges(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// Each row is checked as `Prices::set` checks it, against the book and against the other rows.
  BulkReport load(std::span<const PriceEntryInput> entries, const BulkOptions& options = {});
  /// The rows whose price differs, by product. A new price starts on `from` and ends with the old one; an entry that
  /// starts on that very day is corrected. Entries that start later stay as they are. RANGE for a price below 0.
  std::vector<PriceChangeRow> change(const PriceChange& change, DryRun dry_run = DryRun::no);

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
