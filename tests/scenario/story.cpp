#include "scenario/story.hpp"

#include <algorithm>
#include <stdexcept>

#include "support/arrow_table.hpp"
#include "support/test_store.hpp"

namespace emptor::test {
namespace {

/// A mistake in the story itself, as against an answer that differs.
[[noreturn]] void mistake(const std::string& what) { throw std::runtime_error("the story is wrong: " + what); }

std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> words;
  while (true) {
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    if (line.empty()) return words;
    const bool quoted = line.front() == '"';
    if (quoted) line.remove_prefix(1);
    const std::size_t end = std::min(line.find(quoted ? '"' : ' '), line.size());
    words.emplace_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
}

std::string shown(const Decimal& value) { return value.normalized().to_string(); }
std::string amount(Money money) { return money.amount().to_string(); }

std::string two_places(UnitPrice price) {
  const Decimal exact = price.value().normalized();
  return exact.scale() < 2 ? exact.rounded(2).to_string() : exact.to_string();
}

}  // namespace

/// The words of a line, taken one after the other; what follows `=>` is the expectation.
struct Story::Words {
  explicit Words(const std::string& text) {
    const std::size_t arrow = text.find("=>");
    left = split(std::string_view(text).substr(0, arrow));
    if (arrow == std::string::npos) return;
    asked = true;
    for (const std::string& word : split(std::string_view(text).substr(arrow + 2)))
      expected += (expected.empty() ? "" : " ") + word;
  }
  [[nodiscard]] bool more() const { return place < left.size(); }
  [[nodiscard]] bool at(std::string_view word) const { return more() && left[place] == word; }
  bool take(std::string_view word) {
    if (!at(word)) return false;
    ++place;
    return true;
  }
  std::string next(std::string_view what) {
    if (!more()) mistake("a word is missing: " + std::string(what));
    return left[place++];
  }
  Date day() { return Date::parse(next("day")); }
  void end() const {
    if (more()) mistake("nobody understands '" + left[place] + "'");
  }
  /// Empty when the answer is the expected one, or nothing was expected and `ordinary` holds.
  [[nodiscard]] std::string check(const std::string& answer, bool ordinary = true) const {
    if (asked ? answer == expected : ordinary) return {};
    return "found '" + answer + "'" + (asked ? ", expected '" + expected + "'" : "");
  }
  std::vector<std::string> left;
  std::size_t place = 0;
  std::string expected;
  bool asked = false;
};

Story::Story() : clock_(Date::of(2026, 3, 31)) {}
Story::~Story() = default;

const std::vector<Story::Entry>& Story::verbs() {
  static const std::vector<Entry> all{
      {"book", &Story::open_book},
      {"today", &Story::today},
      {"setting", &Story::setting},
      {"sequence", &Story::sequence},
      {"lock", &Story::lock},
      {"soft_lock", &Story::soft_lock},
      {"seal", &Story::seal},
      {"period", &Story::period},
      {"audited", &Story::audited},
      {"rate", &Story::rate},
      {"actor", &Story::actor},
      {"unit", &Story::unit},
      {"tax", &Story::tax},
      {"location", &Story::location},
      {"item_group", &Story::item_group},
      {"item", &Story::item},
      {"adjust", &Story::adjust},
      {"group", &Story::group},
      {"person", &Story::person},
      {"customer", &Story::customer},
      {"supplier", &Story::supplier},
      {"term", &Story::term},
      {"address", &Story::address},
      {"list", &Story::list},
      {"price", &Story::price},
      {"rebase", &Story::rebase},
      {"procedure", &Story::procedure},
      {"discount", &Story::discount},
      {"rule", &Story::rule},
      {"load", &Story::load},
      {"reprice", &Story::reprice},
      {"timeline", &Story::timeline},
      {"lint", &Story::lint},
      {"price_version", &Story::price_version},
      {"phases", &Story::phases},
      {"programme", &Story::programme},
      {"withdraw_programme", &Story::withdraw_programme},
      {"promotions", &Story::promotions},
      {"coupon", &Story::coupon},
      {"withdraw_coupon", &Story::withdraw_coupon},
      {"usage", &Story::usage},
      {"reserve", &Story::reserve},
      {"unreserve", &Story::unreserve},
      {"quote", &Story::quote},
      {"explain", &Story::explain},
      {"matrix", &Story::matrix},
      {"next_breaks", &Story::next_breaks},
      {"target", &Story::target},
      {"packs", &Story::packs},
      {"simulate", &Story::simulate},
      {"sale", &Story::sale},
      {"purchase", &Story::purchase},
      {"collection", &Story::collection},
      {"payment", &Story::payment},
      {"opening_balance", &Story::opening_balance},
      {"adjustment", &Story::adjustment},
      {"write_off", &Story::write_off},
      {"refund", &Story::refund},
      {"set_off", &Story::set_off},
      {"cheque", &Story::instrument},
      {"move", &Story::move},
      {"instruments", &Story::instruments},
      {"transfer", &Story::transfer},
      {"realised", &Story::realised},
      {"valuation", &Story::valuation},
      {"revalue", &Story::revalue},
      {"revaluations", &Story::revaluations},
      {"reverse", &Story::reverse},
      {"correct", &Story::correct},
      {"versions", &Story::versions},
      {"draft", &Story::draft},
      {"copy", &Story::copy},
      {"price_again", &Story::price_again},
      {"post_draft", &Story::post_draft},
      {"batch", &Story::batch},
      {"void", &Story::void_number},
      {"line", &Story::line},
      {"instalments", &Story::instalments},
      {"balance", &Story::balance},
      {"stock", &Story::stock},
      {"open", &Story::open_items},
      {"allocate", &Story::allocate},
      {"undo", &Story::undo},
      {"ageing", &Story::ageing},
      {"ledger", &Story::ledger},
      {"summary", &Story::summary},
      {"uncollected", &Story::uncollected},
      {"statement", &Story::statement},
      {"statements", &Story::statements},
      {"credit", &Story::credit},
      {"pool", &Story::pool},
      {"pools", &Story::pools},
      {"hold", &Story::hold},
      {"release", &Story::release},
      {"revoke", &Story::revoke},
      {"holds", &Story::holds},
      {"fitting", &Story::fitting},
      {"what_if", &Story::what_if},
      {"mark", &Story::mark},
      {"end_mark", &Story::end_mark},
      {"marks", &Story::marks},
      {"dunning", &Story::dunning},
      {"remind", &Story::remind},
      {"letters", &Story::letters},
      {"claim", &Story::claim},
      {"credit_report", &Story::credit_report},
      {"credit_history", &Story::credit_history},
      {"vouchers", &Story::vouchers},
      {"history", &Story::history},
      {"discounts", &Story::discounts},
      {"verify", &Story::verify},
  };
  return all;
}

std::string Story::run(const std::string& text) {
  Words words(text);
  const std::string name = words.next("verb");
  const auto entry = std::ranges::find(verbs(), name, &Entry::name);
  if (entry == verbs().end()) mistake("nobody understands '" + name + "'");
  if (!book_ && name != "book") mistake("a story begins with `book CURRENCY`");
  try {
    std::string answer = (this->*entry->verb)(words);
    words.end();
    return answer;
  } catch (const Error& error) {
    std::string answer = "error " + std::string(to_string(error.code()));
    if (!error.field().empty()) answer += " " + error.field();
    std::string differs = words.check(answer, false);
    return differs.empty() ? differs : differs + ": " + error.message();
  }
}

std::string Story::run_all(const std::string& text) {
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    begin = end + 1;
    ++number;
    const std::size_t first = line.find_first_not_of(' ');
    if (first == std::string::npos || line[first] == '#') continue;
    const std::string where = "line " + std::to_string(number) + " `" + line + "`: ";
    try {
      if (const std::string answer = run(line); !answer.empty()) return where + answer;
    } catch (const std::exception& error) {
      return where + error.what();
    }
  }
  return book_ ? run("verify") : "the story does nothing";
}

std::string Story::open_book(Words& words) {
  session_.reset();
  book_ =
      std::make_unique<Book>(Book::open({.path = test_path(), .currency = words.next("currency"), .clock = &clock_}));
  session_ = std::make_unique<Session>(*book_);
  return {};
}

std::string Story::today(Words& words) {
  clock_.set(words.day());
  return {};
}

std::string Story::setting(Words& words) {
  BookSettings settings = session_->settings().get();
  const std::string key = words.next("setting");
  const std::string value = words.next("value");
  const auto on_excess = [&] {
    return value == "ignore" ? OnExcess::ignore : value == "warn" ? OnExcess::warn : OnExcess::block;
  };
  if (key == "credit_at_sale")
    settings.credit_at_sale = on_excess();
  else if (key == "stock_shortage")
    settings.stock_shortage = on_excess();
  else if (key == "credit_age")
    settings.credit_age = value == "balance" ? AgeBasis::balance : AgeBasis::open_items;
  else if (key == "uncleared_instruments")
    settings.uncleared_instruments = value == "count" ? UnclearedInstruments::count : UnclearedInstruments::leave_out;
  else if (key == "tax_rounding")
    settings.tax_rounding = value == "line" ? TaxRounding::per_line : TaxRounding::per_document;
  else if (key == "number_pattern")
    settings.number_pattern = value;
  else if (key == "profile")
    settings.profile = value == "ecount" ? Profile::ecount : Profile::standard;
  else
    mistake("no such setting: " + key);
  session_->settings().change(settings);
  return words.check("changed");
}

std::string Story::sequence(Words& words) {
  BookSettings settings = session_->settings().get();
  const bool sales = words.next("sales or purchases") == "sales";
  AccessSequence& sequence = sales ? settings.sales_prices : settings.purchase_prices;
  sequence = {};
  while (words.more()) {
    if (words.take("ecount")) {
      sequence = AccessSequence::ecount();
    } else if (words.take("best_price")) {
      sequence.winner = AccessSequence::Winner::best_price;
    } else if (words.take("product_first")) {
      sequence.precedence = AccessSequence::Precedence::product_first;
    } else {
      const auto source = parse_price_source(words.next("source"));
      if (!source) mistake("no such price source");
      sequence.sources.push_back(*source);
    }
  }
  session_->settings().change(settings);
  return words.check("changed");
}

std::string Story::lock(Words& words) {
  session_->settings().lock_through(words.take("none") ? std::nullopt : std::optional(words.day()));
  return words.check("locked");
}

std::string Story::soft_lock(Words& words) {
  session_->settings().soft_lock_through(words.take("none") ? std::nullopt : std::optional(words.day()));
  return words.check("locked");
}

std::string Story::seal(Words& words) {
  const Seal seal = session_->vouchers().seal_through(words.day());
  if (seal.hash.size() != 64) return "the hash is no SHA-256: " + seal.hash;
  return words.check("sealed " + std::to_string(seal.vouchers));
}

std::string Story::period(Words& words) {
  return words.check(std::string(to_string(session_->settings().period_state(words.day()))));
}

