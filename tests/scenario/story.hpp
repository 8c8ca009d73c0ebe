/// Stories: scenarios in plain text that an accountant can read, run against the library line by line.
///
/// A line is `verb arguments`, and for questions and postings `=> what is expected`. Every line is checked: a posting
/// without
/// `=>` must succeed, an unknown word is an error. The words are listed in tests/scenario/README.md.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emptor/emptor.hpp"

namespace emptor::test {

class Story {
 public:
  Story();
  ~Story();
  /// Runs one line; an empty answer means that it holds, else it says what was found instead.
  [[nodiscard]] std::string run(const std::string& line);
  /// Runs every line of a text and ends with `verify`; the answer names the first line that does not hold.
  [[nodiscard]] std::string run_all(const std::string& text);

 private:
  struct Words;
  using Verb = std::string (Story::*)(Words&);
  struct Entry {
    std::string_view name;
    Verb verb;
  };
  static const std::vector<Entry>& verbs();

  std::string open_book(Words& words);
  std::string today(Words& words);
  std::string setting(Words& words);
  std::string sequence(Words& words);
  std::string lock(Words& words);
  std::string soft_lock(Words& words);
  std::string seal(Words& words);
  std::string period(Words& words);
  std::string audited(Words& words);
  std::string rate(Words& words);
  std::string actor(Words& words);
  std::string unit(Words& words);
  std::string tax(Words& words);
  std::string location(Words& words);
  std::string item_group(Words& words);
  std::string item(Words& words);
  std::string adjust(Words& words);
  std::string group(Words& words);
  std::string person(Words& words);
  std::string customer(Words& words);
  std::string supplier(Words& words);
  std::string term(Words& words);
  std::string address(Words& words);
  std::string list(Words& words);
  static PriceEnding ending(Words& words);
  std::string price(Words& words);
  std::string rule(Words& words);
  std::string load(Words& words);
  std::string reprice(Words& words);
  std::string timeline(Words& words);
  std::string lint(Words& words);
  PriceVersion find_version(const std::string& name);
  static std::string version_entry(Words& words, PriceEntryInput& entry);
  std::string price_version(Words& words);
  std::string rebase(Words& words);
  std::string procedure(Words& words);
  std::string discount(Words& words);
  std::string phases(Words& words);
  std::string programme(Words& words);
  std::string withdraw_programme(Words& words);
  std::string promotions(Words& words);
  std::string coupon(Words& words);
  std::string withdraw_coupon(Words& words);
  std::string usage(Words& words);
  std::string reserve(Words& words);
  std::string unreserve(Words& words);
  std::string rebate(Words& words);
  std::string withdraw_rebate(Words& words);
  std::string standing(Words& words);
  std::string settle_rebate(Words& words);
  std::string settlements(Words& words);
  std::string accruals(Words& words);
  std::string counted(Words& words);
  std::string quote(Words& words);
  std::string explain(Words& words);
  std::string matrix(Words& words);
  std::string next_breaks(Words& words);
  std::string target(Words& words);
  std::string packs(Words& words);
  std::string simulate(Words& words);
  std::string sale(Words& words) { return post(VoucherKind::sale, words); }
  std::string purchase(Words& words) { return post(VoucherKind::purchase, words); }
  std::string collection(Words& words) { return post(VoucherKind::collection, words); }
  std::string payment(Words& words) { return post(VoucherKind::payment, words); }
  std::string opening_balance(Words& words) { return post(VoucherKind::opening_balance, words); }
  std::string adjustment(Words& words) { return post(VoucherKind::adjustment, words); }
  std::string write_off(Words& words) { return post(VoucherKind::write_off, words); }
  std::string refund(Words& words) { return post(VoucherKind::refund, words); }
  std::string set_off(Words& words) { return post(VoucherKind::set_off, words); }
  std::string sales_return(Words& words) { return post(VoucherKind::sales_return, words); }
  std::string purchase_return(Words& words) { return post(VoucherKind::purchase_return, words); }
  std::string return_goods(Words& words);
  std::string reverse(Words& words);
  std::string correct(Words& words);
  std::string versions(Words& words);
  std::string draft(Words& words);
  std::string copy(Words& words);
  std::string price_again(Words& words);
  std::string post_draft(Words& words);
  std::string batch(Words& words);
  std::string void_number(Words& words);
  std::string line(Words& words);
  std::string instalments(Words& words);
  std::string balance(Words& words);
  std::string stock(Words& words);
  std::string open_items(Words& words);
  std::string allocate(Words& words);
  std::string undo(Words& words);
  std::string instrument(Words& words);
  std::string move(Words& words);
  std::string instruments(Words& words);
  std::string transfer(Words& words);
  std::string realised(Words& words);
  std::string valuation(Words& words);
  std::string revalue(Words& words);
  std::string revaluations(Words& words);
  std::string ageing(Words& words);
  std::string ledger(Words& words);
  std::string summary(Words& words);
  std::string uncollected(Words& words);
  std::string statement(Words& words);
  std::string statements(Words& words);
  std::string credit(Words& words);
  std::string pool(Words& words);
  std::string pools(Words& words);
  std::string hold(Words& words);
  std::string release(Words& words);
  std::string revoke(Words& words);
  std::string holds(Words& words);
  std::string fitting(Words& words);
  std::string what_if(Words& words);
  std::string mark(Words& words);
  std::string end_mark(Words& words);
  std::string marks(Words& words);
  std::string dunning(Words& words);
  std::string remind(Words& words);
  std::string letters(Words& words);
  std::string claim(Words& words);
  std::string credit_report(Words& words);
  std::string credit_history(Words& words);
  std::string vouchers(Words& words);
  std::string history(Words& words);
  std::string discounts(Words& words);
  std::string verify(Words& words);

  struct Typed;
  void read_voucher(Words& words, Typed& typed);
  std::string post(VoucherKind kind, Words& words);
  static std::string posting_text(Words& words, const PostResult& result);
  std::string set_up_party(Parties parties, Words& words, bool customer);
  [[nodiscard]] Voucher voucher(Words& words);

  FixedClock clock_;
  std::optional<MatrixRevision> matrix_;   ///< of the last matrix
  std::vector<ProgrammeInput> rehearsed_;  ///< set aside, to be named by `simulate`
  std::unique_ptr<Book> book_;
  std::unique_ptr<Session> session_;  ///< of the actor who is at work
};

}  // namespace emptor::test
