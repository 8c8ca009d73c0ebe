/// Room `vouchers`: business documents. Draft, preview, post, reverse, correct.
///
/// A posting fills the draft (terms, prices), validates it, totals it (tax, rounding), asks the credit policy, takes a
/// number and saves voucher, stock, open item and counters in one transaction. `preview` runs the same code and saves
/// nothing. A posted voucher never changes; it is corrected by a linked reversal and a voucher that takes its place.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"
#include "emptor/credit.hpp"
#include "emptor/dunning.hpp"
#include "emptor/pricing.hpp"
#include "emptor/promotions.hpp"
#include "emptor/receivables.hpp"
#include "emptor/tax.hpp"

namespace emptor {

/// Stored: appended, never renumbered.
enum class VoucherKind : std::uint8_t {
  sale = 1,
  purchase = 2,
  collection = 3,
  payment = 4,
  opening_balance = 5,     ///< what was owed before the book began; negative: an advance
  adjustment = 6,          ///< changes what is owed without goods or money, upwards or downwards
  discount = 7,            ///< an early-payment discount taken; posted with the collection or payment that earns it
  write_off = 8,           ///< gives up what is owed, for a reason; never more than is open
  refund = 9,              ///< pays an advance back; never more than the advance
  set_off = 10,            ///< settles what a party owes against what is owed to it; its companion is the other side's
  currency_transfer = 11,  ///< money of one currency that settles debts of another; its companion is the other one's
  sales_return = 12,       ///< goods that a customer gives back; lowers what they owe
  purchase_return = 13,    ///< goods that a supplier gets back
  rebate = 14,             ///< settles a rebate that was earned; negative where one is taken back. See rebates.hpp
};
[[nodiscard]] std::string_view to_string(VoucherKind kind) noexcept;
[[nodiscard]] std::optional<VoucherKind> parse_voucher_kind(std::string_view name) noexcept;

/// Why something is written off. Stored: appended, never renumbered.
enum class WriteOffReason : std::uint8_t {
  rounding = 1,   ///< cents that nobody asks for
  short_pay = 2,  ///< less was paid than was owed
  bad_debt = 3,   ///< will not be paid
};
[[nodiscard]] std::string_view to_string(WriteOffReason reason) noexcept;
[[nodiscard]] std::optional<WriteOffReason> parse_reason(std::string_view name) noexcept;

enum class Repricing : std::uint8_t;  // repricing.hpp
struct Repriced;                      // likewise
struct ReturnDraft;                   // returns.hpp

/// The price of a line as an earlier answer found it. A line keeps it as long as its unit, its list and what was typed
/// are the same.
struct LinePrice {
  UnitPrice unit_price{};  ///< after `discount`, in the voucher's tax mode
  PriceSource source = PriceSource::none;
  PriceEntryId entry{};
  std::optional<UnitPrice> base_price{};
  std::optional<Percent> discount{};  ///< typed discount or customer rate that is in `unit_price`; a typed 0, too
  /// What `quantity` costs, where 6 decimals do not hold the unit price; in the voucher's currency and tax mode.
  std::optional<Decimal> amount{};
  Quantity quantity{};                      ///< for which it was found
  std::string trace{};                      ///< as in `VoucherLine`
  std::optional<std::string> unit{};        ///< what `unit_price` is for; the stock unit when not given
  std::optional<std::string> price_list{};  ///< the named list that was chosen for the line

  friend bool operator==(const LinePrice&, const LinePrice&) = default;
};

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
  /// The programme whose gift this line of an earlier answer was: the line is left out, and the gift earned anew.
  std::string gift_of{};
  std::string price_reason{};  ///< why a price or a discount was typed; up to 200, kept with the line
  /// Kept, so that the line costs what was promised: `Vouchers::reprice` and `copy` fill it in. Not asked where a price
  /// is typed; a typed discount other than the one in it makes the line be priced anew. Limits hold it as if it were
  /// typed. INVALID where its trace does not lead to it.
  std::optional<LinePrice> priced{};
};

