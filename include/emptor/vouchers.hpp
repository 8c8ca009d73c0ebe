/// Room `vouchers`: business documents. Draft, preview, post, reverse.
///
/// A posting fills the draft (terms, prices), validates it, totals it (tax, rounding), asks the credit policy, takes a
/// number and saves voucher, stock, open item and counters in one transaction. `preview` runs the same code and saves
/// nothing. A posted voucher never changes; it is corrected by a linked reversal.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"
#include "emptor/credit.hpp"
#include "emptor/pricing.hpp"
#include "emptor/receivables.hpp"
#include "emptor/tax.hpp"

namespace emptor {

/// Stored: appended, never renumbered.
enum class VoucherKind : std::uint8_t {
  sale = 1,
  purchase = 2,
  collection = 3,
  payment = 4,
};
[[nodiscard]] std::string_view to_string(VoucherKind kind) noexcept;
[[nodiscard]] std::optional<VoucherKind> parse_voucher_kind(std::string_view name) noexcept;

/// A line as typed. What is not given is filled in.
struct LineDraft {
  std::string item{};
  Quantity quantity{};
  std::optional<std::string> unit{};        ///< the stock unit when not given
  std::optional<UnitPrice> unit_price{};    ///< typed: never overwritten; in the voucher's tax mode
  std::optional<Percent> discount{};        ///< typed: replaces the customer rate and all discounts
  std::optional<std::string> price_list{};  ///< a named list for this line
  std::optional<std::string> tax_code{};    ///< "" for untaxed
  std::string memo{};                       ///< up to 200
};

/// A voucher as typed.
struct VoucherDraft {
  VoucherKind kind = VoucherKind::sale;
  std::string party{};
  std::optional<Date> dated{};      ///< today when not given
  std::optional<Date> priced_on{};  ///< whose prices hold, e.g. the day of the order; `dated` when not given
  std::optional<std::string> currency{};
  std::optional<TaxMode> tax_mode{};         ///< exclusive when not given
  std::optional<std::string> location{};     ///< where stock moves; none: no stock moves
  std::optional<std::string> salesperson{};  ///< the customer's person in charge when not given
  std::optional<std::string> ship_to{};      ///< name of one of the party's addresses; its default when not given
  std::optional<Date> due{};                 ///< from the payment days when not given
  std::string reference{};                   ///< up to 100
  std::string memo{};                        ///< up to 2,000
  std::vector<LineDraft> lines{};            ///< sales and purchases
  std::optional<Decimal> amount{};           ///< collections and payments; > 0
  std::vector<VoucherId> settles{};          ///< collections and payments: these first, then the oldest
};

struct VoucherLine {
  int line = 0;
  std::string item{};
  std::string item_name{};
  Quantity quantity{};
  std::string unit{};
  UnitPrice unit_price{};  ///< after discount, in the voucher's tax mode
  PriceSource source = PriceSource::none;
  PriceEntryId entry{};
  std::optional<UnitPrice> base_price{};
  Percent discount{};  ///< typed discount or customer rate
  /// How discounts made the price, as it was decided: the price found, what was taken off and by which entries, the
  /// result, e.g. "20 discount: *0.93#17 = 18.6" (entry 17 left 93 %). Empty where no discount applied.
  std::string trace{};
  std::string tax_code{};
  Percent tax_rate{};
  Money net{};
  Money tax{};
  std::string memo{};
};

struct Voucher {
  VoucherId id{};
  VoucherKind kind = VoucherKind::sale;
  std::string number{};  ///< empty in a preview that did not ask for one
  Date dated{};
  Date priced_on{};  ///< whose prices hold
  Date due{};
  std::string party{};
  std::string party_name{};  ///< as it was when posted
  std::string account{};     ///< who owes: the party or its head office
  Currency currency{};
  TaxMode tax_mode = TaxMode::exclusive;
  std::string location{};
  std::string salesperson{};
  std::optional<Address> ship_to{};  ///< as it was when posted
  std::string reference{};
  std::string memo{};
  std::vector<VoucherLine> lines{};
  std::vector<TaxTotal> taxes{};
  Money net{};
  Money tax{};
  Money total{};
  VoucherId reverses{};     ///< the voucher that this one undoes
  VoucherId reversed_by{};  ///< the voucher that undoes this one
  Instant recorded_at{};
  std::string actor{};
};

struct PostOptions {
  /// A repeat with the same key and content returns the first result; other content is IDEMPOTENCY_CONFLICT. Up to 100.
  std::string idempotency_key{};
  /// Accept a credit or stock warning; who and when is recorded.
  bool acknowledge_warnings = false;
};

/// What a posting did, or why it did not.
struct [[nodiscard]] PostResult {
  /// Posted, or nullopt: refused by the credit policy or the stock policy, nothing changed.
  std::optional<Voucher> voucher{};
  std::optional<CreditDecision> credit{};  ///< for sales
  /// CREDIT_BLOCKED, CREDIT_WARNING, STOCK_SHORT; set exactly when there is no voucher.
  std::optional<Problem> refusal{};
  bool repeated = false;  ///< the idempotency key was known: this is the first result
  [[nodiscard]] bool posted() const noexcept { return voucher.has_value(); }
};

/// What a posting would do.
struct Preview {
  Voucher voucher;  ///< with the number that it would get now
  std::optional<CreditDecision> credit{};
  std::vector<Problem> warnings{};  ///< what would have to be acknowledged, or would refuse it
  Money balance_after{};            ///< of the account
};

struct VoucherQuery {
  std::optional<VoucherKind> kind{};
  std::optional<std::string> party{};
  Period dated{};
  VoucherId after{};  ///< for paging
  int limit = 100;    ///< 1..10,000
};

struct DraftTag;
using DraftId = Id<DraftTag>;

struct SalesTotal {
  std::string party{};
  std::string name{};
  std::int64_t vouchers = 0;
  Money net{};
};

class Vouchers {
 public:
  explicit Vouchers(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// Posts. Throws for bad input (all problems at once), NO_PRICE, PERIOD_LOCKED, IDEMPOTENCY_CONFLICT, BUSY …; a
  /// refusal by policy comes back as a value.
  PostResult post(const VoucherDraft& draft, const PostOptions& options = {});
  [[nodiscard]] Preview preview(const VoucherDraft& draft) const;
  /// Posts the opposite on `on` (today when not given), undoing its allocations first. ALREADY_REVERSED, PERIOD_LOCKED.
  Voucher reverse(VoucherId voucher, std::optional<Date> on = {}, const PostOptions& options = {});

  [[nodiscard]] std::optional<Voucher> find(VoucherKind kind, std::string_view number) const;
  [[nodiscard]] Voucher get(VoucherId id) const;
  [[nodiscard]] std::vector<Voucher> list(const VoucherQuery& query) const;

  /// Drafts wait in the book without number or effect.
  DraftId save_draft(const VoucherDraft& draft, std::optional<DraftId> replaces = {});
  [[nodiscard]] VoucherDraft draft(DraftId id) const;
  [[nodiscard]] std::vector<DraftId> drafts() const;
  void discard_draft(DraftId id);
  /// Posts a draft and discards it in the same transaction.
  PostResult post_draft(DraftId id, const PostOptions& options = {});

  /// Customers by net sales in the book's currency, greatest first; ties by code.
  [[nodiscard]] std::vector<SalesTotal> best_customers(Period dated, int limit = 10) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
