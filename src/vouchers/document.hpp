/// A voucher in keys: filled, validated and totalled, ready to be saved; and what was saved.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "access/work.hpp"
#include "emptor/vouchers.hpp"
#include "promotions/programmes.hpp"
#include "promotions/redeeming.hpp"
#include "receivables/rules.hpp"

namespace emptor::vouchers {

struct Line {
  ItemId item;
  UnitId unit;
  Quantity quantity;
  std::int64_t stock_quantity = 0;  ///< millionths of the stock unit; 0 for what is not stocked
  UnitPrice unit_price;             ///< after discount, in the document's tax mode
  PriceSource source = PriceSource::none;
  PriceEntryId entry;
  std::optional<UnitPrice> base_price;
  Percent discount;
  /// Minor units: what the line costs where 6 decimals do not hold its unit price. Not kept; it is in net and tax.
  std::optional<std::int64_t> amount;
  std::optional<UnitPrice> typed_price;  ///< before the discount
  std::optional<UnitPrice> found_price;  ///< what would have been paid where a price or a discount was typed
  std::string price_reason;
  std::string trace;           ///< how a chain of lists, discounts and rules made the price; "" for a plain one
  std::int64_t promotion = 0;  ///< minor units: what promotions take off quantity × unit price, in the tax mode
  std::int64_t least = 0;      ///< minor units: floors let promotions leave no less; not kept
  ProgrammeId gift_of;         ///< the programme that added the line
  TaxCodeId tax_code;
  Percent tax_rate;
  std::int64_t net = 0;  ///< minor units
  std::int64_t tax = 0;
  std::string memo;
  int returns_line = 0;           ///< of the voucher that the document returns
  std::int64_t withheld_net = 0;  ///< minor units: of the line's share, what a broken promotion keeps back
  std::int64_t withheld_tax = 0;
};

/// Signs: as the kind has them; a reversal has negative quantities and amounts.
struct Document {
  VoucherId id;  ///< none until it is saved
  VoucherKind kind = VoucherKind::sale;
  Side side = Side::receivable;
  std::int64_t series_id = 0;
  std::int64_t number = 0;
  Date dated;
  Date due;
  Date priced_on;
  std::string payment_terms;             ///< empty for a due date of its own
  std::vector<receivables::Due> dues{};  ///< instalments; empty: one of the total, on `due`
  bool by_name = false;                  ///< the party's vouchers are settled by name only; known while it is posted
  PartyId party;
  PartyId account;
  std::int64_t identity_id = 0;
  Currency currency;
  std::optional<Ratio> rate;  ///< one unit of another currency in the book's; kept with the open items
  TaxMode tax_mode = TaxMode::exclusive;
  std::int64_t net = 0;
  std::int64_t tax = 0;
  LocationId location;
  PersonId person;
  AddressId ship_to;
  std::string reference;
  std::string memo;
  VoucherId reverses;
  VoucherId companion_of;
  VoucherId returns;  ///< the voucher whose goods came back
  std::optional<WriteOffReason> reason;
  std::string project;
  std::vector<VoucherField> fields;  ///< by name
  std::vector<Line> lines;
  std::vector<promotions::KeptPart> promotions;  ///< in the order in which they apply; not those of a reversal
  std::vector<promotions::Taken> taken;     ///< of programmes that are counted; not of a reversal. Guards are not kept
  ReservationId reservation;                ///< not kept
  std::vector<Problem> coupon_problems;     ///< COUPON_REFUSED of coupons that are not taken; likewise
  std::vector<VoucherId> settles;           ///< as typed; not kept
  std::vector<AllocationOrder> allocation;  ///< likewise
  std::int64_t write_off_up_to = 0;         ///< likewise
  std::vector<Problem> price_limits;        ///< PRICE_LIMIT of lines that do not keep a floor or ceiling; likewise
  bool price_refused = false;               ///< no acknowledgement would do; likewise
  Instant recorded_at;
  ActorId actor;

