/// What lint finds, each rule on a book of a handful of rows.
#include "pricing/lint_rules.hpp"
#include "support/test.hpp"
#include "unit/pricing/small_book.hpp"

namespace emptor::test {
namespace {

/// Asks the resolver for a party that is assigned the list.
class BookResolver final : public LintResolver {
 public:
  BookResolver(SmallBook& book, ListHandle list) : book_(book) {
    book.assign(list);
    book.sequence.sources = {PriceSource::assigned_list};
    book.build();
  }
  std::optional<LintAnswer> answer(Date on, std::int64_t quantity, UnitId unit) override {
    const auto quote = ask(on, quantity, unit);
    if (!quote) return std::nullopt;
    LintAnswer answer{.entry = quote->entry, .price = quote->unit_price.micros};
    if (floor && answer.price < floor->price) answer.floor = floor;
    if (cost && answer.price < cost->price) answer.cost = cost;
    return answer;
  }
  bool base_answers(Date, std::int64_t, UnitId) override { return has_base; }

  bool has_base = false;
  std::optional<LintAnswer::Compared> floor;
  std::optional<LintAnswer::Compared> cost;

 private:
  std::optional<PriceQuote> ask(Date on, std::int64_t quantity, UnitId unit) {
    Facts facts = book_.ask();
    facts.on = on;
    facts.quantity = quantity;
    facts.unit = unit;
    facts.factor = unit == dozen ? Ratio{12, 1} : Ratio{};
    return resolve(facts);
  }
  SmallBook& book_;
};

/// A named list of the one item, looked at from day 100 on.
struct SmallList {
  SmallBook book;
  ListHandle list = book.list(PriceListKind::named);
  PriceListKind kind = PriceListKind::named;
  int expiring_days = 0;
  bool has_base = false;
  std::optional<LintAnswer::Compared> floor;
  std::optional<LintAnswer::Compared> cost;