/// Something that the host keeps with a voucher under a name of its own.
struct VoucherField {
  std::string name{};   ///< up to 40
  std::string value{};  ///< 1 to 2,000

  friend bool operator==(const VoucherField&, const VoucherField&) = default;
};

/// A voucher as typed.
struct VoucherDraft {
  VoucherKind kind = VoucherKind::sale;
  /// Of opening balances and adjustments, receivable when not given; the other kinds have one of their own.
  std::optional<Side> side{};
  std::string party{};
  std::optional<Date> dated{};      ///< today when not given
  std::optional<Date> priced_on{};  ///< whose prices hold, e.g. the day of the order; `dated` when not given
  std::optional<std::string> currency{};
  /// One unit of another currency in the book's, e.g. as the bank says; the book's rate of the day when not given.
  std::optional<Decimal> exchange_rate{};
  std::optional<TaxMode> tax_mode{};           ///< exclusive when not given
  std::optional<std::string> location{};       ///< where stock moves; none: no stock moves
  std::optional<std::string> salesperson{};    ///< the customer's person in charge when not given
  std::optional<std::string> ship_to{};        ///< name of one of the party's addresses; its default when not given
  std::optional<Date> due{};                   ///< typed: wins over all terms; from the payment terms when not given
  std::optional<std::string> payment_terms{};  ///< of sales and purchases; the party's when not given
  std::string reference{};                     ///< up to 100
  std::string memo{};                          ///< up to 2,000
  /// Sales, purchases, and returns of goods of which no voucher is known: those have the prices of their day.
  std::vector<LineDraft> lines{};
  std::optional<Decimal> amount{};  ///< of kinds without lines; > 0, of opening balances and adjustments not 0
  /// Of what lowers a debt: where the money goes after the named ones; empty: nowhere, the rest is an advance.
  std::vector<AllocationOrder> allocation{AllocationOrder::oldest_dated};
  /// Of collections and payments: what is left of a voucher that they settle is written off, as short paid, when it is
  /// not more than this.
  std::optional<Decimal> write_off_up_to{};
  std::optional<WriteOffReason> reason{};  ///< of write-offs; required
  /// Of what lowers a debt: these first. Their account is the voucher's, even where the party is billed to somebody
  /// else by now. OVER_ALLOCATED when nothing of one is open.
  std::vector<VoucherId> settles{};
  std::vector<std::string> coupons{};  ///< of sales: codes, up to 20
  /// Of sales: what it holds is there for this one; posting ends it. One that has ended holds nothing. NOT_FOUND;
  /// INVALID for another party's.
  ReservationId reservation{};
  std::string project{};               ///< what reports can be asked for; up to 40
  std::vector<VoucherField> fields{};  ///< up to 50, each name once
};

struct VoucherLine {
  int line = 0;
  std::string item{};
  std::string item_name{};
  Quantity quantity{};
  std::string unit{};
  UnitPrice unit_price{};  ///< after discount and before promotions, in the voucher's tax mode
  PriceSource source = PriceSource::none;
  PriceEntryId entry{};
  std::optional<UnitPrice> base_price{};
  Percent discount{};                      ///< typed discount or customer rate
  std::optional<UnitPrice> typed_price{};  ///< before `discount`, where the price was typed
  /// What would have been paid where a price or a discount was typed, if the book had a price then.
  std::optional<UnitPrice> found_price{};
  std::string price_reason{};  ///< why a price or a discount was typed
  /// How the price was made, as it was decided: the price found, the entries of the lists that it goes back to, what
  /// discounts took off and rules made of it, the result, e.g. "20 discount: *0.93#17 = 18.6" (entry 17 left 93 %).
  /// Empty for a price as its entry says it.
  std::string trace{};
  /// What promotions take off quantity × unit price, in the voucher's tax mode; of a gift all of it.
  Money promotion{};
  std::string gift_of{};  ///< the programme that added this line
  std::string tax_code{};
  Percent tax_rate{};
  Money net{};
  Money tax{};
  std::string memo{};
  int returns_line = 0;  ///< of a return: the line of its voucher whose units came back
  /// Of a return: what a broken promotion keeps back of the line's share, in the voucher's tax mode; negative: gives
  /// back of what was kept back before.
  Money withheld{};
};

