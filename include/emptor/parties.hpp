/// Room `parties`: customers and suppliers, their groups, people in charge, addresses and dated terms.
///
/// One record serves as customer and as supplier. What matters for money is a *term* with a timeline: set from a day
/// on, for a customer, a group or the whole book. A customer's effective term is its own, else that of its groups (by
/// priority, then nearest ancestor first), else the book's. "Not set" inherits; "none" is an answer of its own (a
/// credit limit of none is not managed, a limit of 0 means no credit).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emptor/access.hpp"
#include "emptor/base.hpp"
#include "emptor/settings.hpp"

namespace emptor {

struct PartyTag;
using PartyId = Id<PartyTag>;
struct PartyGroupTag;
using PartyGroupId = Id<PartyGroupTag>;
struct PersonTag;
using PersonId = Id<PersonTag>;
struct AddressTag;
using AddressId = Id<AddressTag>;

/// Terms with a timeline. Stored: appended, never renumbered. Values are canonical text.
enum class Term : std::uint8_t {
  currency = 1,        ///< ISO 4217 code
  tax_code = 2,        ///< code of a tax code that overrides the item's
  sales_level = 3,     ///< code of a price level
  purchase_level = 4,  ///< code of a price level
  sales_list = 5,      ///< code of a price list
  purchase_list = 6,   ///< code of a price list
  sales_rate = 7,      ///< discount in percent; negative is a surcharge; -999.99..100, 4 decimals (profile ecount: 2)
  purchase_rate = 8,   ///< likewise
  /// When a voucher is due: "30" (net days), "end_of_month net 10", "net 30 day 15"; in instalments "1/3 net 30, 1/3
  /// net 60, rest net 90"; with an early-payment discount "net 30, 2% within 10". Up to 200.
  payment_terms = 9,
  bill_to = 10,          ///< code of the head office that owes what this branch buys; only of a single party
  salesperson = 11,      ///< code of the person in charge
  credit_limit = 12,     ///< amount in the credit currency; 0 means no credit, none means not managed
  credit_currency = 13,  ///< ISO 4217 code; the book's when not set
  credit_age_days = 14,  ///< oldest unpaid debt allowed, in days; 0..3,650 (profile ecount: 0..365)
  credit_at_order = 15,  ///< "ignore", "warn", "block"
  credit_at_sale = 16,   ///< likewise
  payment_method = 17,   ///< free text, up to 50
  /// Whether collections and payments name the vouchers that they settle: "required" (and settle nothing else),
  /// "optional" (the named ones first, as when not set), "off" (naming is refused)
  tracking = 18,
  /// Answers of single credit rules, at every stage or at one: "overdue=block, limit@order=warn, limit@quotation=warn".
  /// What is not named is answered as `credit_at_order` and `credit_at_sale` say. Up to 300.
  credit_answers = 19,
  credit_document_max = 20,       ///< amount in the credit currency that one document may have
  credit_overdue_days = 21,       ///< days that an open item may be past due; 0..3,650
  credit_overdue_tolerance = 22,  ///< items of which no more than this is open are not overdue; in the credit currency
  credit_overdue_ratio = 23,      ///< percent of what is open that may be past due; 0..100, 4 decimals
  /// By hand, whatever the figures are: "ok", "watch" (warn), "hold" (approve), "stop" (locked), "no_check"
  credit_status = 24,
  credit_first_order_max = 25,  ///< amount in the credit currency that a customer's first sale may have
  /// What rules by age and on what is overdue do with items that are disputed: "count", "leave_out"
  credit_disputed = 26,
  credit_dunning_level = 27,  ///< the level of reminders that speaks against a document; 1..9
  /// What may be past due for how long: "30:500, 60:0" (at most 500 for more than 30 days); in the credit currency
  credit_bucket_limits = 28,
  credit_review_by = 29,  ///< the last day on which the credit holds unless it is reviewed: "2026-12-31"
  /// Days that a part of a document may be due later than `payment_terms` say (none: at once); 0..3,650
  credit_terms_days = 30,
};
[[nodiscard]] std::string_view to_string(Term term) noexcept;
[[nodiscard]] std::optional<Term> parse_term(std::string_view name) noexcept;

struct Party {
  PartyId id{};
  std::string code{};  ///< up to 30 characters, unique among customers and suppliers
  std::string name{};  ///< up to 100
  bool customer = false;
  bool supplier = false;
  std::string tax_number{};      ///< up to 30
  std::string representative{};  ///< up to 50
  std::string phone{};           ///< up to 50
  std::string mobile{};          ///< up to 50
  std::string fax{};             ///< up to 50
  std::string email{};           ///< up to 100
  std::string website{};         ///< up to 100
  std::string alias{};           ///< extra words under which pickers find it; up to 50
  std::string memo{};            ///< up to 2,000
  std::optional<Date> since{};   ///< when the relation began
  bool archived = false;
};

/// A new record. Empty texts mean "not given". `customers().create` always makes a customer, `suppliers().create` a
/// supplier (that is a customer as well only when both roles are given here).
struct PartyInput {
  std::string code{};
  std::string name{};
  bool customer = true;
  bool supplier = false;
  std::string tax_number{};
  std::string representative{};
  std::string phone{};
  std::string mobile{};
  std::string fax{};
  std::string email{};
  std::string website{};
  std::string alias{};
  std::string memo{};
  std::optional<Date> since{};
  std::vector<std::string> groups{};                  ///< codes; membership without a start
  std::vector<std::pair<Term, std::string>> terms{};  ///< valid from the beginning of time
};

/// Changes to a record; what is not given stays.
struct PartyUpdate {
  std::optional<std::string> code{};  ///< renames; the old code keeps resolving
  std::optional<std::string> name{};
  std::optional<bool> customer{};
  std::optional<bool> supplier{};
  std::optional<std::string> tax_number{};
  std::optional<std::string> representative{};
  std::optional<std::string> phone{};
  std::optional<std::string> mobile{};
  std::optional<std::string> fax{};
  std::optional<std::string> email{};
  std::optional<std::string> website{};
  std::optional<std::string> alias{};
  std::optional<std::string> memo{};
  std::optional<bool> archived{};
};

struct Address {
  AddressId id{};
  std::string name{};         ///< "HQ", "Warehouse A"; up to 50, unique for the party
  std::string street{};       ///< up to 500
  std::string city{};         ///< up to 100
  std::string region{};       ///< up to 100
  std::string postal_code{};  ///< up to 20
  std::string country{};      ///< ISO 3166 alpha-2, or empty
  bool is_default = false;