/// The last audit row of a command: who did it, and the detail where it is asked for.
std::string Story::audited(Words& words) {
  const std::string command = words.next("command");
  const bool detail = words.take("detail");
  std::string answer = "nobody";
  std::int64_t after = 0;
  for (;;) {
    const auto rows = session_->access().audit({.after_id = after, .limit = 1'000});
    if (rows.empty()) return words.check(answer);
    for (const Change& row : rows)
      if (row.command == command) answer = row.actor + (detail ? " " + row.detail : "");
    after = rows.back().id;
  }
}

std::string Story::rate(Words& words) {
  const std::string from = words.next("currency");
  const std::string to = words.next("currency");
  const Decimal rate = Decimal::parse(words.next("rate"));
  const Date on = words.day();
  session_->settings().set_exchange_rate(from, to, on, rate, words.more() ? words.next("type") : std::string());
  return words.check("set");
}

std::string Story::actor(Words& words) {
  const std::string code = words.next("code");
  if (code != "owner") session_->access().create_actor(code, code);
  session_ = std::make_unique<Session>(book_->as(code));
  return {};
}

std::string Story::unit(Words& words) {
  const std::string code = words.next("code");
  session_->catalog().create_unit(code, code);
  return words.check("created");
}

std::string Story::tax(Words& words) {
  const std::string code = words.next("code");
  const Percent rate = Percent::of(words.next("percent"));
  if (words.take("from"))
    session_->catalog().set_tax_rate(code, rate, words.day());
  else
    session_->catalog().create_tax_code(code, code, rate);
  return words.check("created");
}

std::string Story::location(Words& words) {
  const std::string code = words.next("code");
  session_->catalog().create_location(code, code);
  return words.check("created");
}

std::string Story::item_group(Words& words) {
  ItemGroup group;
  group.code = group.name = words.next("code");
  if (words.take("under")) group.parent = words.next("parent");
  session_->catalog().create_item_group(group);
  return words.check("created");
}

std::string Story::item(Words& words) {
  ItemInput input;
  input.code = input.name = words.next("code");
  std::optional<Decimal> base;
  while (words.more()) {
    if (words.take("unit")) {
      input.unit = words.next("unit");
    } else if (words.take("also")) {
      const std::string other = words.next("unit");
      input.units.push_back({other, Ratio::of(Decimal::parse(words.next("factor")))});
    } else if (words.take("tax")) {
      input.tax_code = words.next("tax code");
    } else if (words.take("group")) {
      input.groups.push_back(words.next("group"));
    } else if (words.take("base")) {
      base = Decimal::parse(words.next("price"));
    } else if (words.take("service")) {
      input.stocked = false;
    } else {
      break;
    }
  }
  session_->catalog().create_item(input);
  if (base) session_->prices().set_base(input.code, *base);
  return words.check("created");
}

std::string Story::adjust(Words& words) {
  const std::string item = words.next("item");
  const std::string location = words.next("location");
  session_->stock().adjust(item, location, Quantity::of(words.next("quantity")), Date::of(2026, 1, 1), "count");
  return words.check("adjusted");
}

std::string Story::group(Words& words) {
  PartyGroup group;
  group.code = group.name = words.next("code");
  if (words.take("under")) group.parent = words.next("parent");
  session_->customers().create_group(group);
  return words.check("created");
}

std::string Story::person(Words& words) {
  Person person;
  person.code = person.name = words.next("code");
  if (words.take("until")) person.active.until = words.day() + 1;
  session_->customers().create_person(person);
  return words.check("created");
}

std::string Story::set_up_party(Parties parties, Words& words, bool customer) {
  PartyInput input;
  input.code = input.name = words.next("code");
  input.customer = customer;
  input.supplier = !customer;
  while (words.more()) {
    if (words.take("named")) {
      input.name = words.next("name");
    } else if (words.take("tax_number")) {
      input.tax_number = words.next("tax number");
    } else if (words.take("representative")) {
      input.representative = words.next("name");
    } else if (words.take("phone")) {
      input.phone = words.next("phone");
    } else if (words.take("email")) {
      input.email = words.next("e-mail");
    } else if (words.take("group")) {
      input.groups.push_back(words.next("group"));
    } else if (words.take("and_supplier")) {
      input.supplier = true;
    } else if (const auto term = parse_term(words.left[words.place])) {
      ++words.place;
      input.terms.emplace_back(*term, words.next("value"));
    } else {
      break;
    }
  }
  parties.create(input);
  return words.check("created");
}

std::string Story::customer(Words& words) { return set_up_party(session_->customers(), words, true); }
std::string Story::supplier(Words& words) { return set_up_party(session_->suppliers(), words, false); }

std::string Story::term(Words& words) {
  TermOwner owner = TermOwner::book();
  if (words.take("group"))
    owner = TermOwner::group(words.next("group"));
  else if (!words.take("book"))
    owner = TermOwner::party(words.next("party"));
  const auto term = parse_term(words.next("term"));
  if (!term) mistake("no such term");
  std::optional<std::string> value;
  if (words.more() && !words.at("from")) value = words.next("value");
  const std::optional<Date> from = words.take("from") ? std::optional(words.day()) : std::nullopt;
  if (!value && owner.kind == TermOrigin::party) {
    const EffectiveTerm found = session_->customers().term(owner.code, *term, {.on = from});
    const std::string origin = found.origin == TermOrigin::nowhere ? "nowhere"
                               : found.origin == TermOrigin::book  ? "book"
                               : found.origin == TermOrigin::group ? "group " + found.origin_code
                                                                   : "party " + found.origin_code;
    return words.check((found.none ? "none" : found.value.value_or("not set")) + " from " + origin);
  }
  if (!value) mistake("a term needs a value");
  Parties parties = session_->customers();
  if (*value == "none")
    parties.set_term_none(owner, *term, from);
  else if (*value == "inherited")
    parties.inherit_term(owner, *term, from);
  else
    parties.set_term(owner, *term, *value, from);
  return words.check("set");
}

std::string Story::address(Words& words) {
  const std::string party = words.next("party");
  Address address;
  address.name = words.next("name");
  address.street = words.next("street");
  address.is_default = words.take("default");
  session_->customers().save_address(party, address);
  return words.check("saved");
}

std::string Story::list(Words& words) {
  PriceListInput input;
  input.code = input.name = words.next("code");
  while (words.more()) {
    if (words.take("level"))
      input.kind = PriceListKind::level;
    else if (words.take("purchases"))
      input.direction = Direction::purchases;
    else if (words.take("tax_included"))
      input.tax_included = true;
    else if (words.take("in"))
      input.currency = words.next("currency");
    else
      break;
  }
  session_->prices().create_list(input);
  return words.check("created");
}

/// Base prices in bulk: item, price and period of each, joined by `and`.
namespace {

/// `list B`, `level A`, `customer C001`, `group G`, `location W1`, `everyone` or `base`; `purchases` before it.
PriceScope read_scope(auto& words) {
  PriceScope scope;
  if (words.take("purchases")) scope.direction = Direction::purchases;
  const std::string kind = words.next("list kind");
  if (kind == "list")
    scope.kind = PriceListKind::named;
  else if (kind == "level")
    scope.kind = PriceListKind::level;
  else if (kind == "customer")
    scope.kind = PriceListKind::customer;
  else if (kind == "group")
    scope.kind = PriceListKind::customer_group;
  else if (kind == "location")
    scope.kind = PriceListKind::location;
  else if (kind == "everyone")
    scope.kind = PriceListKind::everyone;
  else if (kind != "base")
    mistake("no such list kind: " + kind);
  if (kind != "base" && kind != "everyone") scope.code = words.next("list");
  return scope;
}

std::string product_text(const ProductScope& product) {
  return product.item ? *product.item : product.group ? "group " + *product.group : "everything";
}

std::string value_text(const PriceEntryInput& terms) {
  return terms.price ? shown(*terms.price) : shown(*terms.percent_of_base) + " %";
}

std::string price_text(const std::optional<PriceQuote>& quote) {
  return quote ? two_places(quote->unit_price) : "none";
}

std::string days_text(const Period& valid) {
  return (valid.from ? " from " + valid.from->to_string() : "") +
         (valid.until ? " until " + valid.until->to_string() : "");
}

}  // namespace

/// What is doubtful about one list, or about the whole book.
std::string Story::lint(Words& words) {
  LintQuery query;
  query.expiring_days = 0;
  while (words.more()) {
    if (words.take("only")) {
      const auto rule = parse_lint_rule(words.next("rule"));
      if (!rule) mistake("no such rule");
      query.rules.push_back(*rule);
    } else if (words.take("on")) {
      query.on = words.day();
    } else if (words.take("expiring")) {
      query.expiring_days = std::stoi(words.next("days"));
    } else if (words.take("unused_since")) {
      query.unused_since = words.day();
    } else if (words.take("limit")) {
      query.limit = std::stoi(words.next("limit"));
    } else {
      query.list = read_scope(words);
    }
  }
  const LintReport report = session_->prices().lint(query);
  std::string answer;
  for (const LintFinding& each : report.findings)
    answer += (answer.empty() ? "" : "; ") + std::string(to_string(each.rule)) +
              (each.grade == LintGrade::note ? " (note)" : "") + " " + product_text(each.product) + ": " + each.message;
  if (report.left_out > 0) answer += "; and " + std::to_string(report.left_out) + " more";
  return words.check(answer.empty() ? "nothing" : answer);
}

/// A product, a price or percentage and its conditions.
std::string Story::version_entry(Words& words, PriceEntryInput& entry) {
  if (words.take("item_group"))
    entry.product.group = words.next("group");
  else if (!words.take("everything"))
    entry.product.item = words.next("item");
  const std::string value = words.next("price");
  if (value.ends_with('%'))
    entry.percent_of_base = Decimal::parse(value.substr(0, value.size() - 1));
  else
    entry.price = Decimal::parse(value);
  while (words.more()) {
    if (words.take("min"))
      entry.min_quantity = Decimal::parse(words.next("quantity"));
    else if (words.take("from"))
      entry.valid.from = words.day();
    else if (words.take("until"))
      entry.valid.until = words.day();
    else
      break;
  }
  return value;
}

/// A version of a price list, by its name.
std::string Story::price_version(Words& words) {
  const std::string name = words.next("name");
  PriceVersions versions = session_->price_versions();
  if (words.take("of")) {
    versions.create(read_scope(words), name);
    return words.check("created");
  }
  PriceVersionId id;
  PriceScope list;
  for (const PriceVersion& each : versions.all())
    if (each.name == name) {
      id = each.id;
      list = each.list;
    }
  // The entry that says what an item costs from a quantity on: of the version itself, else of the list.
  const auto entry_of = [&](const std::string& item, const Decimal& min_quantity) {
    PriceEntryId found;
    for (const PriceEntry& each : session_->prices().entries(list))
      if (each.terms.product.item == item && each.terms.min_quantity == min_quantity) found = each.id;
    for (const VersionRow& row : versions.rows(id))
      if (row.after && row.after->terms.product.item == item && row.after->terms.min_quantity == min_quantity)
        found = row.after->id;
    if (!found) mistake("no price of " + item);
    return found;
  };
  if (words.take("add") || words.at("correct")) {
    const bool correct = words.take("correct");
    PriceEntryInput entry;
    version_entry(words, entry);
    if (correct) entry.replaces = entry_of(*entry.product.item, entry.min_quantity);
    versions.set(id, entry);
    return words.check("set");
  }
  if (words.take("remove")) {
    const std::string item = words.next("item");
    versions.remove(id, entry_of(item, words.take("min") ? Decimal::parse(words.next("quantity")) : Decimal(0)));
    return words.check("removed");
  }
  if (words.take("quote")) {
    QuoteRequest request;
    request.customer = words.next("customer");
    request.item = words.next("item");
    if (words.take("quantity")) request.quantity = Quantity::of(words.next("quantity"));
    if (words.take("on")) request.on = words.day();
    const PriceQuote quote = versions.quote(id, request);
    return words.check(two_places(quote.unit_price) + " because " + std::string(to_string(quote.source)));
  }
  if (words.take("rows")) {
    std::string answer;
    for (const VersionRow& row : versions.rows(id)) {
      const PriceEntryInput& terms = row.after ? row.after->terms : row.before->terms;
      answer += (answer.empty() ? "" : ", ") + std::string(to_string(row.change)) + " " + product_text(terms.product);
      if (terms.min_quantity.sign() != 0) answer += " min " + shown(terms.min_quantity);
      if (row.before) answer += " " + value_text(row.before->terms) + days_text(row.before->terms.valid);
      if (row.before && row.after) answer += " to";
      if (row.after) answer += " " + value_text(row.after->terms) + days_text(row.after->terms.valid);
    }
    return words.check(answer.empty() ? "none" : answer);
  }
  if (words.take("effects")) {
    EffectQuery query;
    while (words.more()) {
      if (words.take("on"))
        query.on = words.day();
      else if (words.take("for"))
        query.customers.push_back(words.next("customer"));
      else if (words.take("item"))
        query.items.push_back(words.next("item"));
      else
        break;
    }
    const VersionEffects found = versions.effects(id, query);
    std::string answer;
    for (const VersionEffect& each : found.changed)
      answer += (answer.empty() ? "" : ", ") + each.customer + " " + shown(each.quantity.value()) + " " + each.item +
                " " + price_text(each.before) + " to " + price_text(each.after);
    return words.check((answer.empty() ? "none" : answer) + ", of " + std::to_string(found.compared));
  }
  if (words.take("approve")) {
    versions.approve(id);
  } else if (words.take("publish")) {
    versions.publish(id, words.take("from") ? std::optional(words.day()) : std::nullopt);
  } else if (words.take("roll_back")) {
    versions.roll_back(id, words.take("from") ? std::optional(words.day()) : std::nullopt);
  } else if (words.take("retire")) {
    versions.retire(id);
  }
  const PriceVersion now = versions.get(id);
  std::string answer(to_string(now.state));
  if (now.published_from) answer += ", published from " + now.published_from->to_string();
  if (now.rolled_back_from) answer += ", rolled back from " + now.rolled_back_from->to_string();
  if (!now.approved_by.empty()) answer += ", approved by " + now.approved_by;
  return words.check(answer);
}

std::string Story::load(Words& words) {
  BulkOptions options;
  std::vector<PriceEntryInput> entries;
  while (words.more() && !words.take(":")) {
    if (words.take("dry"))
      options.dry_run = DryRun::yes;
    else if (words.take("reject"))
      options.overlap = Overlap::reject;
    else if (words.take("split"))
      options.overlap = Overlap::split;
    else if (words.take("warn"))
      options.warn = Warn::yes;
    else
      break;
  }
  while (words.more()) {
    PriceEntryInput& entry = entries.emplace_back();
    entry.product.item = words.next("item");
    entry.price = Decimal::parse(words.next("price"));
    while (words.more() && !words.take("and")) {
      if (words.take("from"))
        entry.valid.from = words.day();
      else if (words.take("until"))
        entry.valid.until = words.day();
      else if (words.take("min"))
        entry.min_quantity = Decimal::parse(words.next("quantity"));
      else
        return words.check("nobody understands this", false);
    }
  }
  const BulkReport report = session_->price_changes().load(entries, options);
  std::string answer = report.saved ? "saved" : "not saved";
  for (const BulkRow& row : report.rows) {
    answer += ", ";
    if (row.problems.empty()) answer += row.cut.empty() ? "ok" : "ok cut " + std::to_string(row.cut.size());
    for (std::size_t i = 0; i < row.problems.size(); ++i)
      answer += (i == 0 ? "" : " and ") + std::string(to_string(row.problems[i].code)) + " " + row.problems[i].field;
    for (const LintFinding& each : row.warnings)
      answer += " " + std::string(to_string(each.rule)) + " (" + each.message + ")";
  }
  return words.check(answer);
}

/// A price over the days of a period; the lowest is marked.
std::string Story::timeline(Words& words) {
  QuoteRequest request;
  request.customer = words.next("customer");
  request.item = words.next("item");
  Period days;
  while (words.more()) {
    if (words.take("from"))
      days.from = words.day();
    else if (words.take("until"))
      days.until = words.day();
    else
      break;
  }
  const PriceTimeline found = session_->prices().timeline(request, days);
  std::string answer;
  for (std::size_t i = 0; i < found.spans.size(); ++i) {
    const PriceSpan& span = found.spans[i];
    answer += (answer.empty() ? "" : ", ") + span.days.from->to_string() + " " +
              (span.quote ? two_places(span.quote->unit_price) : "none") + (found.lowest == i ? " lowest" : "");
  }
  return words.check(answer);
}

/// New prices of a selection.
std::string Story::reprice(Words& words) {
  PriceChange change;
  DryRun dry_run = DryRun::no;
  while (words.more()) {
    if (words.take("dry")) {
      dry_run = DryRun::yes;
    } else if (words.take("list")) {
      change.list = {.kind = PriceListKind::named, .code = words.next("list")};
    } else if (words.take("item")) {
      change.items.push_back(words.next("item"));
    } else if (words.take("item_group")) {
      change.groups.push_back(words.next("group"));
    } else if (words.take("plus")) {
      change.addend = Decimal::parse(words.next("addend"));
    } else if (words.take("ending")) {
      change.ending = ending(words);
    } else if (words.take("from")) {
      change.from = words.day();
    } else {
      std::string percent = words.next("percent");
      percent.pop_back();
      change.percent = Decimal::parse(percent);
    }
  }
  std::string answer;
  for (const PriceChangeRow& row : session_->price_changes().change(change, dry_run))
    answer += (answer.empty() ? "" : ", ") + row.product.item.value_or("group " + row.product.group.value_or("")) +
              " " + two_places(row.before) + " -> " + two_places(row.after);
  return words.check(answer.empty() ? "nothing" : answer);
}

/// A multiple and, with a sign, an offset: "1 -0.01"
PriceEnding Story::ending(Words& words) {
  PriceEnding made{.multiple = Decimal::parse(words.next("multiple"))};
  if (words.more() && (words.left[words.place].front() == '-' || words.left[words.place].front() == '+'))
    made.offset = Decimal::parse(words.next("offset"));
  if (words.take("up")) made.rounding = Rounding::up;
  if (words.take("down")) made.rounding = Rounding::down;
  return made;
}

/// An ending, a floor or a ceiling.
std::string Story::rule(Words& words) {
  PriceRuleInput input;
  const std::string rule_kind = words.next("rule");
  input.kind = rule_kind == "ending"  ? PriceRuleKind::ending
               : rule_kind == "floor" ? PriceRuleKind::floor
                                      : PriceRuleKind::ceiling;
  if (words.take("purchases")) input.buyer.direction = Direction::purchases;
  const std::string kind = words.next("buyer");
  if (kind == "level")
    input.buyer.kind = PriceListKind::level;
  else if (kind == "customer")
    input.buyer.kind = PriceListKind::customer;
  else if (kind == "group")
    input.buyer.kind = PriceListKind::customer_group;
  else if (kind != "everyone")
    mistake("no such buyer: " + kind);
  if (kind != "everyone") input.buyer.code = words.next("code");
  if (words.take("item_group"))
    input.product.group = words.next("group");
  else if (!words.take("everything"))
    input.product.item = words.next("item");
  if (input.kind == PriceRuleKind::ending) {
    input.ending = ending(words);
  } else {
    std::string value = words.next("value");
    const bool percent = value.ends_with('%');
    if (percent) value.pop_back();
    input.value = Decimal::parse(value);
    if (words.take("of")) {
      const std::string base = words.next("base");
      input.base = base == "base_price"    ? LimitBase::base_price
                   : base == "price_found" ? LimitBase::price_found
                   : base == "cost"        ? LimitBase::cost
                                           : LimitBase::margin;
    } else if (percent) {
      mistake("a percentage of what?");
    }
  }
  while (words.more()) {
    if (words.take("warn"))
      input.on_breach = OnBreach::warn;
    else if (words.take("refuse"))
      input.on_breach = OnBreach::refuse;
    else if (words.take("min_price"))
      input.min_price = Decimal::parse(words.next("price"));
    else if (words.take("min"))
      input.min_quantity = Decimal::parse(words.next("quantity"));
    else if (words.take("unit"))
      input.unit = words.next("unit");
    else if (words.take("in"))
      input.buyer.currency = words.next("currency");
    else if (words.take("from"))
      input.valid.from = words.day();
    else if (words.take("until"))
      input.valid.until = words.day();
    else
      break;
  }
  session_->prices().set_rule(input);
  return words.check("set");
}

std::string Story::price(Words& words) {
  PriceEntryInput entry;
  if (words.take("purchases")) entry.list.direction = Direction::purchases;
  const std::string kind = words.next("list kind");
  if (kind == "list")
    entry.list.kind = PriceListKind::named;
  else if (kind == "level")
    entry.list.kind = PriceListKind::level;
  else if (kind == "customer")
    entry.list.kind = PriceListKind::customer;
  else if (kind == "group")
    entry.list.kind = PriceListKind::customer_group;
  else if (kind == "location")
    entry.list.kind = PriceListKind::location;
  else if (kind == "everyone")
    entry.list.kind = PriceListKind::everyone;
  else if (kind != "base")
    mistake("no such list kind: " + kind);
  if (kind != "base" && kind != "everyone") entry.list.code = words.next("list");
  if (words.take("item_group"))
    entry.product.group = words.next("group");
  else if (!words.take("everything"))
    entry.product.item = words.next("item");
  const bool margin = words.take("margin");
  const std::string value = words.next("price");
  if (value.ends_with('%'))
    (margin ? entry.margin : entry.percent_of_base) = Decimal::parse(value.substr(0, value.size() - 1));
  else
    entry.price = Decimal::parse(value);
  while (words.more()) {
    if (words.take("by_rate"))
      entry.rate_type = words.next("rate type");
    else if (words.take("rate_on"))
      entry.rate_on = words.day();
    else if (words.take("min"))
      entry.min_quantity = Decimal::parse(words.next("quantity"));
    else if (words.take("per"))
      entry.per = Decimal::parse(words.next("quantity"));
    else if (words.take("unit"))
      entry.unit = words.next("unit");
    else if (words.take("net"))
      entry.net = true;
    else if (words.take("graduated"))
      entry.scale = Scale::incremental;
    else if (words.take("blocks"))
      entry.scale = Scale::block;
    else if (words.take("of"))
      entry.of_list = words.next("list");
    else if (words.take("plus"))
      entry.addend = Decimal::parse(words.next("addend"));
    else if (words.take("ending"))
      entry.ending = ending(words);
    else if (words.take("in"))
      entry.list.currency = words.next("currency");
    else if (words.take("from"))
      entry.valid.from = words.day();
    else if (words.take("until"))
      entry.valid.until = words.day();
    else if (words.take("through"))
      entry.valid.until = words.day() + 1;
    else
      break;
  }
  session_->prices().set(entry);
  return words.check("set");
}

/// `sales discount first, extra compound`
std::string Story::procedure(Words& words) {
  BookSettings settings = session_->settings().get();
  auto& steps = words.next("sales or purchases") == "sales" ? settings.sales_discounts : settings.purchase_discounts;
  steps.clear();
  while (words.more()) {
    DiscountStep& step = steps.emplace_back();
    step.name = words.next("step");
    while (words.more() && !words.take("then")) {
      if (words.take("within"))
        step.within = parse_combine(words.next("choice")).value();
      else if (words.take("of_found"))
        step.base = DiscountStep::Base::found;
      else
        step.combine = parse_combine(words.next("combination")).value();
    }
  }
  session_->settings().change(settings);
  return words.check("changed");
}

/// `level WHOLESALE P1 7%`: who, what, how much.
std::string Story::discount(Words& words) {
  DiscountInput input;
  if (words.take("purchases")) input.buyer.direction = Direction::purchases;
  const std::string kind = words.next("buyer");
  if (kind == "level")
    input.buyer.kind = PriceListKind::level;
  else if (kind == "customer")
    input.buyer.kind = PriceListKind::customer;
  else if (kind == "group")
    input.buyer.kind = PriceListKind::customer_group;
  else if (kind != "everyone")
    mistake("no such buyer: " + kind);
  if (kind != "everyone") input.buyer.code = words.next("code");
  if (words.take("item_group"))
    input.product.group = words.next("group");
  else if (!words.take("everything"))
    input.product.item = words.next("item");
  std::string value = words.next("value");
  if (value.ends_with('%')) {
    value.pop_back();
    while (!value.empty()) {
      const std::size_t end = std::min(value.find('+'), value.size());
      input.percents.push_back(Decimal::parse(value.substr(0, end)));
      value.erase(0, end + 1);
    }
  } else {
    input.amount = Decimal::parse(value);
  }
  while (words.more()) {
    if (words.take("step"))
      input.step = words.next("step");
    else if (words.take("programme"))
      input.programme = words.next("programme");
    else if (words.take("min"))
      input.min_quantity = Decimal::parse(words.next("quantity"));
    else if (words.take("min_amount"))
      input.min_amount = Decimal::parse(words.next("amount"));
    else if (words.take("unit"))
      input.unit = words.next("unit");
    else if (words.take("in"))
      input.buyer.currency = words.next("currency");
    else if (words.take("from"))
      input.valid.from = words.day();
    else if (words.take("until"))
      input.valid.until = words.day();
    else if (words.take("through"))
      input.valid.until = words.day() + 1;
    else
      break;
  }
  session_->prices().set_discount(input);
  return words.check("set");
}

/// The base price, said anew.
std::string Story::rebase(Words& words) {
  const std::string item = words.next("item");
  const Decimal price = Decimal::parse(words.next("price"));
  Period valid;
  if (words.take("from")) valid.from = words.day();
  session_->prices().set_base(item, price, valid);
  return words.check("set");
}

namespace {

QuoteRequest read_request(auto& words) {
  QuoteRequest request;
  request.customer = words.next("customer");
  request.item = words.next("item");
  while (words.more()) {
    if (words.take("quantity"))
      request.quantity = Quantity::of(words.next("quantity"));
    else if (words.take("unit"))
      request.unit = words.next("unit");
    else if (words.take("on"))
      request.on = words.day();
    else if (words.take("at"))
      request.location = words.next("location");
    else if (words.take("list"))
      request.list = words.next("list");
    else if (words.take("in"))
      request.currency = words.next("currency");
    else if (words.take("purchases"))
      request.direction = Direction::purchases;
    else
      break;
  }
  return request;
}

}  // namespace

/// `explain C001 P1 list B`: from the figure that was found to the price.
std::string Story::explain(Words& words) {
  std::string answer;
  for (const PriceStep& step : session_->prices().explain(read_request(words)).steps)
    answer += (answer.empty() ? "" : " | ") + step.what + " " + shown(step.after);
  return words.check(answer);
}

std::string Story::quote(Words& words) {
  const PriceQuote quote = session_->prices().quote(read_request(words));
  std::string answer = two_places(quote.unit_price) + " because " + std::string(to_string(quote.source));
  if (quote.amount) answer += " in all " + amount(*quote.amount);
  if (quote.price_before_discounts) answer += " before discounts " + two_places(*quote.price_before_discounts);
  if (quote.price_before_rules) answer += " before rules " + two_places(*quote.price_before_rules);
  if (quote.limit)
    answer += " " + std::string(to_string(quote.limit->side)) + " " + two_places(quote.limit->price) + " " +
              std::string(to_string(quote.limit->on_breach));
  return words.check(answer);
}

/// Prices of everybody and everything, as Arrow; `since` an earlier one only what has changed.
std::string Story::matrix(Words& words) {
  MatrixQuery query;
  bool since = false;
  while (words.more()) {
    if (words.take("since"))
      since = true;
    else if (words.take("on"))
      query.on = words.day();
    else if (words.take("breaks"))
      query.quantities.clear();
    else if (words.take("customer"))
      query.customers.push_back(words.next("customer"));
    else if (words.take("item"))
      query.items.push_back(words.next("item"));
    else
      words.end();
  }
  if (since) query.changed_since = matrix_;
  PriceMatrix made = session_->price_analysis().matrix(query);
  matrix_ = made.revision;
  std::string answer;
  for (const std::string& row : ArrowTable(std::move(made.stream)).told({"customer", "item", "quantity", "unit_price"}))
    answer += (answer.empty() ? "" : ", ") + row;
  return words.check(answer.empty() ? "nothing" : answer);
}

namespace {

/// `C001 P1 9`, then `on` a day.
QuoteRequest line_asked(auto& words) {
  QuoteRequest request;
  request.customer = words.next("customer");
  request.item = words.next("item");
  request.quantity = Quantity::of(words.next("quantity"));
  if (words.take("on")) request.on = words.day();
  return request;
}

}  // namespace

std::string Story::next_breaks(Words& words) {
  const NextBreaks found = session_->price_analysis().next_breaks(line_asked(words));
  std::string answer = amount(found.amount);
  for (const NextBreak& each : found.breaks)
    answer += ", " + shown(each.more.value()) + " more: " + two_places(each.less_each) + " less each, " +
              amount(each.more_in_all) + " more in all";
  return words.check(answer);
}

/// What to type for a `margin` or a `total`.
std::string Story::target(Words& words) {
  PriceTarget target;
  if (words.take("margin"))
    target.margin = Percent::of(words.next("margin"));
  else if (words.take("total"))
    target.total = Decimal::parse(words.next("total"));
  const TargetPrice found = session_->price_analysis().price_for(line_asked(words), target);
  std::string answer = two_places(found.unit_price) + " each, " + amount(found.amount) + " in all, or " +
                       shown(found.discount.value()) + "% off, " + amount(found.amount_discounted) + " in all";
  if (found.margin) answer += ", margin " + shown(found.margin->value()) + "%";
  return words.check(answer);
}

std::string Story::packs(Words& words) {
  const PackMix found = session_->price_analysis().cheapest_packs(line_asked(words));
  std::string answer;
  for (const Pack& pack : found.packs)
    answer += (answer.empty() ? "" : " + ") + std::to_string(pack.count) + " " + pack.unit;
  return words.check(answer + " = " + shown(found.quantity.value()) + " for " + amount(found.amount));
}

/// Sales of [from, until) if a list's prices had changed by a percentage.
std::string Story::simulate(Words& words) {
  SimulatedChanges changes;
  SimulationQuery query;
  bool by_customer = false;
  while (words.more()) {
    if (words.take("from")) {
      query.dated.from = words.day();
    } else if (words.take("until")) {
      query.dated.until = words.day();
    } else if (words.take("on")) {
      query.on = words.day();
    } else if (words.take("reprice_typed")) {
      query.typed_prices = TypedPrices::reprice;
    } else if (words.take("by_customer")) {
      by_customer = true;
    } else if (words.take("tax")) {
      std::string code = words.next("tax code");
      changes.tax_rates.push_back({std::move(code), Percent::of(words.next("rate"))});
    } else if (words.take("ending")) {
      changes.price_changes.back().ending = ending(words);
    } else {
      std::string percent = words.next("percent");
      percent.pop_back();
      changes.price_changes.push_back({.percent = Decimal::parse(percent)});
    }
  }
  const Simulation found = session_->simulations().simulate(changes, query);
  const auto told = [](const SimulatedFigures& figures) {
    return amount(figures.before) + " -> " + amount(figures.after) + " margin " + amount(figures.margin_before) +
           " -> " + amount(figures.margin_after);
  };
  std::string answer = told(found.total);
  if (by_customer)
    for (const SimulationRow& row : found.customers) answer += ", " + row.code + " " + amount(row.figures.gain());
  return words.check(answer);
}

namespace {

/// `10 P1`, then any of: @ price, -8%, unit DZN, list B, tax CODE.
void read_line(auto& words, VoucherDraft& draft) {
  LineDraft line;
  line.quantity = Quantity::of(words.next("quantity"));
  line.item = words.next("item");
  while (words.more() && !words.take("and")) {
    if (words.take("@"))
      line.unit_price = UnitPrice::of(words.next("price"));
    else if (words.take("discount"))
      line.discount = Percent::of(words.next("percent"));
    else if (words.take("unit"))
      line.unit = words.next("unit");
    else if (words.take("list"))
      line.price_list = words.next("list");
    else if (words.take("tax"))
      line.tax_code = words.take("none") ? "" : words.next("tax code");
    else if (words.take("gift_of"))
      line.gift_of = words.next("programme");
    else if (words.take("for"))
      line.price_reason = words.next("reason");
    else
      mistake("nobody understands '" + words.left[words.place] + "' in a line");
  }
  draft.lines.push_back(std::move(line));
}

std::string refusal_text(const PostResult& result) {
  const Problem& refusal = *result.refusal;
  if (refusal.code == ErrorCode::stock_short) {
    for (const auto& [key, value] : refusal.figures)
      if (key == "short") return "STOCK_SHORT " + value;
  }
  if (refusal.code == ErrorCode::coupon_refused) {
    for (const auto& [key, value] : refusal.figures)
      if (key == "reason") return "COUPON_REFUSED " + value;
  }
  if (refusal.code == ErrorCode::price_limit) return "PRICE_LIMIT " + refusal.field;
  std::string rules;
  std::string release;
  bool figures_only = true;
  for (const CreditFinding& each : result.credit->findings)
    figures_only = figures_only && (each.rule == CreditRule::limit || each.rule == CreditRule::age);
  for (const auto& [key, value] : refusal.figures) {
    if (key == "rules") rules = value;
    if (key == "release") release = ": " + value;
  }
  const char* const verdict = refusal.code == ErrorCode::credit_blocked    ? "blocked"
                              : refusal.code == ErrorCode::credit_warning  ? "warned"
                              : refusal.code == ErrorCode::customer_locked ? "locked"
                                                                           : "held";
  if (!figures_only || !release.empty()) return std::string(verdict) + " by " + rules + release;
  return std::string(verdict) + " excess " + amount(result.credit->excess_amount) + " and " +
         std::to_string(result.credit->excess_days) + " days";
}

}  // namespace

namespace {

std::string shown(const std::vector<Instalment>& instalments) {
  std::string answer;
  for (const Instalment& each : instalments) {
    answer += (answer.empty() ? "" : ", ") + each.due.to_string() + " " + amount(each.amount);
    if (each.discount_until) answer += " less " + amount(each.discount) + " until " + each.discount_until->to_string();
  }
  return answer;
}

std::string shown(const std::vector<Voucher>& companions) {
  std::string answer;
  for (const Voucher& each : companions) answer += " " + std::string(to_string(each.kind)) + " " + amount(each.total);
  return answer;
}

}  // namespace

namespace {

/// Names of orders up to the first other word; `none` for no order at all.
std::vector<AllocationOrder> orders(auto& words) {
  std::vector<AllocationOrder> found;
  if (words.take("none")) return found;
  for (;;) {
    if (words.take("oldest_dated"))
      found.push_back(AllocationOrder::oldest_dated);
    else if (words.take("oldest_due"))
      found.push_back(AllocationOrder::oldest_due);
    else if (words.take("smallest"))
      found.push_back(AllocationOrder::smallest);
    else if (words.take("largest"))
      found.push_back(AllocationOrder::largest);
    else if (words.take("exact"))
      found.push_back(AllocationOrder::exact);
    else
      return found;
  }
}

}  // namespace

/// A voucher as a story writes it.
struct Story::Typed {
  VoucherDraft draft{};
  PostOptions options{};
  bool preview = false;
};

void Story::read_voucher(Words& words, Typed& typed) {
  VoucherDraft& draft = typed.draft;
  PostOptions& options = typed.options;
  draft.party = words.next("party");
  while (words.more() && !words.take(":")) {
    if (words.take("on"))
      draft.dated = words.day();
    else if (words.take("priced_on"))
      draft.priced_on = words.day();
    else if (words.take("at"))
      draft.location = words.next("location");
    else if (words.take("payable"))
      draft.side = Side::payable;
    else if (words.take("due"))
      draft.due = words.day();
    else if (words.take("terms"))
      draft.payment_terms = words.next("payment terms");
    else if (words.take("in"))
      draft.currency = words.next("currency");
    else if (words.take("at_rate"))
      draft.exchange_rate = Decimal::parse(words.next("rate"));
    else if (words.take("inclusive"))
      draft.tax_mode = TaxMode::inclusive;
    else if (words.take("by"))
      draft.salesperson = words.next("person");
    else if (words.take("ship_to"))
      draft.ship_to = words.next("address");
    else if (words.take("acknowledged"))
      options.acknowledge_warnings = true;
    else if (words.take("soft_lock_acknowledged"))
      options.acknowledge_soft_lock = true;
    else if (words.take("hold"))
      options.credit_hold = CreditHoldId(std::stoll(words.next("hold")));
    else if (words.take("key"))
      options.idempotency_key = words.next("key");
    else if (words.take("preview"))
      typed.preview = true;
    else if (words.take("coupon"))
      draft.coupons.push_back(words.next("coupon"));
    else if (words.take("reserved"))
      draft.reservation = ReservationId(std::stoll(words.next("reservation")));
    else if (words.take("settles"))
      draft.settles.push_back(voucher(words).id);
    else if (words.take("by_order"))
      draft.allocation = orders(words);
    else if (words.take("because"))
      draft.reason = parse_reason(words.next("reason"));
    else if (words.take("write_off_up_to"))
      draft.write_off_up_to = Decimal::parse(words.next("amount"));
    else
      draft.amount = Decimal::parse(words.next("amount"));
  }
  while (words.more()) read_line(words, draft);
}

/// `phases line best_for_buyer then order compound across compete of_original`
std::string Story::phases(Words& words) {
  BookSettings settings = session_->settings().get();
  settings.sales_promotions.clear();
  while (words.more()) {
    PromotionPhase& phase = settings.sales_promotions.emplace_back();
    phase.name = words.next("phase");
    while (words.more() && !words.take("then")) {
      if (words.take("across"))
        phase.across = words.take("compete")    ? PromotionPhase::Across::compete
                       : words.take("compound") ? PromotionPhase::Across::compound
                                                : PromotionPhase::Across::together;
      else if (words.take("of_original"))
        phase.base = PromotionPhase::Base::original;
      else
        phase.combine = parse_combine(words.next("combination")).value();
    }
  }
  session_->settings().change(settings);
  return words.check("changed");
}

namespace {

ProgrammeProduct read_product(auto& words) {
  ProgrammeProduct product;
  if (words.take("item_group"))
    product.group = words.next("group");
  else
    product.item = words.next("item");
  return product;
}

std::uint8_t read_weekdays(std::string_view names) {
  constexpr std::string_view all = "mon tue wed thu fri sat sun";
  std::uint8_t days = 0;
  for (std::size_t at = 0; at < names.size(); at += 4)
    days = static_cast<std::uint8_t>(days | 1U << all.find(names.substr(at, 3)) / 4);
  return days;
}

ProgrammeId find_programme(Session& session, const std::string& code) {
  const auto found = session.promotions().list({.code = code});
  if (found.size() != 1) mistake("there is no programme " + code);
  return found.front().id;
}

}  // namespace

/// `PR1 order_percent 2 min_amount 500`: code, reward, its value, then what it depends on.
std::string Story::programme(Words& words) {
  ProgrammeInput input;
  input.code = words.next("code");
  const auto reward = parse_reward(words.next("reward"));
  if (!reward) mistake("no such reward");
  input.reward = *reward;
  while (words.more()) {
    if (words.take("phase"))
      input.phase = words.next("phase");
    else if (words.take("priority"))
      input.priority = std::stoi(words.next("priority"));
    else if (words.take("exclusive"))
      input.exclusive = true;
    else if (words.take("on"))
      input.products.push_back(read_product(words));
    else if (words.take("set")) {
      input.needs = Needs::all;
      const Decimal quantity = Decimal::parse(words.next("quantity"));
      input.products.push_back(read_product(words));
      input.products.back().quantity = quantity;
    } else if (words.take("for"))
      input.customers.push_back(words.next("customer"));
    else if (words.take("for_group"))
      input.customer_groups.push_back(words.next("group"));
    else if (words.take("weekdays"))
      input.weekdays = read_weekdays(words.next("days"));
    else if (words.take("min"))
      input.min_quantity = Decimal::parse(words.next("quantity"));
    else if (words.take("min_amount"))
      input.min_amount = Decimal::parse(words.next("amount"));
    else if (words.take("in"))
      input.currency = words.next("currency");
    else if (words.take("per"))
      input.per = Decimal::parse(words.next("quantity"));
    else if (words.take("get"))
      input.get = Decimal::parse(words.next("quantity"));
    else if (words.take("mode"))
      input.mode = parse_free_mode(words.next("mode")).value();
    else if (words.take("once"))
      input.repeats = false;
    else if (words.take("get_max"))
      input.get_max = Decimal::parse(words.next("quantity"));
    else if (words.take("multiple"))
      input.get_multiple = Decimal::parse(words.next("quantity"));
    else if (words.take("pick"))
      input.pick = parse_pick(words.next("pick")).value();
    else if (words.take("gift"))
      input.gift = words.next("item");
    else if (words.take("cap"))
      input.cap = Decimal::parse(words.next("amount"));
    else if (words.take("from"))
      input.valid.from = words.day();
    else if (words.take("until"))
      input.valid.until = words.day();
    else if (words.take("through"))
      input.valid.until = words.day() + 1;
    else if (words.take("by_coupon"))
      input.by_coupon = true;
    else if (words.take("uses_max"))
      input.uses_max = std::stoll(words.next("uses"));
    else if (words.take("customer_uses_max"))
      input.customer_uses_max = std::stoll(words.next("uses"));
    else if (words.take("budget"))
      input.budget = Decimal::parse(words.next("amount"));
    else if (words.take("overrun"))
      input.overrun = parse_overrun(words.next("overrun")).value();
    else if (words.take("again"))
      input.replaces = find_programme(*session_, input.code);
    else
      input.value = Decimal::parse(words.next("value"));
  }
  session_->promotions().set(input);
  return words.check("set");
}

std::string Story::withdraw_programme(Words& words) {
  session_->promotions().withdraw(find_programme(*session_, words.next("code")));
  return words.check("withdrawn");
}

/// What became of every programme in a sale that is not posted.
std::string Story::promotions(Words& words) {
  Typed typed;
  read_voucher(words, typed);
  const Preview seen = session_->vouchers().preview(typed.draft);
  std::string answer;
  for (const PromotionVerdict& each : seen.promotions) answer += (answer.empty() ? "" : " | ") + each.to_string();
  for (const CouponVerdict& each : seen.coupons) answer += (answer.empty() ? "" : " | ") + each.to_string();
  for (const GiftChange& each : seen.gift_changes)
    answer += " | gift of " + each.programme + " " + each.item + " " + shown(each.before.value()) + " to " +
              shown(each.after.value());
  return words.check(answer);
}

/// `coupon WELCOME of TEN for C001 uses_max 2 customer_uses_max 1 through 2026-03-31`
std::string Story::coupon(Words& words) {
  CouponInput input{.code = words.next("code")};
  while (words.more()) {
    if (words.take("of"))
      input.programme = words.next("programme");
    else if (words.take("for"))
      input.customer = words.next("customer");
    else if (words.take("any_number"))
      input.uses_max.reset();
    else if (words.take("uses_max"))
      input.uses_max = std::stoll(words.next("uses"));
    else if (words.take("customer_uses_max"))
      input.customer_uses_max = std::stoll(words.next("uses"));
    else if (words.take("from"))
      input.valid.from = words.day();
    else if (words.take("until"))
      input.valid.until = words.day();
    else if (words.take("through"))
      input.valid.until = words.day() + 1;
    else
      mistake("nobody understands '" + words.left[words.place] + "' in a coupon");
  }
  session_->promotions().create_coupon(input);
  return words.check("created");
}

std::string Story::withdraw_coupon(Words& words) {
  session_->promotions().withdraw_coupon(words.next("code"));
  return words.check("withdrawn");
}

/// `usage TEN C001`
std::string Story::usage(Words& words) {
  const std::string programme = words.next("programme");
  std::optional<std::string> customer;
  if (words.more()) customer = words.next("customer");
  const ProgrammeUsage usage = session_->promotions().usage(programme, customer);
  std::string answer = std::to_string(usage.uses);
  if (usage.uses_max) answer += " of " + std::to_string(*usage.uses_max);
  answer += " " + amount(usage.amount);
  if (usage.budget) answer += " of " + amount(*usage.budget);
  if (usage.reserved != 0)
    answer += " and " + std::to_string(usage.reserved) + " " + amount(usage.reserved_amount) + " reserved";
  return words.check(answer);
}

/// `reserve 600 C001 coupon WELCOME : 10 P1`; the answer is the reservation.
std::string Story::reserve(Words& words) {
  const std::int64_t seconds = std::stoll(words.next("seconds"));
  Typed typed;
  read_voucher(words, typed);
  return words.check(std::to_string(session_->vouchers().reserve(typed.draft, seconds).id.value));
}

std::string Story::unreserve(Words& words) {
  session_->promotions().release(ReservationId(std::stoll(words.next("reservation"))));
  return words.check("released");
}

std::string Story::post(VoucherKind kind, Words& words) {
  Typed typed{.draft = {.kind = kind}};
  read_voucher(words, typed);
  const auto& [draft, options, preview] = typed;
  if (preview) {
    const Preview seen = session_->vouchers().preview(draft);
    return words.check(seen.voucher.number + " " + amount(seen.voucher.net) + " + " + amount(seen.voucher.tax) + " = " +
                       amount(seen.voucher.total) + shown(seen.companions) + " balance " + amount(seen.balance_after) +
                       (seen.voucher.instalments.size() > 1 ? " due " + shown(seen.voucher.instalments) : ""));
  }
  return posting_text(words, session_->vouchers().post(draft, options));
}

std::string Story::posting_text(Words& words, const PostResult& result) {
  if (!result.posted()) return words.check(refusal_text(result), false);
  const Voucher& posted = *result.voucher;
  std::string answer = posted.number;
  if (!posted.lines.empty()) answer += " " + amount(posted.net) + " + " + amount(posted.tax) + " =";
  answer += " " + amount(posted.total) + shown(result.companions);
  return words.check(answer);
}

Voucher Story::voucher(Words& words) {
  const auto kind = parse_voucher_kind(words.next("voucher kind"));
  if (!kind) mistake("no such voucher kind");
  const std::string number = words.next("number");
  auto found = session_->vouchers().find(*kind, number);
  if (!found) mistake("there is no voucher " + number);
  return std::move(*found);
}

std::string Story::reverse(Words& words) {
  const Voucher original = voucher(words);
  const std::optional<Date> on = words.take("on") ? std::optional(words.day()) : std::nullopt;
  const Voucher reversal = session_->vouchers().reverse(original.id, on);
  return words.check(reversal.number + " " + amount(reversal.total));
}

/// `draft sale C001 : 2 P1`
std::string Story::draft(Words& words) {
  const auto kind = parse_voucher_kind(words.next("voucher kind"));
  if (!kind) mistake("no such voucher kind");
  Typed typed{.draft = {.kind = *kind}};
  read_voucher(words, typed);
  return words.check(std::to_string(session_->vouchers().save_draft(typed.draft).value));
}

/// `copy sale 20260301-1 times 2`: into a draft, with so many times the quantities.
std::string Story::copy(Words& words) {
  VoucherDraft draft = session_->vouchers().copy(voucher(words).id);
  if (words.take("times")) {
    const std::int64_t times = std::stoll(words.next("number"));
    for (LineDraft& line : draft.lines) line.quantity.micros *= times;
  }
  return words.check(std::to_string(session_->vouchers().save_draft(draft).value));
}

/// `price_again 1 keep_typed`
std::string Story::price_again(Words& words) {
  const DraftId id(std::stoll(words.next("draft")));
  const auto mode = parse_repricing(words.next("mode"));
  if (!mode) mistake("no such mode");
  const Repriced made = session_->vouchers().reprice_draft(id, *mode);
  std::string answer;
  for (const LineRepricing& line : made.lines) {
    if (!answer.empty()) answer += " | ";
    answer += line.item + " ";
    if (line.before) answer += two_places(*line.before) + " " + std::string(to_string(line.source_before)) + " to ";
    answer += two_places(line.after) + " " + std::string(to_string(line.source_after));
    if (line.found) answer += " not " + two_places(*line.found);
    answer += ": " + std::string(to_string(line.cause));
  }
  for (const Problem& warning : made.warnings) answer += " | " + warning.message;
  return words.check(answer);
}

std::string Story::post_draft(Words& words) {
  const DraftId id(std::stoll(words.next("draft")));
  PostOptions options;
  options.acknowledge_warnings = words.take("acknowledged");
  return posting_text(words, session_->vouchers().post_draft(id, options));
}

/// `correct sale 20260301-1 C001 : 2 P1`, with `reversed_today`, `reversed_on` day or `unless_settled` before the
/// party.
std::string Story::correct(Words& words) {
  const Voucher original = voucher(words);
  CorrectionPolicy policy;
  for (;;) {
    if (words.take("reversed_today"))
      policy.reversal = ReversalDate::today;
    else if (words.take("reversed_on"))
      policy.reversed_on = words.day();
    else if (words.take("unless_settled"))
      policy.undo_allocations = false;
    else if (words.take("for"))
      policy.reason = words.next("reason");
    else
      break;
  }
  Typed typed{.draft = {.kind = original.kind}};
  read_voucher(words, typed);
  const PostResult result = session_->vouchers().correct(original.id, typed.draft, policy, typed.options);
  if (!result.posted()) return words.check(refusal_text(result), false);
  return words.check(result.reversal->number + " " + amount(result.reversal->total) + " then " +
                     result.voucher->number + " " + amount(result.voucher->total) + shown(result.companions));
}

std::string Story::versions(Words& words) {
  std::string answer;
  for (const Voucher& each : session_->vouchers().versions(voucher(words).id))
    answer += (answer.empty() ? "" : ", ") + each.number + " " + amount(each.total) +
              (each.corrected_by  ? " corrected"
               : each.reversed_by ? " reversed"
                                  : "");
  return words.check(answer);
}

/// Vouchers divided by `/`: what became of each.
std::string Story::batch(Words& words) {
  const BatchOptions options{.all_or_nothing = words.take("all_or_nothing")};
  std::vector<BatchEntry> entries;
  while (words.more()) {
    Words part("");
    while (words.more() && !words.take("/")) part.left.push_back(words.next("word"));
    const auto kind = parse_voucher_kind(part.next("voucher kind"));
    if (!kind) mistake("no such voucher kind");
    Typed typed{.draft = {.kind = *kind}};
    read_voucher(part, typed);
    entries.push_back({.draft = std::move(typed.draft), .options = std::move(typed.options)});
  }
  std::string answer;
  for (const BatchOutcome& each : session_->vouchers().post_batch(entries, options)) {
    answer += answer.empty() ? "" : ", ";
    if (each.posted()) answer += each.result.voucher->number + " " + amount(each.result.voucher->total);
    if (!each.posted() && each.problems.empty()) answer += "kept out";
    for (const Problem& problem : each.problems)
      answer +=
          (&problem == &each.problems.front() ? "" : " ") + std::string(to_string(problem.code)) + " " + problem.field;
  }
  return words.check(answer);
}

std::string Story::void_number(Words& words) {
  const auto kind = parse_voucher_kind(words.next("voucher kind"));
  if (!kind) mistake("no such voucher kind");
  const std::string reason = words.next("reason");
  const std::optional<Date> dated = words.take("on") ? std::optional(words.day()) : std::nullopt;
  return words.check(session_->vouchers().void_number(*kind, reason, dated).number);
}

/// A line of a posted voucher: price, source, and where it was shipped to.
std::string Story::line(Words& words) {
  const Voucher posted = voucher(words);
  const auto index = static_cast<std::size_t>(std::stoul(words.next("line number")) - 1);
  if (index >= posted.lines.size()) mistake("the voucher has no such line");
  const VoucherLine& line = posted.lines[index];
  std::string answer = shown(line.quantity.value()) + " " + line.unit + " " + line.item + " at " +
                       two_places(line.unit_price) + " because " + std::string(to_string(line.source));
  if (!line.trace.empty()) answer += " from " + line.trace.substr(0, line.trace.find(' '));
  if (!line.price_reason.empty()) {
    answer += line.typed_price ? " typed " + two_places(*line.typed_price) : " discount typed";
    if (line.found_price) answer += " not " + two_places(*line.found_price);
    answer += " for " + line.price_reason;
  }
  if (!line.promotion.is_zero()) answer += " less " + amount(line.promotion);
  if (!line.gift_of.empty()) answer += " gift of " + line.gift_of;
  if (posted.ship_to) answer += " to " + posted.ship_to->street;
  return words.check(answer);
}

std::string Story::instalments(Words& words) { return words.check(shown(voucher(words).instalments)); }

std::string Story::balance(Words& words) {
  const std::string party = words.next("party");
  Side side = Side::receivable;
  BalanceBasis basis = BalanceBasis::account;
  std::optional<Date> on;
  std::optional<Date> at;
  std::optional<std::string> currency;
  while (words.more()) {
    if (words.take("payable"))
      side = Side::payable;
    else if (words.take("individual"))
      basis = BalanceBasis::individual;
    else if (words.take("on"))
      on = words.day();
    else if (words.take("at_end_of"))
      at = words.day();
    else if (words.take("in"))
      currency = words.next("currency");
    else
      break;
  }
  if (at) return words.check(amount(session_->receivables().balance_at(party, *at, side, basis, currency)));
  const Balance found = session_->receivables().balance(party, side, basis, currency, on);
  std::string answer = amount(found.amount);
  if (words.expected.find("start") != std::string::npos || words.expected.find("no age") != std::string::npos)
    answer += found.age_start ? " start " + found.age_start->to_string() + " " + std::to_string(found.age_days) +
                                    " days " + std::to_string(found.age_months) + " months"
                              : " no age";
  return words.check(answer);
}

std::string Story::stock(Words& words) {
  const std::string item = words.next("item");
  return words.check(shown(session_->stock().on_hand(item, words.next("location")).value()));
}

std::string Story::open_items(Words& words) {
  const std::string party = words.next("party");
  const Side side = words.take("payable") ? Side::payable : Side::receivable;
  const bool due = words.take("due");
  std::string answer;
  for (const OpenItem& item : session_->receivables().open_items(party, side)) {
    answer += (answer.empty() ? "" : ", ") + item.number + " " + amount(item.open);
    if (due) answer += " due " + item.due.to_string();
    if (due && item.discount_until)
      answer += " less " + amount(item.discount) + " until " + item.discount_until->to_string();
  }
  return words.check(answer.empty() ? "nothing" : answer);
}

/// Plans what a credit settles and commits it, unless it is only a plan.
std::string Story::allocate(Words& words) {
  const bool only = words.take("plan");
  AllocationRequest request;
  request.party = words.next("party");
  request.credit = voucher(words).id;
  while (words.more()) {
    if (words.take("by_order")) {
      request.orders = orders(words);
    } else if (words.take("chosen")) {
      ChosenDebit& chosen = request.chosen.emplace_back(ChosenDebit{.voucher = voucher(words).id});
      if (words.take("part")) chosen.instalment = std::stoi(words.next("instalment"));
      if (words.take("amount")) chosen.amount = Decimal::parse(words.next("amount"));
    } else if (words.take("on")) {
      request.on = words.day();
    } else {
      break;
    }
  }
  const AllocationPlan plan = session_->receivables().plan(request);
  std::string answer;
  for (const PlannedAllocation& row : plan.rows)
    answer += (answer.empty() ? "" : ", ") + row.number + " " + amount(row.amount) + " of " + amount(row.open);
  if (!only) static_cast<void>(session_->receivables().commit(plan));
  return words.check((answer.empty() ? "nothing" : answer) + " left " + amount(plan.left));
}

std::string Story::undo(Words& words) {
  const std::string party = words.next("party");
  const VoucherId id = voucher(words).id;
  const std::optional<Date> on = words.take("on") ? std::optional(words.day()) : std::nullopt;
  std::string answer;
  for (const Allocation& each : session_->receivables().undo(party, id, Side::receivable, {}, on))
    answer += (answer.empty() ? "" : ", ") + amount(each.amount);
  return words.check(answer);
}

/// `cheque CH-1 C001 100 on 2026-03-01 due 2026-04-01 settles sale 20260301-1`, with `bill` or `payable` before the
/// party
std::string Story::instrument(Words& words) {
  InstrumentInput input{.number = words.next("number")};
  if (words.take("bill")) input.kind = InstrumentKind::bill;
  if (words.take("payable")) input.side = Side::payable;
  input.party = words.next("party");
  input.amount = Decimal::parse(words.next("amount"));
  while (words.more()) {
    if (words.take("on"))
      input.on = words.day();
    else if (words.take("due"))
      input.due = words.day();
    else if (words.take("in"))
      input.currency = words.next("currency");
    else if (words.take("settles"))
      input.settles.push_back(voucher(words).id);
    else
      break;
  }
  const Instrument taken = session_->instruments().receive(input);
  return words.check(session_->vouchers().get(taken.voucher).number + " " + amount(taken.amount) + " " +
                     std::string(to_string(taken.state)));
}

namespace {

Instrument find_instrument(const Session& session, const std::string& number) {
  for (const Instrument& each : session.instruments().list())
    if (each.number == number) return each;
  mistake("there is no instrument " + number);
}

}  // namespace

/// `move CH-1 bounced on 2026-04-03 fee 15 for "no funds"`
std::string Story::move(Words& words) {
  const Instrument found = find_instrument(*session_, words.next("number"));
  const auto to = parse_instrument_state(words.next("state"));
  if (!to) mistake("no such state");
  InstrumentStep step;
  while (words.more()) {
    if (words.take("on"))
      step.on = words.day();
    else if (words.take("fee"))
      step.fee = Decimal::parse(words.next("amount"));
    else if (words.take("to"))
      step.supplier = words.next("supplier");
    else if (words.take("for"))
      step.reason = words.next("reason");
    else
      break;
  }
  const Instrument moved = session_->instruments().move(found.id, *to, step);
  return words.check(std::string(to_string(moved.state)));
}

/// `instruments uncleared` or of a party: number, amount and every state with its day
std::string Story::instruments(Words& words) {
  InstrumentQuery query;
  if (words.take("uncleared"))
    query.uncleared_only = true;
  else if (words.more())
    query.party = words.next("party");
  std::string answer;
  for (const Instrument& each : session_->instruments().list(query)) {
    answer += (answer.empty() ? "" : ", ") + each.number + " " + amount(each.amount);
    for (const InstrumentEvent& event : each.events)
      answer += " " + std::string(to_string(event.state)) + " " + event.on.to_string();
  }
  return words.check(answer.empty() ? "none" : answer);
}

/// `transfer collection 20260310-1 to USD as 400 settles sale 20260301-1`
std::string Story::transfer(Words& words) {
  CurrencyTransferDraft draft{.credit = voucher(words).id};
  while (words.more()) {
    if (words.take("to"))
      draft.to = words.next("currency");
    else if (words.take("amount"))
      draft.amount = Decimal::parse(words.next("amount"));
    else if (words.take("as"))
      draft.to_amount = Decimal::parse(words.next("amount"));
    else if (words.take("on"))
      draft.dated = words.day();
    else if (words.take("settles"))
      draft.settles.push_back(voucher(words).id);
    else
      break;
  }
  const PostResult result = session_->vouchers().transfer_currency(draft);
  return words.check(result.voucher->number + " " + result.voucher->total.to_string() + ", " +
                     result.companions.front().number + " " + result.companions.front().total.to_string());
}

namespace {

std::string rate_text(Ratio rate) {
  return rate.denominator == 1 ? std::to_string(rate.numerator)
                               : std::to_string(rate.numerator) + "/" + std::to_string(rate.denominator);
}

}  // namespace

/// `realised of C001 in USD from 2026-03-01 last 2026-03-31 documents`
std::string Story::realised(Words& words) {
  RealisedQuery query;
  bool documents = false;
  std::optional<Date> from;
  std::optional<Date> last;
  while (words.more()) {
    if (words.take("of"))
      query.of.party = words.next("party");
    else if (words.take("in"))
      query.of.currency = words.next("currency");
    else if (words.take("payable"))
      query.of.side = Side::payable;
    else if (words.take("from"))
      from = words.day();
    else if (words.take("last"))
      last = words.day();
    else if (words.take("documents"))
      documents = true;
    else
      break;
  }
  if (from || last) query.effective = Period::days(from, last);
  const Realised found = session_->exchange_differences().realised(query);
  std::string answer;
  const auto add = [&](const std::string& text) { answer += (answer.empty() ? "" : ", ") + text; };
  if (documents)
    for (const RealisedDifference& each : found.documents)
      add(each.debit_number + " by " + each.credit_number + " " + each.settled.to_string() + " at " +
          rate_text(each.booked_at) + " and " + rate_text(each.settled_at) + ": " + amount(each.difference));
  else
    for (const RealisedRow& each : found.rows)
      add(each.party + " " + each.settled.to_string() + " booked " + amount(each.booked) + " realised " +
          amount(each.realised) + ": " + amount(each.difference));
  return words.check((answer.empty() ? "nothing" : answer) + " = " + amount(found.difference));
}

namespace {

std::string valuation_text(const Valuation& found) {
  std::string text;
  for (const ValuationRow& each : found.rows)
    text += (text.empty() ? "" : ", ") + each.party + " " + each.open.to_string() + " booked " + amount(each.booked) +
            " worth " + amount(each.closing) + ": " + amount(each.difference);
  if (text.empty()) text = "nothing";
  if (!found.without_rate.empty()) text += ", " + std::to_string(found.without_rate.size()) + " without a rate";
  return text + " = " + amount(found.difference);
}

}  // namespace

/// `valuation 2026-03-31 of C001 in USD`
std::string Story::valuation(Words& words) {
  ValuationQuery query{.day = words.day()};
  while (words.more()) {
    if (words.take("of"))
      query.of.party = words.next("party");
    else if (words.take("in"))
      query.of.currency = words.next("currency");
    else
      break;
  }
  return words.check(valuation_text(session_->exchange_differences().valuation(query)));
}

std::string Story::revalue(Words& words) {
  return words.check(valuation_text(session_->exchange_differences().revalue(words.day())));
}

std::string Story::revaluations(Words& words) {
  std::string answer;
  for (const Valuation& each : session_->exchange_differences().revaluations())
    answer += (answer.empty() ? "" : ", ") + each.day.to_string() + " until " + each.reversed_on.to_string() + " " +
              amount(each.difference) + (each.replaced ? " replaced" : "");
  return words.check(answer.empty() ? "none" : answer);
}

namespace {

SummaryBy summary_by(std::string_view by) {
  return by == "group" ? SummaryBy::group : by == "salesperson" ? SummaryBy::salesperson : SummaryBy::party;
}

}  // namespace

/// `ageing all on 2026-03-31 known 2026-04-02 by_due credits_by_age by group rows`; known: at the end of that day
std::string Story::ageing(Words& words) {
  AgeingQuery query;
  if (!words.take("all")) query.party = words.next("party");
  bool rows = false;
  while (words.more()) {
    if (words.take("on"))
      query.as_of = words.day();
    else if (words.take("known"))
      query.known_at = Instant{(words.day() + 1 - Date(0)) * std::int64_t{86'400'000'000} - 1};
    else if (words.take("group"))
      query.group = words.next("group");
    else if (words.take("by_due"))
      query.basis = AgeingBasis::due;
    else if (words.take("by_posting"))
      query.basis = AgeingBasis::posting;
    else if (words.take("by"))
      query.by = summary_by(words.next("party, salesperson or group"));
    else if (words.take("rows"))
      rows = true;
    else if (words.take("salesperson"))
      query.salesperson = words.next("person");
    else if (words.take("individual"))
      query.balance_basis = BalanceBasis::individual;
    else if (words.take("disputed_apart"))
      query.disputed_apart = true;
    else if (words.take("credits_by_age"))
      query.credits = AgeingCredits::by_age;
    else if (words.take("credits_oldest_first"))
      query.credits = AgeingCredits::oldest_first;
    else
      break;
  }
  const auto shown = [&](const AgeingRow& row) {
    std::string text;
    if (query.basis == AgeingBasis::due) text = "not due " + amount(row.not_due) + " ";
    for (const Money& bucket : row.buckets) text += amount(bucket) + " ";
    if (query.disputed_apart) text += "disputed " + amount(row.disputed) + " ";
    return text + "credits " + amount(row.credits) + " = " + amount(row.balance);
  };
  const Ageing found = session_->receivables().ageing(query);
  if (!rows) return words.check(shown(found.total));
  std::string answer;
  for (const AgeingRow& row : found.rows)
    answer += (answer.empty() ? "" : " / ") + (row.code.empty() ? "nobody" : row.code) + " " + shown(row);
  return words.check(answer + " / total " + shown(found.total));
}

std::string Story::ledger(Words& words) {
  const std::string party = words.next("party");
  const Date from = words.day();
  const Date last = words.day();
  std::string answer;
  for (const LedgerRow& row : session_->receivables().ledger(party, from, last))
    answer += (answer.empty() ? "" : " / ") + amount(row.balance);
  return words.check(answer);
}

namespace {

std::string shown(const SummaryRow& row) {
  return amount(row.opening) + " " + amount(row.trade) + " " + amount(row.other_increases) + " " +
         amount(row.collected) + " " + amount(row.difference) + " " + amount(row.balance) + " " +
         std::string(row.balance.currency.code());
}

void append(std::string& answer, const std::string& row) { answer += (answer.empty() ? "" : " / ") + row; }

}  // namespace

/// Columns: opening, trade, other increases, collected, difference, balance, currency.
std::string Story::summary(Words& words) {
  SummaryQuery query;
  while (words.more()) {
    if (words.take("by")) {
      query.by = summary_by(words.next("party, salesperson or group"));
    } else if (words.take("party")) {
      query.party = words.next("party");
    } else if (words.take("group")) {
      query.group = words.next("group");
    } else if (words.take("salesperson")) {
      query.salesperson = words.next("person");
    } else if (words.take("from")) {
      query.from = words.day();
    } else if (words.take("last")) {
      query.last = words.day();
    } else if (words.take("payable")) {
      query.side = Side::payable;
    } else if (words.take("individual")) {
      query.basis = BalanceBasis::individual;
    } else if (words.take("in")) {
      query.currency = words.next("currency");
    } else {
      break;
    }
  }
  const Summary found = session_->receivables().summary(query);
  std::string answer;
  for (const SummaryRow& row : found.rows) append(answer, (row.code.empty() ? "nobody" : row.code) + " " + shown(row));
  for (const SummaryRow& row : found.totals) append(answer, "total " + shown(row));
  return words.check(answer.empty() ? "nothing" : answer);
}

std::string Story::uncollected(Words& words) {
  UncollectedQuery query;
  while (words.more()) {
    if (words.take("on"))
      query.as_of = words.day();
    else if (words.take("party"))
      query.party = words.next("party");
    else if (words.take("group"))
      query.group = words.next("group");
    else if (words.take("salesperson"))
      query.salesperson = words.next("person");
    else if (words.take("payable"))
      query.side = Side::payable;
    else if (words.take("individual"))
      query.basis = BalanceBasis::individual;
    else
      break;
  }
  const Uncollected found = session_->receivables().uncollected(query);
  std::string answer;
  for (const UncollectedRow& row : found.rows)
    append(answer, row.party + " " + amount(row.balance) +
                       (row.age_start ? " " + std::to_string(row.age_months) + " months" : " no age"));
  for (const Money& total : found.totals) append(answer, "total " + amount(total));
  return words.check(answer.empty() ? "nothing" : answer);
}

/// Rows as `debit credit balance`; days and months in front of theirs, lines behind their voucher's.
std::string Story::statement(Words& words) {
  StatementQuery query;
  query.party = words.next("party");
  bool head = false;
  while (words.more()) {
    if (words.take("by")) {
      const std::string by = words.next("voucher, line, day or month");
      query.rows = by == "line"    ? StatementRows::line
                   : by == "day"   ? StatementRows::day
                   : by == "month" ? StatementRows::month
                                   : StatementRows::voucher;
    } else if (words.take("from")) {
      query.from = words.day();
    } else if (words.take("last")) {
      query.last = words.day();
    } else if (words.take("payable")) {
      query.side = Side::payable;
    } else if (words.take("both")) {
      query.side = std::nullopt;
    } else if (words.take("individual")) {
      query.basis = BalanceBasis::individual;
    } else if (words.take("head")) {
      head = true;
    } else {
      break;
    }
  }
  const AccountStatement found = session_->vouchers().statement(query);
  if (head)
    return words.check(found.party + " " + found.name + " " + found.tax_number + " " + found.representative + " " +
                       found.phone + " " + found.email + " " + (found.address ? found.address->street : "-") +
                       " limit " + (found.credit_limit ? amount(*found.credit_limit) : "none"));
  std::string answer = amount(found.opening);
  for (std::size_t i = 1; i < found.rows.size(); ++i) {
    const StatementRow& row = found.rows[i];
    const std::string label = row.kind == "day"     ? row.dated.to_string() + " "
                              : row.kind == "month" ? row.dated.to_string().substr(0, 7) + " "
                                                    : std::string();
    append(answer, label + "+" + amount(row.debit) + " -" + amount(row.credit) + " = " + amount(row.balance));
    for (const VoucherLine& line : row.lines)
      answer += " (" + shown(line.quantity.value()) + " " + line.item + " " + amount(line.net) + ")";
  }
  return words.check(answer);
}

/// One for each currency: opening, what was added and taken off, closing.
std::string Story::statements(Words& words) {
  StatementQuery query{.party = words.next("party")};
  while (words.more()) {
    if (words.take("from"))
      query.from = words.day();
    else if (words.take("last"))
      query.last = words.day();
    else if (words.take("both"))
      query.side = std::nullopt;
    else
      break;
  }
  std::string answer;
  for (const AccountStatement& each : session_->vouchers().statements(query))
    append(answer, std::string(each.closing.currency.code()) + " " + amount(each.opening) + " +" + amount(each.debit) +
                       " -" + amount(each.credit) + " = " + amount(each.closing));
  return words.check(answer.empty() ? "nothing" : answer);
}

std::string Story::credit_report(Words& words) {
  CreditReportQuery query;
  while (words.more()) {
    if (words.take("group"))
      query.group = words.next("group");
    else if (words.take("salesperson"))
      query.salesperson = words.next("person");
    else if (words.take("on"))
      query.on = words.day();
    else
      break;
  }
  std::string answer;
  for (const CreditReport& row : session_->credit().reports(query))
    append(answer, row.customer + " limit " + (row.policy.limit ? amount(*row.policy.limit) : "none") + " used " +
                       amount(row.used) + " available " + (row.available ? amount(*row.available) : "any") + " age " +
                       std::to_string(row.age_days) + " " + std::string(to_string(row.verdict)));
  return words.check(answer.empty() ? "nothing" : answer);
}

std::string Story::credit_history(Words& words) {
  std::string answer;
  for (const CreditChange& change : session_->credit().history(TermOwner::party(words.next("party"))))
    append(answer, std::string(to_string(change.term)) + " " + (change.before.empty() ? "inherited" : change.before) +
                       " -> " + (change.after.empty() ? "inherited" : change.after) + " by " + change.actor);
  return words.check(answer.empty() ? "nothing" : answer);
}

namespace {

std::optional<CreditStage> stage(auto& words) {
  for (const auto each : {CreditStage::order, CreditStage::sale, CreditStage::quotation, CreditStage::delivery})
    if (words.take(to_string(each))) return each;
  return std::nullopt;
}

}  // namespace

/// `credit C001 100 on 2026-03-01 order`; with `why` what speaks against it, what passes and what clears it.
std::string Story::credit(Words& words) {
  const std::string customer = words.next("customer");
  const Money document = Money::of(words.next("amount"), session_->settings().get().currency.code());
  const std::optional<Date> on = words.take("on") ? std::optional(words.day()) : std::nullopt;
  const CreditStage at = stage(words).value_or(CreditStage::sale);
  const std::string terms = words.take("terms") ? words.next("payment terms") : std::string();
  const bool why = words.take("why");
  const CreditDecision decision = session_->credit().check(
      customer, document, on, at, terms.empty() ? std::nullopt : std::optional<std::string_view>(terms));
  std::string answer(to_string(decision.verdict));
  if (!why)
    return words.check(answer + " excess " + amount(decision.excess_amount) + " and " +
                       std::to_string(decision.excess_days) + " days");
  for (const CreditFinding& each : decision.findings)
    answer += std::string(" ") + std::string(to_string(each.rule)) + (each.pool.empty() ? "" : " " + each.pool) + " " +
              each.found + " over " + each.allowed + ";";
  answer += decision.max_amount_now ? " now " + amount(*decision.max_amount_now) : " now anything";
  if (!decision.findings.empty())
    answer += decision.payment_clears ? " after " + amount(decision.payment_to_clear) : " no payment helps";
  return words.check(answer);
}

/// `pool P new limit 100 in Q`, `pool P limit none`, `pool P under Q`, `pool P join C001 from 2026-04-01`,
/// `pool P leave C001 from …`.
std::string Story::pool(Words& words) {
  const std::string code = words.next("pool");
  const auto money = [&](std::string_view currency) -> std::optional<Money> {
    const std::string text = words.next("limit");
    return text == "none" ? std::nullopt : std::optional(Money::of(text, currency));
  };
  Credit desk = session_->credit();
  if (words.take("new")) {
    CreditPool made{.code = code, .currency = std::string(session_->settings().get().currency.code())};
    if (words.take("currency")) made.currency = words.next("currency");
    if (words.take("limit")) made.limit = money(made.currency);
    if (words.take("in")) made.parent = words.next("parent");
    desk.create_pool(made);
  } else if (words.take("limit")) {
    desk.set_pool_limit(code, money(desk.get_pool(code).currency));
  } else if (words.take("under")) {
    const std::string parent = words.next("parent");
    desk.move_pool(code, parent == "none" ? std::nullopt : std::optional<std::string_view>(parent));
  } else if (words.take("join")) {
    const std::string customer = words.next("customer");
    desk.join_pool(customer, code, words.take("from") ? std::optional(words.day()) : std::nullopt);
  } else if (words.take("leave")) {
    const std::string customer = words.next("customer");
    if (!words.take("from")) mistake("a member leaves from a day on");
    desk.leave_pool(customer, words.day());
  } else {
    mistake("a pool is new, or has its limit, its parent or its members changed");
  }
  return {};
}

/// Used and available of every pool.
std::string Story::pools(Words& words) {
  std::string answer;
  const std::optional<Date> on = words.take("on") ? std::optional(words.day()) : std::nullopt;
  for (const CreditPoolReport& each : session_->credit().pools(on))
    answer += (answer.empty() ? "" : ", ") + each.pool.code + " " + amount(each.used) + " left " +
              (each.available ? amount(*each.available) : "any");
  return words.check(answer.empty() ? "none" : answer);
}

std::string Story::hold(Words& words) {
  CreditHoldInput input{.customer = words.next("customer")};
  input.document = Money::of(words.next("amount"), session_->settings().get().currency.code());
  if (words.take("on")) input.on = words.day();
  input.stage = stage(words).value_or(CreditStage::sale);
  if (words.take("terms")) input.payment_terms = words.next("payment terms");
  if (words.take("reference")) input.reference = words.next("reference");
  const auto held = session_->credit().hold(input);
  return words.check(held ? std::to_string(held->id.value) + " by " + held->rules : "passes");
}

std::string Story::release(Words& words) {
  const CreditHoldId id(std::stoll(words.next("hold")));
  CreditReleaseInput input{.reason = words.next("reason")};
  while (words.more()) {
    if (words.take("up_to"))
      input.approved = Money::of(words.next("amount"), session_->settings().get().currency.code());
    else if (words.take("tolerance"))
      input.tolerance = Percent::of(words.next("percent"));
    else if (words.take("until"))
      input.valid_until = words.day();
    else if (words.take("whole_customer"))
      input.whole_customer = true;
    else
      break;
  }
  const CreditHold held = session_->credit().release(id, input);
  return words.check("up to " + amount(held.releases.back().approved) + " by " + held.releases.back().actor);
}

std::string Story::revoke(Words& words) {
  const CreditHoldId id(std::stoll(words.next("hold")));
  const CreditHold held = session_->credit().revoke(id, words.next("reason"));
  return words.check("taken back by " + held.releases.back().actor);
}

/// Those that wait, or with `all` every one.
std::string Story::holds(Words& words) {
  std::string answer;
  for (const CreditHold& each : session_->credit().holds({.waiting_only = !words.take("all")}))
    answer += (answer.empty() ? "" : ", ") + each.customer + " " + amount(each.document) +
              (each.reference.empty() ? "" : " " + each.reference) + (each.released() ? " released" : "") +
              (each.vouchers.empty() ? "" : " used");
  return words.check(answer.empty() ? "none" : answer);
}

/// What of a sale's lines the credit policy lets through.
std::string Story::fitting(Words& words) {
  Typed typed;
  read_voucher(words, typed);
  const auto credit = session_->vouchers().preview(typed.draft).credit;
  if (credit->verdict == CreditVerdict::pass) return words.check("all");
  std::string answer;
  for (const FittingLine& each : credit->fitting)
    answer += (answer.empty() ? "" : ", ") + std::to_string(each.line) + ": " + shown(each.quantity.value()) + " " +
              each.item + " for " + amount(each.amount);
  return words.check(answer.empty() ? "none" : answer);
}

/// `what_if limits 90 terms -15 fails C002`: who would be over, what they would meet, and the totals.
std::string Story::what_if(Words& words) {
  CreditScenario scenario;
  while (words.more()) {
    if (words.take("limits"))
      scenario.limits = Percent::of(words.next("percent"));
    else if (words.take("terms"))
      scenario.terms_days = std::stoi(words.next("days"));
    else if (words.take("fails"))
      scenario.failing.push_back(words.next("customer"));
    else if (words.take("group"))
      scenario.group = words.next("group");
    else
      break;
  }
  const CreditOutlook found = session_->credit().what_if(scenario);
  std::string answer;
  for (const CreditOutlookRow& row : found.rows)
    append(answer, row.account + " owes " + amount(row.used) + " over " + amount(row.over_now) + " then " +
                       amount(row.over) + " " + std::string(to_string(row.verdict_now)) + " then " +
                       (row.fails ? "fails" : std::string(to_string(row.verdict))));
  for (const CreditOutlookPool& row : found.pools)
    append(answer, "pool " + row.pool + " owes " + amount(row.used) + " over " + amount(row.over_now) + " then " +
                       amount(row.over));
  append(answer, "all owe " + amount(found.exposure) + " over " + amount(found.over_now) + " then " +
                     amount(found.over) + " lost " + amount(found.lost) + " stopped " +
                     std::to_string(found.stopped_now) + " then " + std::to_string(found.stopped));
  return words.check(answer);
}

/// `mark dispute C001 sale 20260301-1 "short" from day until day`, `mark promise … by day amount 100`, `mark block …`.
std::string Story::mark(Words& words) {
  const std::string kind = words.next("dispute, promise or block");
  ItemMarkInput input{.kind = kind == "dispute"   ? ItemMarkKind::dispute
                              : kind == "promise" ? ItemMarkKind::promise
                                                  : ItemMarkKind::block,
                      .party = words.next("party")};
  input.voucher = voucher(words).id;
  while (words.more()) {
    if (words.take("from"))
      input.from = words.day();
    else if (words.take("until") || words.take("by"))
      input.until = words.day();
    else if (words.take("amount"))
      input.amount = Decimal::parse(words.next("amount"));
    else if (words.take("part"))
      input.instalment = std::stoi(words.next("instalment"));
    else
      input.reason = words.next("reason");
  }
  return words.check(std::to_string(session_->dunning().mark(input).value));
}

std::string Story::end_mark(Words& words) {
  const ItemMarkId mark(std::stoll(words.next("mark")));
  const std::string reason = words.next("reason");
  session_->dunning().end_mark(mark, reason, words.take("on") ? std::optional(words.day()) : std::nullopt);
  return words.check("ended");
}

/// Those that hold, `all`, or the promises that were `broken`.
std::string Story::marks(Words& words) {
  ItemMarkQuery query;
  query.holding_only = !words.take("all");
  query.broken_only = words.take("broken");
  if (words.take("on")) query.on = words.day();
  std::string answer;
  for (const ItemMark& each : session_->dunning().marks(query)) {
    append(answer, each.party + " " + std::string(to_string(each.kind)) + " " + each.number);
    if (each.kind == ItemMarkKind::promise)
      answer += " " + amount(each.promised) + " by " + each.until->to_string() + " paid " + amount(each.paid) + " " +
                std::string(to_string(each.promise));
    if (each.ended_on) answer += " ended " + each.ended_on->to_string();
  }
  return words.check(answer.empty() ? "none" : answer);
}

/// `dunning 10 fee 5 interest 12 minimum 20 then 30 fee 10`, with `in` currency or `of_360` before.
std::string Story::dunning(Words& words) {
  DunningPolicy policy;
  if (words.take("in")) policy.currency = words.next("currency");
  if (words.take("of_360")) policy.day_count = DayCount::actual_360;
  while (words.more()) {
    DunningLevel level{.days = std::stoi(words.next("days"))};
    while (words.more() && !words.take("then")) {
      if (words.take("fee"))
        level.fee = Decimal::parse(words.next("amount"));
      else if (words.take("interest"))
        level.interest = Percent::of(words.next("percent"));
      else if (words.take("minimum"))
        level.minimum = Decimal::parse(words.next("amount"));
      else
        mistake("nobody understands '" + words.left[words.place] + "' in a level");
    }
    policy.levels.push_back(level);
  }
  session_->dunning().set_policy(policy);
  return words.check("set");
}

namespace {

std::string shown(const DunningLetter& letter) {
  std::string text = letter.party + " level " + std::to_string(letter.level) + " " + amount(letter.open) + " fee " +
                     amount(letter.fee) + " interest " + amount(letter.interest);
  return letter.items.size() == 1 ? text : text + " over " + std::to_string(letter.items.size());
}

}  // namespace

/// `remind plan`, or `remind` to send; `on` day, `in` currency, `group`, `party`.
std::string Story::remind(Words& words) {
  const bool plan_only = words.take("plan");
  DunningQuery query;
  while (words.more()) {
    if (words.take("on"))
      query.on = words.day();
    else if (words.take("in"))
      query.currency = words.next("currency");
    else if (words.take("group"))
      query.group = words.next("group");
    else if (words.take("party"))
      query.party = words.next("party");
    else
      break;
  }
  DunningRun run = session_->dunning().plan(query);
  if (!plan_only) run = session_->dunning().commit(run);
  std::string answer;
  for (const DunningLetter& each : run.letters) append(answer, shown(each));
  for (const DunningOmission& each : run.omissions)
    append(answer, "not " + each.party + " " + each.number + ": " + std::string(to_string(each.because)));
  return words.check(answer.empty() ? "nothing" : answer);
}

/// Sent letters of a party; with `unclaimed` those that nobody was charged for.
std::string Story::letters(Words& words) {
  DunningLetterQuery query;
  query.unclaimed_only = words.take("unclaimed");
  if (words.more()) query.party = words.next("party");
  std::string answer;
  for (const DunningLetter& each : session_->dunning().letters(query))
    append(answer, std::to_string(each.id.value) + ": " + shown(each) + (each.claim ? " charged" : ""));
  return words.check(answer.empty() ? "none" : answer);
}

std::string Story::claim(Words& words) {
  const DunningLetterId letter(std::stoll(words.next("letter")));
  const Voucher posted =
      session_->vouchers().post_claim(letter, words.take("on") ? std::optional(words.day()) : std::nullopt);
  return words.check(std::string(to_string(posted.kind)) + " " + posted.number + " " + amount(posted.total));
}

/// A party's vouchers, oldest first.
std::string Story::vouchers(Words& words) {
  VoucherQuery query;
  if (words.more()) query.party = words.next("party");
  std::string answer;
  for (const Voucher& found : session_->vouchers().list(query))
    answer += (answer.empty() ? "" : ", ") + std::string(to_string(found.kind)) + " " + amount(found.total);
  return words.check(answer.empty() ? "nothing" : answer);
}

/// Past prices, newest first.
std::string Story::history(Words& words) {
  PriceHistoryQuery query;
  query.party = words.next("party");
  query.item = words.next("item");
  if (words.take("purchases")) query.direction = Direction::purchases;
  if (words.more()) query.limit = std::stoi(words.next("limit"));
  std::string answer;
  for (const PastPrice& past : session_->vouchers().price_history(query))
    answer += (answer.empty() ? "" : ", ") + past.dated.to_string() + " " + two_places(past.unit_price);
  return words.check(answer.empty() ? "nothing" : answer);
}

/// The discount report.
std::string Story::discounts(Words& words) {
  DiscountReportQuery query;
  while (words.more()) {
    if (words.take("of"))
      query.party = words.next("party");
    else if (words.take("at"))
      query.location = words.next("location");
    else if (words.take("by"))
      query.salesperson = words.next("person");
    else if (words.take("min"))
      query.min_discount = Decimal::parse(words.next("amount"));
    else if (words.take("from"))
      query.dated.from = words.day();
    else if (words.take("until"))
      query.dated.until = words.day();
    else
      break;
  }
  std::string answer;
  for (const DiscountReportLine& line : session_->vouchers().discount_report(query))
    answer += (answer.empty() ? "" : ", ") + line.party + " " + line.item + " " + amount(line.discount) + " " +
              shown(line.percent.value()) + "%";
  return words.check(answer.empty() ? "nothing" : answer);
}

std::string Story::verify(Words& words) {
  const std::vector<Discrepancy> found = book_->verify();
  if (found.empty()) return words.check("clean");
  const Discrepancy& first = found.front();
  return words.check(first.what + " " + first.where + ": kept " + first.kept + ", computed " + first.computed, false);
}

}  // namespace emptor::test