/// What a programme takes off a line, or adds.
struct LinePromotion {
  ProgrammeId programme{};  ///< the version that was used
  std::string code{};
  int line = 0;
  Quantity quantity{};  ///< in stock units: rewarded; of a gift: added; 0 for what only qualified
  Money amount{};
  std::string coupon{};  ///< by which the programme applied

  friend bool operator==(const LinePromotion&, const LinePromotion&) = default;
};

/// A gift that a draft had and that is no longer earned, or is earned now.
struct GiftChange {
  std::string programme{};
  std::string item{};
  Quantity before{};  ///< in stock units
  Quantity after{};

  friend bool operator==(const GiftChange&, const GiftChange&) = default;
};

/// A part of a voucher with its own due date.
struct Instalment {
  int number = 1;
  Date due{};
  Money amount{};
  std::optional<Date> discount_until{};  ///< the last day on which paying it earns the discount
  Money discount{};                      ///< what paying all of it by then earns
};

struct Voucher {
  VoucherId id{};
  VoucherKind kind = VoucherKind::sale;
  Side side = Side::receivable;
  std::string number{};  ///< empty in a preview that did not ask for one
  Date dated{};
  Date priced_on{};                       ///< whose prices hold
  Date due{};                             ///< of the last instalment
  std::string payment_terms{};            ///< as they were when posted; empty for a due date of its own
  std::vector<Instalment> instalments{};  ///< at least one; they add up to the total
  std::string party{};
  std::string party_name{};  ///< as it was when posted
  std::string account{};     ///< who owes: the party or its head office
  Currency currency{};
  std::optional<Ratio> exchange_rate{};  ///< one unit of it in the book's; none in the book's, and where none was known
  TaxMode tax_mode = TaxMode::exclusive;
  std::string location{};
  std::string salesperson{};
  std::optional<Address> ship_to{};  ///< as it was when posted
  std::string reference{};
  std::string memo{};
  std::vector<VoucherLine> lines{};
  std::vector<LinePromotion> promotions{};  ///< in the order in which they apply
  std::vector<TaxTotal> taxes{};
  Money net{};
  Money tax{};
  Money total{};
  VoucherId reverses{};             ///< the voucher that this one undoes
  VoucherId reversed_by{};          ///< the voucher that undoes this one
  VoucherId corrects{};             ///< the voucher whose place this one takes
  VoucherId corrected_by{};         ///< the voucher that took the place of this one
  std::string correction_reason{};  ///< why it took the place of the one that it corrects
  VoucherId companion_of{};         ///< the voucher with which the library posted this one
  VoucherId returns{};              ///< of a return: the voucher whose goods came back; none where it is not known
  std::optional<WriteOffReason> reason{};
  Instant recorded_at{};
  std::string actor{};
  std::string project{};
  std::vector<VoucherField> fields{};  ///< by name
};

struct PostOptions {
  /// A repeat with the same key and content returns the first result; other content is IDEMPOTENCY_CONFLICT. Up to 100.
  std::string idempotency_key{};
  /// Accept a credit, price or stock warning, or that a coupon is not taken; who and when is recorded.
  bool acknowledge_warnings = false;
  /// Accept a day that is locked softly (`PeriodState::soft`); who and when is recorded. Else PERIOD_LOCKED.
  bool acknowledge_soft_lock = false;
  /// A hold whose release lets a sale through that the credit policy would not. NOT_FOUND; INVALID on "credit_hold" for
  /// another customer's. A release that does not cover the sale changes nothing: the figure "release" says why.
  CreditHoldId credit_hold{};
};