  friend bool operator==(const Address&, const Address&) = default;
};

struct Contact {
  std::string name{};  ///< up to 100, unique for the party
  std::string role{};  ///< up to 50
  std::string phone{};
  std::string email{};
};

/// A salesperson or other person in charge.
struct Person {
  PersonId id{};
  std::string code{};  ///< up to 30
  std::string name{};  ///< up to 100
  std::string phone{};
  std::string email{};
  Period active{};

  friend bool operator==(const Person&, const Person&) = default;
};

struct PartyGroup {
  PartyGroupId id{};
  std::string code{};                   ///< up to 30
  std::string name{};                   ///< up to 100
  std::optional<std::string> parent{};  ///< code; none for a flat group or the root of a tree
  int priority = 100;                   ///< smaller wins when a customer is in several groups
};

/// Where an effective term was found.
enum class TermOrigin : std::uint8_t { nowhere, party, group, book };

struct EffectiveTerm {
  std::optional<std::string> value{};  ///< nullopt: not set anywhere, or explicitly none
  bool none = false;                   ///< explicitly none
  TermOrigin origin = TermOrigin::nowhere;
  std::string origin_code{};  ///< of the party or group

  friend bool operator==(const EffectiveTerm&, const EffectiveTerm&) = default;
};

/// Whose term is meant.
struct TermOwner {
  TermOrigin kind = TermOrigin::party;
  std::string code{};

