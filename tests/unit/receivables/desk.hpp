/// A receivables desk for tests: posts sales and collections straight into the room, without vouchers.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/credit.hpp"
#include "emptor/receivables.hpp"
#include "parties/cards.hpp"
#include "receivables/ledger.hpp"
#include "support/bare_book.hpp"

namespace emptor::test {

inline Date day(std::string_view iso) { return Date::parse(iso); }
inline Money usd(std::string_view amount) { return Money::of(amount, "USD"); }

class Desk {
 public:
  struct Document {
    receivables::AccountKey key{};
    PartyId party{};
    receivables::ItemKey item{};
    std::int64_t amount = 0;
    std::vector<Allocation> allocations{};
    [[nodiscard]] VoucherId voucher() const { return item.voucher; }
  };

  explicit Desk(BareBookOptions options = {}) : book(std::move(options)) {}

  /// A customer; with `head`, a branch that is billed to it.
  PartyId customer(std::string_view code, std::string_view head = {}) {
    PartyInput input{.code = std::string(code), .name = "Customer " + std::string(code), .supplier = true};
    if (!head.empty()) input.terms.emplace_back(Term::bill_to, std::string(head));
    return book.customers().create(input);
  }

  Document sale(std::string_view party, Money amount, std::string_view dated, int days_to_pay = 0) {
    return post(party, amount, dated, days_to_pay, Side::receivable);
  }
  Document collect(std::string_view party, Money amount, std::string_view dated,
                   std::initializer_list<VoucherId> settles = {}) {
    return settle(party, amount, dated, settles, Side::receivable);
  }
  Document post(std::string_view party, Money amount, std::string_view dated, int days_to_pay, Side side) {
    return book.write([&](access::Work& work) {
      Document document = begin(work, party, amount.minor, amount.currency, dated, side);
      receivables::post(work, posting(document, days_to_pay));
      document.allocations = receivables::absorb_advances(work, document.key, document.item, document.item.dated);
      return document;
    });
  }
  Document settle(std::string_view party, Money amount, std::string_view dated,
                  std::initializer_list<VoucherId> settles, Side side) {
    return book.write([&](access::Work& work) {
      Document document = begin(work, party, -amount.minor, amount.currency, dated, side);
      receivables::post(work, posting(document, 0));
      document.allocations = receivables::allocate(work, document.key, document.item,
                                                   std::span(settles.begin(), settles.size()), document.item.dated);
      return document;
    });
  }
  Document reverse(const Document& original, std::string_view dated) {
    return book.write([&](access::Work& work) {
      Document mirror = original;
      mirror.item = {.dated = day(dated), .voucher = VoucherId(++last_voucher_)};
      mirror.amount = -original.amount;
      receivables::undo_allocations(work, original.key, original.item, mirror.item.dated);
      receivables::reverse(work, original.key, original.item, posting(mirror, 0));
      return mirror;
    });
  }

  /// "220.00": what is open of it.
  [[nodiscard]] std::string open(const Document& document) {
    return book.read([&](access::Work& work) {
      const auto open = receivables::open_amount(work, document.key, document.item);
      return open ? Money{*open, document.key.currency}.amount().to_string() : std::string("missing");
    });
  }
  [[nodiscard]] std::vector<receivables::Difference> differences() {
    return book.read([](access::Work& work) { return receivables::verify(work); });
  }
  [[nodiscard]] Receivables receivables_room() const { return Receivables(book.state); }
  [[nodiscard]] Credit credit() const { return Credit(book.state); }
  [[nodiscard]] Balance balance(std::string_view party, BalanceBasis basis = BalanceBasis::account,
                                std::optional<Date> on = {}) const {
    return receivables_room().balance(party, Side::receivable, basis, {}, on);
  }

  BareBook book;

 private:
  Document begin(access::Work& work, std::string_view party, std::int64_t amount, Currency currency,
                 std::string_view dated, Side side) {
    const parties::PartyCard& card = parties::require(work, party, "party");
    return {.key = {.account = parties::account_of(work, card, day(dated)), .side = side, .currency = currency},
            .party = card.id,
            .item = {.dated = day(dated), .voucher = VoucherId(++last_voucher_)},
            .amount = amount};
  }
  static receivables::Posting posting(const Document& document, int days_to_pay) {
    return {.key = document.key,
            .party = document.party,
            .item = document.item,
            .due = document.item.dated + days_to_pay,
            .amount = document.amount};
  }

  std::int64_t last_voucher_ = 0;
};

}  // namespace emptor::test