/// Money that came in one currency and settles debts of another: "34,000 INR for 400 USD".
struct CurrencyTransferDraft {
  VoucherId credit{};                  ///< a collection, a payment or another credit that has something left
  std::optional<Decimal> amount{};     ///< of its currency; all that is left when not given
  std::string to{};                    ///< the currency of the debts
  std::optional<Decimal> to_amount{};  ///< what it settles there; by the book's rate of the day when not given
  std::optional<Date> dated{};         ///< today, or the credit's own later date, when not given
  std::vector<VoucherId> settles{};    ///< these first
  std::vector<AllocationOrder> allocation{AllocationOrder::oldest_dated};
  std::string memo{};  ///< up to 2,000
};

/// What a posting did, or why it did not.
struct [[nodiscard]] PostResult {
  /// Posted, or nullopt: refused by the credit policy or the stock policy, nothing changed.
  std::optional<Voucher> voucher{};
  std::optional<CreditDecision> credit{};  ///< for sales
  /// CREDIT_BLOCKED, CREDIT_APPROVAL, CUSTOMER_LOCKED, CREDIT_WARNING, PRICE_LIMIT, STOCK_SHORT, COUPON_REFUSED; IN_USE
  /// of a return. Set exactly when there is no voucher.
  std::optional<Problem> refusal{};
  std::vector<Voucher> companions{};  ///< what was posted with it: discounts, write-offs, the other side of a set-off
  std::optional<Voucher> reversal{};  ///< of a correction: what undid the voucher that was corrected
  bool repeated = false;              ///< the idempotency key was known: this is the first result
  [[nodiscard]] bool posted() const noexcept { return voucher.has_value(); }
};

/// How the reversal in a correction is dated.
enum class ReversalDate : std::uint8_t {
  original_if_open = 1,  ///< as the voucher itself while its period is open, else as `today`
  today = 2,             ///< today, or the voucher's own later date
};

struct CorrectionPolicy {
  ReversalDate reversal = ReversalDate::original_if_open;
  std::optional<Date> reversed_on{};  ///< explicit: wins over `reversal`
  /// Whether a voucher that is settled, in part or whole, may be corrected: its allocations are undone, and what they
  /// free settles the voucher that takes its place. Else IN_USE.
  bool undo_allocations = true;
  std::string reason{};  ///< why, kept with the correction; up to 200
};

/// One voucher of a batch; with a key of its own when it is to be repeatable.
struct BatchEntry {
  VoucherDraft draft{};
  PostOptions options{};
  /// Places in the batch, from 0, of entries before this one whose vouchers it settles, as `draft.settles` would if it
  /// could name them; after what that names, in this order.
  std::vector<std::size_t> settles_entries{};
};

struct BatchOptions {
  /// Post every voucher or none. Else a bad one fails alone.
  bool all_or_nothing = false;
};

/// What became of one voucher of a batch.
struct BatchOutcome {
  PostResult result{};
  /// Why it was not posted: what was wrong with it, all of it, or the refusal by policy. Empty when it was posted, and
  /// when only the others of an all-or-nothing batch kept it out.
  std::vector<Problem> problems{};
  [[nodiscard]] bool posted() const noexcept { return result.posted(); }
};

/// What a posting would do.
struct Preview {
  Voucher voucher;  ///< with the number that it would get now
  std::optional<CreditDecision> credit{};
  std::vector<Problem> warnings{};    ///< what would have to be acknowledged, or would refuse it
  Money balance_after{};              ///< of the account
  std::vector<Voucher> companions{};  ///< what would be posted with it
  /// Every programme, by rank: why it applies or not, and what is missing.
  std::vector<PromotionVerdict> promotions{};
  std::vector<CouponVerdict> coupons{};  ///< in the order of the draft
  /// How the gifts differ from those that the draft had.
  std::vector<GiftChange> gift_changes{};
};