  std::vector<LintFact> findings() {
    std::vector<EntryRow> rows;
    for (const auto& each : book.entries) rows.push_back(each.row);
    BookResolver resolver(book, list);
    resolver.has_base = has_base;
    resolver.floor = floor;
    resolver.cost = cost;
    LintItem item{.item = the_item.value, .units = book.units, .stock_unit = piece};
    for (const EntryRow& row : rows) item.rows.push_back(&row);
    ListLint lint({.kind = kind, .on = Date(100), .expiring_days = expiring_days});
    lint.look_at_rows(rows);
    lint.look_at_item(item, resolver);
    lint.look_at_reach(rows);
    return lint.take();
  }
  std::vector<LintRule> rules() {
    std::vector<LintRule> found;
    for (const LintFact& fact : findings()) found.push_back(fact.rule);
    return found;
  }
};

using Rules = std::vector<LintRule>;

TEST_CASE("a list of one price has nothing to complain about") {
  SmallList small;
  small.book.by_item(small.list, {.price = "10"});
  CHECK(small.findings().empty());
}

TEST_CASE("two stated periods of one break that meet overlap; an older one without an end does not") {
  SmallList small;
  const auto older = small.book.by_item(small.list, {.price = "10", .from = 90, .until = 120});
  const auto newer = small.book.by_item(small.list, {.price = "9", .from = 110, .until = 130});
  small.book.by_item(small.list, {.price = "8", .min = "5", .from = 110});
  const auto found = small.findings();
  REQUIRE(found.size() == 1);
  CHECK(found[0].rule == LintRule::overlap);
  CHECK((found[0].entry == older && found[0].other == newer));
  CHECK(found[0].days == Period{Date(110), Date(120)});

  SmallList open;
  open.book.by_item(open.list, {.price = "10"});
  open.book.by_item(open.list, {.price = "9", .from = 110, .until = 130});
  CHECK(open.findings().empty());

  SmallList past;
  past.book.by_item(past.list, {.price = "10", .from = 50, .until = 80});
  past.book.by_item(past.list, {.price = "10", .from = 70, .until = 90});
  past.book.by_item(past.list, {.price = "10", .from = 95});
  CHECK(past.findings().empty());
}

TEST_CASE("breaks in two units that come to the same quantity tie") {
  SmallList small;
  const auto older = small.book.by_group(small.list, 1, {.price = "60", .min = "1", .unit = dozen});
  const auto newer = small.book.by_group(small.list, 1, {.price = "5", .min = "12"});
  small.book.for_everything(small.list, {.price = "7"});
  const auto found = small.findings();
  REQUIRE_FALSE(found.empty());
  CHECK(found[0].rule == LintRule::tie);
  CHECK((found[0].entry == newer && found[0].other == older));
}

TEST_CASE("what a nearer product always prices is unreachable, and says by what") {
  SmallList small;
  const auto item = small.book.by_item(small.list, {.price = "10"});
  const auto group = small.book.by_group(small.list, 1, {.price = "9"});
  auto found = small.findings();
  REQUIRE(found.size() == 1);
  CHECK(found[0].rule == LintRule::unreachable);
  CHECK((found[0].entry == group && found[0].other == item));

  SECTION("unless the nearer one begins later: until then it was reached") {
    SmallList later;
    later.book.by_item(later.list, {.price = "10", .from = 90});
    later.book.by_group(later.list, 1, {.price = "9"});
    CHECK(later.findings().empty());
  }
  SECTION("or at a greater quantity") {
    SmallList greater;
    greater.book.by_item(greater.list, {.price = "8", .min = "10"});
    greater.book.by_group(greater.list, 1, {.price = "10"});
    CHECK(greater.rules() == Rules{LintRule::dearer_total});
  }
  SECTION("or ends: then it is reached again") {
    SmallList ends;
    ends.book.by_item(ends.list, {.price = "10", .from = 50, .until = 150});
    ends.book.by_group(ends.list, 1, {.price = "9", .from = 60});
    CHECK(ends.findings().empty());
  }
}

TEST_CASE("an item without a price is told, more gravely where the base price does not answer either") {
  SmallList small;
  auto found = small.findings();
  REQUIRE(found.size() == 1);
  CHECK((found[0].rule == LintRule::no_price && found[0].grade == LintGrade::warning));
  small.has_base = true;
  CHECK(small.findings()[0].grade == LintGrade::note);
  small.kind = PriceListKind::everyone;
  CHECK(small.findings().empty());
}

TEST_CASE("days between two prices are a hole; what ends for good is none") {
  SmallList small;
  const auto before = small.book.by_item(small.list, {.price = "10", .until = 110});
  const auto after = small.book.by_item(small.list, {.price = "11", .from = 115});
  auto found = small.findings();
  REQUIRE(found.size() == 1);
  CHECK(found[0].rule == LintRule::hole);
  CHECK((found[0].entry == after && found[0].other == before));
  CHECK(found[0].days == Period{Date(110), Date(115)});

  SECTION("also one that has begun") {
    SmallList begun;
    begun.book.by_item(begun.list, {.price = "10", .until = 95});
    begun.book.by_item(begun.list, {.price = "11", .from = 115});
    found = begun.findings();
    REQUIRE(found.size() == 1);
    CHECK(found[0].days == Period{Date(95), Date(115)});
  }
  SECTION("a wider product fills it") {
    small.book.by_group(small.list, 1, {.price = "12"});
    CHECK(small.findings().empty());
  }
  SECTION("the end") {
    SmallList ends;
    ends.book.by_item(ends.list, {.price = "10", .until = 110});
    CHECK(ends.findings().empty());
    ends.expiring_days = 10;
    CHECK(ends.rules() == Rules{LintRule::expiring});
    ends.expiring_days = 9;
    CHECK(ends.findings().empty());
  }
}

TEST_CASE("a larger quantity that costs more for each unit is told, in whatever unit it is stated") {
  SmallList small;
  const auto pieces = small.book.by_item(small.list, {.price = "10"});
  const auto dozens = small.book.by_item(small.list, {.price = "121", .min = "1", .unit = dozen});
  const auto found = small.findings();
  REQUIRE(found.size() == 1);
  CHECK(found[0].rule == LintRule::dearer_unit);
  CHECK((found[0].entry == dozens && found[0].other == pieces));
  CHECK(found[0].figures[0] == std::pair<std::string, std::string>("quantity", "12"));
}

TEST_CASE("one unit less that costs more in all is noted") {
  SmallList small;
  small.book.by_item(small.list, {.price = "10"});
  small.book.by_item(small.list, {.price = "8", .min = "10"});
  const auto found = small.findings();
  REQUIRE(found.size() == 1);
  CHECK((found[0].rule == LintRule::dearer_total && found[0].grade == LintGrade::note));
  CHECK(found[0].message == "9 cost 90, 10 cost 80");

  SmallList fair;
  fair.book.by_item(fair.list, {.price = "10"});
  fair.book.by_item(fair.list, {.price = "9", .min = "10"});
  CHECK(fair.findings().empty());
}

TEST_CASE("prices below floor or cost are told with the row that they are compared with") {
  SmallList small;
  const auto entry = small.book.by_item(small.list, {.price = "7"});
  small.floor = {.price = micros("8"), .entry = PriceEntryId(71)};
  small.cost = {.price = micros("7.5"), .entry = PriceEntryId(72)};
  const auto found = small.findings();
  REQUIRE(found.size() == 2);
  CHECK((found[0].rule == LintRule::below_floor && found[0].entry == entry && found[0].other == PriceEntryId(71)));
  CHECK((found[1].rule == LintRule::below_cost && found[1].other == PriceEntryId(72)));
  CHECK(found[0].message == "the price 7 lies below the floor of 8");
}

TEST_CASE("entries of two lists tie where product, quantity and days are the same") {
  SmallBook book;
  const auto item = book.row(ProductKind::item, 7, {.price = "9"});
  const auto same = book.row(ProductKind::item, 7, {.price = "10", .from = 110});
  const auto other_break = book.row(ProductKind::item, 7, {.price = "10", .min = "5"});
  const auto other_item = book.row(ProductKind::item, 8, {.price = "10"});
  const auto over = book.row(ProductKind::item, 7, {.price = "10", .until = 100});
  const std::vector<EntryRow> rows{item};
  const std::vector<EntryRow> others{same, other_break, other_item, over};
  const auto found = ties_between(rows, others, Date(100));
  REQUIRE(found.size() == 1);
  CHECK((found[0].entry == item.id && found[0].other == same.id));
}

}  // namespace
}  // namespace emptor::test
