// Goal: what a host keeps with a voucher is there again, on the voucher, its reversal and its draft, and reports can be
// asked for a project.
#include "support/bare_book.hpp"
#include "support/refused.hpp"
#include "support/test.hpp"
#include "support/trade_book.hpp"

using namespace emptor;
using namespace emptor::test;

namespace {

VoucherDraft with_fields(std::vector<VoucherField> fields) {
  VoucherDraft draft = trade_sale("C001");
  draft.project = "HARBOUR";
  draft.fields = std::move(fields);
  return draft;
}

}  // namespace

TEST_CASE("a voucher keeps its project and the host's fields", "[vouchers]") {
  Book book = trade_book();
  VoucherDraft draft = with_fields({{"vehicle", "51C-123.45"}, {"driver", "Nguyễn \"Tư\""}});
  const std::vector<VoucherField> expected{draft.fields[1], draft.fields[0]};
  const Preview preview = book.vouchers().preview(draft);
  CHECK(preview.voucher.fields == expected);
  const PostResult sale = book.vouchers().post(draft, {.idempotency_key = "K"});
  REQUIRE(sale.posted());
  CHECK(sale.voucher->project == "HARBOUR");
  CHECK(sale.voucher->fields == expected);
  const Voucher found = book.vouchers().get(sale.voucher->id);
  CHECK(found.project == "HARBOUR");
  CHECK(found.fields == expected);
  const Voucher reversal = book.vouchers().reverse(sale.voucher->id, trade_day);
  CHECK(reversal.project == "HARBOUR");
  CHECK(reversal.fields == expected);
  CHECK(book.vouchers().draft(book.vouchers().save_draft(draft)).fields == draft.fields);
  CHECK(book.vouchers().draft(book.vouchers().save_draft(draft)).project == "HARBOUR");
  SECTION("they are a part of what a key stands for") {
    draft.fields[0].value = "51C-999.99";
    CHECK(refusal([&] { (void)book.vouchers().post(draft, {.idempotency_key = "K"}); }) ==
          "IDEMPOTENCY_CONFLICT(idempotency_key)");
  }
  CHECK(book.verify().empty());
}

TEST_CASE("fields that cannot be kept are refused, each by its place", "[vouchers]") {
  Book book = trade_book();
  const auto told = [&](std::vector<VoucherField> fields) {
    return refusal([&] { (void)book.vouchers().post(with_fields(std::move(fields))); });
  };
  CHECK(told({{"", "x"}}) == "REQUIRED(fields[0].name)");
  CHECK(told({{"a", "x"}, {"b", ""}}) == "REQUIRED(fields[1].value)");
  CHECK(told({{"a", std::string(2'001, 'x')}}) == "TOO_LONG(fields[0].value)");
  CHECK(told({{" a", "x"}}) == "INVALID(fields[0].name)");
  CHECK(told({{"a", "x"}, {"b", "y"}, {"a", "z"}}) == "DUPLICATE_CODE(fields)");
  std::vector<VoucherField> many;
  for (int i = 0; i < 51; ++i) many.push_back({"f" + std::to_string(i), "x"});
  CHECK(told(many) == "LIMIT(fields)");
  VoucherDraft draft = trade_sale("C001");
  draft.project = std::string(41, 'P');
  CHECK(refusal([&] { (void)book.vouchers().post(draft); }) == "TOO_LONG(project)");
  CHECK(book.vouchers().list({}).empty());
}

TEST_CASE("vouchers and discounts can be asked for a project", "[vouchers]") {
  Book book = trade_book();
  VoucherDraft draft = with_fields({});
  draft.lines[0].discount = Percent::of("10");
  const PostResult here = book.vouchers().post(draft);
  draft.project = "OFFICE";
  REQUIRE(book.vouchers().post(draft).posted());
  REQUIRE(book.vouchers().post(trade_sale("C001")).posted());
  for (const auto& party : {std::optional<std::string>(), std::optional<std::string>("C001")}) {
    const auto found = book.vouchers().list({.party = party, .project = "HARBOUR"});
    REQUIRE(found.size() == 1);
    CHECK(found.front().id == here.voucher->id);
    CHECK(book.vouchers().list({.party = party}).size() == 3);
  }
  const auto lines =
      book.vouchers().discount_report({.dated = Period::days(trade_day, trade_day), .project = "HARBOUR"});
  REQUIRE(lines.size() == 1);
  CHECK(lines.front().voucher == here.voucher->id);
}