/// A number that no voucher has, and why.
struct VoidedNumber {
  VoucherKind kind = VoucherKind::sale;
  std::string number{};
  std::string reason{};
  Instant recorded_at{};
  std::string actor{};
};

/// A period that can never be opened again.
struct Seal {
  Date through{};
  std::int64_t vouchers = 0;  ///< that it covers: those dated after the seal before it
  /// SHA-256 in hexadecimal over the seal before it and every voucher with its lines. Kept elsewhere as well, it tells
  /// whether vouchers and seal were changed together.
  std::string hash{};
  Instant recorded_at{};
  std::string actor{};
};

struct VoucherQuery {
  std::optional<VoucherKind> kind{};
  std::optional<std::string> party{};
  Period dated{};
  VoucherId after{};  ///< for paging: the last voucher of the page before
  int limit = 100;    ///< 1..10,000
  std::optional<std::string> project{};
};

/// A price that a posted line has used, for entry screens: what did they pay the last times?
struct PastPrice {
  VoucherId voucher{};
  std::string number{};
  Date dated{};
  Quantity quantity{};
  std::string unit{};
  UnitPrice unit_price{};
  Currency currency{};
  TaxMode tax_mode = TaxMode::exclusive;
  PriceSource source = PriceSource::none;
};

struct PriceHistoryQuery {
  std::string party{};
  std::string item{};
  Direction direction = Direction::sales;
  int limit = 10;  ///< 1..1,000
};

/// What a sold line cost less (or, negative, more) than its base price.
struct DiscountReportLine {
  VoucherId voucher{};
  std::string number{};
  Date dated{};
  int line = 0;
  std::string party{};
  std::string item{};
  Quantity quantity{};
  std::string unit{};
  UnitPrice base_price{};
  UnitPrice unit_price{};
  Money discount{};   ///< (base price − unit price) × quantity, rounded once
  Percent percent{};  ///< of the base price, to 4 decimals; 0 for a base price of 0
};

struct DiscountReportQuery {
  Period dated{};  ///< from the first of this month through today when neither end is given
  std::optional<std::string> party{};
  std::optional<std::string> location{};
  std::optional<std::string> salesperson{};
  Decimal min_discount = Decimal(0);  ///< lines whose discount is less, either way, are left out; 0: all that differ
  std::optional<std::string> project{};
};

/// Uses and money that are held for a sale until an instant.
struct Reservation {
  ReservationId id{};
  Instant expires_at{};
  std::vector<PromotionVerdict> promotions{};  ///< as in a preview
  std::vector<CouponVerdict> coupons{};
};

struct DraftTag;
using DraftId = Id<DraftTag>;

struct SalesTotal {
  std::string party{};
  std::string name{};
  std::int64_t vouchers = 0;  ///< sales; their returns are not counted
  Money net{};
};

/// What a statement has a row for.
enum class StatementRows : std::uint8_t {
  voucher = 1,
  line = 2,  ///< vouchers with their lines
  day = 3,
  month = 4,
};

struct StatementQuery {
  std::string party{};
  std::optional<Date> from{};                  ///< the first day of the last month when not given
  std::optional<Date> last{};                  ///< the last day of this month when not given
  std::optional<Side> side{Side::receivable};  ///< nullopt: both; what is owed to them counts negative
  BalanceBasis basis = BalanceBasis::account;
  std::optional<std::string> currency{};  ///< the party's when not given
  StatementRows rows = StatementRows::voucher;
};

struct StatementRow {
  Date dated{};        ///< of a month: its first day
  std::string kind{};  ///< "carried_forward" (the first row), "sale", "collection" …, "day", "month"
  std::string number{};
  std::string party{};
  VoucherId voucher{};
  Money debit{};
  Money credit{};
  Money balance{};                   ///< running
  std::vector<VoucherLine> lines{};  ///< with StatementRows::line
};

