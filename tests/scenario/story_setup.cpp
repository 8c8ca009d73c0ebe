/// Verbs of stories: the book, its settings, master data and stock.
#include "scenario/story_words.hpp"

namespace emptor::test {
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
    } else if (words.take("weight")) {
      input.weight = Decimal::parse(words.next("weight"));
    } else if (words.take("volume")) {
      input.volume = Decimal::parse(words.next("volume"));
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

std::string Story::stock(Words& words) {
  const std::string item = words.next("item");
  return words.check(shown(session_->stock().on_hand(item, words.next("location")).value()));
}

std::string Story::verify(Words& words) {
  const std::vector<Discrepancy> found = book_->verify();
  if (found.empty()) return words.check("clean");
  const Discrepancy& first = found.front();
  return words.check(first.what + " " + first.where + ": kept " + first.kept + ", computed " + first.computed, false);
}

}  // namespace emptor::test