  [[nodiscard]] static TermOwner party(std::string_view code) { return {TermOrigin::party, std::string(code)}; }
  [[nodiscard]] static TermOwner group(std::string_view code) { return {TermOrigin::group, std::string(code)}; }
  [[nodiscard]] static TermOwner book() { return {TermOrigin::book, {}}; }
};

/// A point on a term's timeline.
struct TermChange {
  std::optional<Date> from{};  ///< nullopt: since ever
  enum class State : std::uint8_t { inherited = 0, set = 1, none = 2 } state = State::inherited;
  std::string value{};
  Instant recorded_at{};
  std::string actor{};
};

/// As of which day, and as known when (nullopt: now).
struct AsOf {
  std::optional<Date> on{};
  std::optional<Instant> known_at{};
};

struct PartyQuery {
  std::string text{};  ///< matches code, name and alias by search key; words in any order; empty for all
  std::optional<std::string> group{};        ///< members of this group or of any below it, today
  std::optional<std::string> salesperson{};  ///< today's person in charge
  bool include_archived = false;
  std::string after_code{};  ///< for paging: codes greater than this
  int limit = 100;           ///< 1..10,000
};

/// Customers and suppliers. `book.customers()` and `book.suppliers()` differ in the role that a new record gets and
/// that `list` and `count` show; a code leads to its party through both. Unknown parties and owners are NOT_FOUND,
/// other codes that name nothing UNKNOWN_REFERENCE.
class Parties {
 public:
  Parties(std::shared_ptr<SessionState> state, bool customers) noexcept
      : state_(std::move(state)), customers_(customers) {}

  /// DUPLICATE_CODE, REQUIRED, TOO_LONG, BAD_UTF8, UNKNOWN_REFERENCE, and what `set_term` refuses; all problems at
  /// once.
  PartyId create(const PartyInput& input);
  /// NOT_FOUND, DUPLICATE_CODE, REQUIRED, TOO_LONG, BAD_UTF8, INVALID without any role; all problems at once.
  void update(std::string_view code, const PartyUpdate& update);
  /// By code, current or former. One indexed look-up.
  [[nodiscard]] std::optional<Party> find(std::string_view code) const;
  /// NOT_FOUND when missing.
  [[nodiscard]] Party get(std::string_view code) const;
  /// In the order of codes.
  [[nodiscard]] std::vector<Party> list(const PartyQuery& query = {}) const;
  /// Without the archived ones.
  [[nodiscard]] std::int64_t count() const;

  /// Adds an address, or replaces the one of the same name; posted vouchers keep the old text. A new default takes the
  /// place of the one before.
  void save_address(std::string_view party, const Address& address);
  /// The default first.
  [[nodiscard]] std::vector<Address> addresses(std::string_view party) const;
  void save_contact(std::string_view party, const Contact& contact);
  [[nodiscard]] std::vector<Contact> contacts(std::string_view party) const;

  /// CYCLE, DUPLICATE_CODE, UNKNOWN_REFERENCE.
  PartyGroupId create_group(const PartyGroup& group);
  /// Moves a group and all below it; CYCLE when the new parent lies below it.
  void move_group(std::string_view group, std::optional<std::string_view> parent);
  [[nodiscard]] std::vector<PartyGroup> groups() const;
  /// From `from` on (nullopt: since ever).
  void join_group(std::string_view party, std::string_view group, std::optional<Date> from = {});
  /// NOT_FOUND when the party is no member on that day.
  void leave_group(std::string_view party, std::string_view group, Date from);
  /// Codes of the groups that hold the party directly, by priority.
  [[nodiscard]] std::vector<std::string> groups_of(std::string_view party, AsOf as_of = {}) const;

  PersonId create_person(const Person& person);
  void end_person(std::string_view code, Date last_day);
  [[nodiscard]] std::vector<Person> persons() const;

  /// From `from` on (nullopt: since ever), until the next change of the same term. INVALID, RANGE, SCALE,
  /// UNKNOWN_CURRENCY, UNKNOWN_REFERENCE. bill_to belongs to single parties and goes one level up: CYCLE when it would
  /// lead back to the party, INVALID when the head office has one itself or the party is one.
  void set_term(const TermOwner& owner, Term term, std::string_view value, std::optional<Date> from = {});
  /// From `from` on explicitly none, whatever the groups say.
  void set_term_none(const TermOwner& owner, Term term, std::optional<Date> from = {});
  /// From `from` on as inherited.
  void inherit_term(const TermOwner& owner, Term term, std::optional<Date> from = {});
  [[nodiscard]] EffectiveTerm term(std::string_view party, Term term, AsOf as_of = {}) const;
  /// Every change ever made, in the order of recording.
  [[nodiscard]] std::vector<TermChange> term_history(const TermOwner& owner, Term term) const;

 private:
  std::shared_ptr<SessionState> state_;
  bool customers_;
};

}  // namespace emptor