  [[nodiscard]] std::int64_t total() const { return checked_add(net, tax); }
};

[[nodiscard]] constexpr bool is_trade(VoucherKind kind) noexcept {
  return kind == VoucherKind::sale || kind == VoucherKind::purchase;
}
[[nodiscard]] constexpr bool is_return(VoucherKind kind) noexcept {
  return kind == VoucherKind::sales_return || kind == VoucherKind::purchase_return;
}
[[nodiscard]] constexpr bool has_lines(VoucherKind kind) noexcept { return is_trade(kind) || is_return(kind); }
/// Kinds that can be on either side, and have an amount of either sign.
[[nodiscard]] constexpr bool is_signed(VoucherKind kind) noexcept {
  return kind == VoucherKind::opening_balance || kind == VoucherKind::adjustment ||
         kind == VoucherKind::currency_transfer;
}
/// Kinds that only the library posts: with other vouchers, or by a use case of their own.
[[nodiscard]] constexpr bool is_companion(VoucherKind kind) noexcept {
  return kind == VoucherKind::discount || kind == VoucherKind::currency_transfer || kind == VoucherKind::rebate;
}
/// The side of a kind that has one; nullopt when the voucher says it.
[[nodiscard]] constexpr std::optional<Side> side_of(VoucherKind kind) noexcept {
  switch (kind) {
    case VoucherKind::sale:
    case VoucherKind::sales_return:
    case VoucherKind::collection:
      return Side::receivable;
    case VoucherKind::purchase:
    case VoucherKind::purchase_return:
    case VoucherKind::payment:
      return Side::payable;
    default:
      return std::nullopt;
  }
}
/// Of kinds with lines.
[[nodiscard]] constexpr Direction direction_of(VoucherKind kind) noexcept {
  return kind == VoucherKind::sale || kind == VoucherKind::sales_return ? Direction::sales : Direction::purchases;
}
/// +1 when a positive amount increases what is owed, -1 when it settles it.
[[nodiscard]] constexpr int debt_sign(VoucherKind kind) noexcept {
  return is_trade(kind) || is_signed(kind) || kind == VoucherKind::refund ? 1 : -1;
}
/// Money that comes in or goes out.
[[nodiscard]] constexpr bool is_money(VoucherKind kind) noexcept {
  return kind == VoucherKind::collection || kind == VoucherKind::payment || kind == VoucherKind::refund;
}
/// The column of a summary; `amount` as posted, before it is mirrored by a reversal.
[[nodiscard]] constexpr ItemKind item_kind(VoucherKind kind, std::int64_t amount) noexcept {
  if (has_lines(kind)) return ItemKind::trade;
  if (is_money(kind) || kind == VoucherKind::currency_transfer) return ItemKind::money;
  return kind == VoucherKind::opening_balance || (kind == VoucherKind::adjustment && amount > 0) ? ItemKind::other
                                                                                                 : ItemKind::difference;
}
/// -1 when goods leave, +1 when they come in, 0 when nothing moves.
[[nodiscard]] constexpr int stock_sign(VoucherKind kind) noexcept {
  switch (kind) {
    case VoucherKind::sale:
    case VoucherKind::purchase_return:
      return -1;
    case VoucherKind::purchase:
    case VoucherKind::sales_return:
      return 1;
    default:
      return 0;
  }
}

// prepare.cpp: INVALID on "kind" and "tax_mode" for a value that is none of theirs.
void check_choices(const VoucherDraft& draft);
/// What promotions did, for a preview.
struct PromotionReport {
  std::vector<PromotionVerdict> verdicts{};
  std::vector<CouponVerdict> coupons{};
  std::vector<GiftChange> gift_changes{};
};
/// Whether a party's tracking has a say in what money settles.
enum class Naming : std::uint8_t {
  asked,
  /// The step of an instrument, where nobody is asked: what `settles` has is settled in the account where it stands,
  /// and where nothing is named, money of a party that wants names stays an advance.
  spared,
};
// The draft filled with terms, prices and promotions, validated and totalled. Writes nothing. Throws all problems at
// once.
[[nodiscard]] Document prepare(access::Work& work, const VoucherDraft& draft, bool soft_acknowledged,
                               PromotionReport* report = nullptr, Naming naming = Naming::asked);
/// A sale or purchase filled with terms and prices, and no further: without promotions and totals, on a day of any
/// period. Writes nothing. Throws all problems at once.
[[nodiscard]] Document prepare_prices(access::Work& work, const VoucherDraft& draft);

// settling.cpp: what a document that lowers a debt settles, and what is posted with it. Reads only.
[[nodiscard]] inline receivables::AccountKey account_key(const Document& document) {
  return {document.account, document.side, document.currency};
}
/// What a document adds to its account.
[[nodiscard]] inline std::int64_t effect(const Document& document) {
  return debt_sign(document.kind) < 0 ? -document.total() : document.total();
}
struct Companion {
  Document document;  ///< lowers a debt
  std::vector<receivables::Settlement> planned{};
};
struct Settling {
  std::vector<receivables::Settlement> planned{};
  std::vector<Companion> companions{};
};
/// OVER_ALLOCATED on "amount" for a write-off or set-off of more than is open, a refund of more than the advance.
[[nodiscard]] Settling plan(access::Work& work, const Document& document);

// numbering.cpp
/// A number as it is printed: with zeros in front, as wide as its series at least.
[[nodiscard]] std::string printed_number(std::string_view prefix, int width, std::int64_t value);
struct Number {
  std::int64_t series_id = 0;
  std::int64_t value = 0;
  std::string text;
};
/// Takes the next number of the kind's series for the day; the row stays locked until the transaction ends.
[[nodiscard]] Number take_number(access::Work& work, VoucherKind kind, Date dated);
/// Takes the next number and saves the document, which is identified, without its lines; returns the number. Late in a
/// posting: whoever posts in the same series waits for the end of this transaction from here on.
[[nodiscard]] std::string number_and_save(access::Work& work, Document& document);
/// Whether this connection has met the series of the document, so that nothing has to be asked to draw from it.
[[nodiscard]] bool knows_series(access::Work& work, const Document& document);
/// `number_and_save` and the commit, in one way to the engine; for a series that is known. Whatever fails, nothing is
/// kept.
[[nodiscard]] std::string number_and_commit(access::Work& work, Document& document);
/// For who draws numbers of a kind on two days: others who draw them wait from here on, so that nobody waits in a
/// circle.
void hold_series(access::Work& work, VoucherKind kind, Date one, Date other);
/// The number that `take_number` would give now.
[[nodiscard]] std::string next_number(access::Work& work, VoucherKind kind, Date dated);

// kept_promotions.cpp
/// Of a document that has its id.
void save_promotions(access::Work& work, const Document& document);
/// Of a document with its lines; no statement where promotions did nothing.
void load_promotions(access::Work& work, Document& document);

// returned.cpp: which units of which voucher came back.
/// Of a return that has its id, or of its reversal.
void save_returned(access::Work& work, const Document& document);
/// Of a document with its lines; no statement for what is no return.
void load_returned(access::Work& work, Document& document);
/// What came back of a line, less what was reversed of that, as shares: with what was withheld of them.
struct Returned {
  std::int64_t quantity = 0;
  std::int64_t stock_quantity = 0;
  std::int64_t net = 0;
  std::int64_t tax = 0;
  std::int64_t promotion = 0;
  std::int64_t withheld_net = 0;
  std::int64_t withheld_tax = 0;
};
/// By line of a voucher that has so many. Reads the returns of this one alone.
[[nodiscard]] std::vector<Returned> returned_of(access::Work& work, VoucherId of, std::size_t lines);

struct Finding;
/// Returns of more than was sold, or that pay back more, or less when everything came back.
void check_returned(access::Work& work, std::vector<Finding>& found);
/// Vouchers that use a counted programme against what is written down of it.
void check_redemptions(access::Work& work, std::vector<Finding>& found);

// records.cpp: documents to rows and back.
/// Sets `id`, `recorded_at` and `actor`; nothing is saved yet. One statement.
void identify(access::Work& work, Document& document);
/// The statement that `identify` is going to ask.
void announce_id(access::Work& work);
void save_lines(access::Work& work, const Document& document);
/// Saves the document without its lines, with the last number of the series, and gives that number. The engine fails
/// where there is no such series.
[[nodiscard]] store::Statement head_of(access::Work& work, const Document& document, std::int64_t series);
[[nodiscard]] std::optional<Document> load(access::Work& work, VoucherId id);
[[nodiscard]] VoucherId find_number(access::Work& work, VoucherKind kind, std::string_view number);
[[nodiscard]] VoucherId reversal_of(access::Work& work, VoucherId id);
/// What stands in the way of a reversal.
struct Standing {
  VoucherId reversed_by;
  VoucherId returned_by;  ///< a return of its goods that is not reversed
};
/// One statement.
[[nodiscard]] Standing standing_of(access::Work& work, VoucherId id);
/// What a voucher is to others that were posted after or before it. One statement.
struct Links {
  VoucherId reversed_by;
  VoucherId corrects;
  VoucherId corrected_by;
  std::string reason;  ///< why it corrects the other one
};
[[nodiscard]] Links links_of(access::Work& work, VoucherId id);
/// `replacement` took the place of `corrected`.
void save_correction(access::Work& work, VoucherId corrected, VoucherId replacement, std::string_view reason);
/// Who a voucher names, and whose account it went to.
struct Debtor {
  PartyId party;
  PartyId account;
};
[[nodiscard]] std::optional<Debtor> debtor_of(access::Work& work, VoucherId id);
/// It is going to be asked (once more).
void announce_debtor(access::Work& work, VoucherId id);
/// What was posted with a voucher and is not reversed, in the order of posting.
[[nodiscard]] std::vector<VoucherId> companions_of(access::Work& work, VoucherId id);
/// The instalments of the document's terms.
[[nodiscard]] std::vector<receivables::Due> dues_of(access::Work& work, const Document& document);
/// In codes and decimals, for people.
[[nodiscard]] Voucher describe(access::Work& work, const Document& document, std::string number);
/// With its number and what reversed or corrected it.
[[nodiscard]] Voucher described(access::Work& work, const Document& document);
/// NOT_FOUND.
[[nodiscard]] Voucher described(access::Work& work, VoucherId id);
[[nodiscard]] std::string number_text(access::Work& work, const Document& document);
/// For checks of price lists: the entries that lines dated since `since` have as their price, and those that such a
/// price was derived from. Reads the lines of those days.
void visit_used_prices(access::Work& work, Date since, const std::function<void(std::int64_t entry)>& visit);
/// For receivables, which show voucher facts that they do not keep.
void describe_voucher(access::Work& work, std::int64_t voucher_id, std::string& kind, std::string& number);
/// Every account that the party's vouchers were ever posted to: itself and its head offices over time.
[[nodiscard]] std::vector<PartyId> accounts_of(access::Work& work, PartyId party);
/// Tells `pricing` the prices that a posted document has used.
void remember_prices(access::Work& work, const Document& document);
/// Fills `pricing`'s last prices of a direction from the documents, after that source was switched on.
void rebuild_last_prices(access::Work& work, Direction direction);
/// The newest price that party and item have in a direction, from the documents.
void recompute_last_price(access::Work& work, const Document& reversed, ItemId item);

// drafts.cpp: drafts as canonical JSON.
[[nodiscard]] std::string to_json(const VoucherDraft& draft);
/// Fields as a JSON object, and back; empty for none.
[[nodiscard]] std::string fields_text(const std::vector<VoucherField>& fields);
[[nodiscard]] std::vector<VoucherField> fields_from(std::string_view text);
[[nodiscard]] VoucherDraft from_json(std::string_view json);

// drafting.cpp
/// NOT_FOUND.
[[nodiscard]] VoucherDraft load_draft(access::Work& work, DraftId id);
/// BAD_UTF8, NOT_FOUND.
void replace_draft(access::Work& work, DraftId id, const VoucherDraft& draft, std::string_view command);

/// Numbers of a series that neither a voucher nor a recorded void has, as printed; up to `limit`.
[[nodiscard]] std::vector<std::string> missing_numbers(access::Work& work, std::int64_t series_id, int limit);

// verify.cpp, seals.cpp
struct Finding {
  std::string what;
  std::string where;
  std::string kept;
  std::string computed;
};
/// Differences between counters and documents.
[[nodiscard]] std::vector<Finding> verify(access::Work& work);
/// Sealed vouchers against their hashes, and these against their seals.
void verify_seals(access::Work& work, std::vector<Finding>& found);

}  // namespace emptor::vouchers