/// An account as it is sent to a customer: who, and every change with the balance after it.
struct AccountStatement {
  std::string party{};
  std::string name{};
  std::string tax_number{};
  std::string representative{};
  std::string phone{};
  std::string email{};
  std::optional<Address> address{};     ///< the default one
  std::optional<Money> credit_limit{};  ///< on the last day
  Date from{};
  Date last{};
  Money opening{};
  std::vector<StatementRow> rows{};  ///< after a carried-forward row
  Money debit{};                     ///< the sum of the rows
  Money credit{};
  Money closing{};
};

class Vouchers {
 public:
  explicit Vouchers(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

  /// Posts. Throws for bad input (all problems at once), NO_PRICE, PERIOD_LOCKED, IDEMPOTENCY_CONFLICT, BUSY …; a
  /// refusal by policy comes back as a value.
  PostResult post(const VoucherDraft& draft, const PostOptions& options = {});
  [[nodiscard]] Preview preview(const VoucherDraft& draft) const;
  /// Holds what programmes and coupons with limits would give to this sale, for so many seconds (1 to 31 days). The
  /// figures are those of now; a sale that names the reservation is judged anew, with what it holds. What `post` throws
  /// for bad input; COUPON_REFUSED for a coupon that is not taken.
  Reservation reserve(const VoucherDraft& draft, std::int64_t seconds);
  /// Posts the opposite on `on` (when not given: today, or the voucher's own later date), undoing its allocations
  /// first. ALREADY_REVERSED, PERIOD_LOCKED; IN_USE for a voucher of which goods came back, until the return is
  /// reversed: then its units can come back anew.
  Voucher reverse(VoucherId voucher, std::optional<Date> on = {}, const PostOptions& options = {});
  /// Reverses a voucher and posts `draft`, of the same kind, in its place: both or neither. Not dated, it has the date
  /// of the reversal. A refusal by policy comes back as a value; a sale that is no greater than the one whose place it
  /// takes exceeds no credit limit. ALREADY_REVERSED, IN_USE, and what `post` and `reverse` throw; dates of the
  /// reversal name "reversed_on".
  PostResult correct(VoucherId voucher, const VoucherDraft& draft, const CorrectionPolicy& policy = {},
                     const PostOptions& options = {});
  /// Every version of a voucher that was corrected, the first one first; a voucher that never was stands alone.
  [[nodiscard]] std::vector<Voucher> versions(VoucherId id) const;
  /// Posts the return of goods of a sale or purchase: a sales return or purchase return (returns.hpp). Locked and
  /// archived parties give back as others do. Programmes and coupons that the sale has used stay used. A purchase
  /// return of more than is on hand (STOCK_SHORT) and a denied promotion (IN_USE) come back as refusals. NOT_FOUND,
  /// INVALID and ALREADY_REVERSED on "of", UNKNOWN_REFERENCE and INVALID on "lines[i].line", RANGE on
  /// "lines[i].quantity" for more than is left, PERIOD_LOCKED.
  PostResult return_goods(const ReturnDraft& draft, const PostOptions& options = {});
  /// What `return_goods` would do; a refusal is among its warnings.
  [[nodiscard]] Preview preview_return(const ReturnDraft& draft) const;
  /// Posts a pair of vouchers that moves what is left of a credit to another currency of the same account, where it
  /// settles debts: the one there, whose companion takes the credit's money. So each currency's balance is explained by
  /// documents, and the rate between the two is kept. Reversed as one. UNKNOWN_REFERENCE on "credit", RANGE,
  /// OVER_ALLOCATED on "amount", INVALID on "to" for the same currency, NO_RATE on "to_amount" where the book has no
  /// rate and none is said, PERIOD_LOCKED.
  PostResult transfer_currency(const CurrencyTransferDraft& draft, const PostOptions& options = {});
  /// Posts many in one transaction, in their order, and says what became of each. A failure of the machine (BUSY, IO,
  /// DISK_FULL …) undoes all of them and throws. LIMIT on "entries" beyond 100,000.
  [[nodiscard]] std::vector<BatchOutcome> post_batch(std::span<const BatchEntry> entries,
                                                     const BatchOptions& options = {});

  /// Charges what a letter claims, its fee and interest, by an adjustment of the account, on the day of the letter when
  /// not dated; due at once. NOT_FOUND; CONFLICT when it is charged already, INVALID when it claims nothing,
  /// PERIOD_LOCKED.
  Voucher post_claim(DunningLetterId letter, std::optional<Date> dated = {}, const PostOptions& options = {});

  [[nodiscard]] std::optional<Voucher> find(VoucherKind kind, std::string_view number) const;
  [[nodiscard]] Voucher get(VoucherId id) const;
  /// By date, and in a day in the order of posting.
  [[nodiscard]] std::vector<Voucher> list(const VoucherQuery& query) const;
  /// A party's account by voucher, with lines, by day or by month, with a running balance. An increase is a debit; with
  /// both sides, an increase of what is owed to the party is a credit. RANGE on "last".
  [[nodiscard]] AccountStatement statement(const StatementQuery& query) const;
  /// One for each currency in which the party ever traded on the side asked for (either, when both are), by its code;
  /// with a currency only that one. As of one snapshot. RANGE on "last".
  [[nodiscard]] std::vector<AccountStatement> statements(const StatementQuery& query) const;

  /// Takes the next number of a series and records why no voucher has it (a spoilt form, a number given elsewhere), so
  /// that the series has no gap. Today's series when not dated. REQUIRED on "reason" (up to 200), PERIOD_LOCKED.
  VoidedNumber void_number(VoucherKind kind, std::string_view reason, std::optional<Date> dated = {});
  /// In the order of recording.
  [[nodiscard]] std::vector<VoidedNumber> voided_numbers(std::optional<VoucherKind> kind = {}) const;

  /// Seals the days up to `day`, which must be closed: hashes their vouchers, and they never open again. INVALID on
  /// "day" for a day that is not closed, RANGE for one that is sealed.
  Seal seal_through(Date day);
  /// In their order.
  [[nodiscard]] std::vector<Seal> seals() const;

  /// Drafts wait in the book without number or effect.
  DraftId save_draft(const VoucherDraft& draft, std::optional<DraftId> replaces = {});
  [[nodiscard]] VoucherDraft draft(DraftId id) const;
  [[nodiscard]] std::vector<DraftId> drafts() const;
  void discard_draft(DraftId id);
  /// Posts a draft and discards it in the same transaction.
  PostResult post_draft(DraftId id, const PostOptions& options = {});

  /// A posted sale or purchase as it would be typed, with the prices that it had (`LineDraft::priced`): for an order
  /// that comes again. Without dates, due date, gifts, coupons, reference and exchange rate. NOT_FOUND; INVALID on
  /// "voucher" for other kinds and for reversals.
  [[nodiscard]] VoucherDraft copy(VoucherId voucher) const;
  /// Prices the lines of a sale or purchase again, by a mode (repricing.hpp), and says what became of each price and
  /// why. Saves nothing. Throws what `preview` throws; INVALID on "kind" for vouchers without lines.
  [[nodiscard]] Repriced reprice(const VoucherDraft& draft, Repricing mode) const;
  /// The same of a draft in the book, which then holds its new prices; with `Repricing::dry` it stays as it was.
  Repriced reprice_draft(DraftId id, Repricing mode);

  /// Newest first, by date, then number; reversed vouchers and free lines are left out.
  [[nodiscard]] std::vector<PastPrice> price_history(const PriceHistoryQuery& query) const;
  /// Lines of sales whose price differs from their base price, in the order of posting dates; reversed ones left out.
  [[nodiscard]] std::vector<DiscountReportLine> discount_report(const DiscountReportQuery& query = {}) const;

  /// Customers by net sales less returns in the book's currency, greatest first; ties by code.
  [[nodiscard]] std::vector<SalesTotal> best_customers(Period dated, int limit = 10) const;

 private:
  std::shared_ptr<SessionState> state_;
};

}  // namespace emptor
