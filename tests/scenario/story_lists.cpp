/// Verbs of stories: price lists, their versions, rules and mass changes.
#include "scenario/story_words.hpp"

namespace emptor::test {
namespace {

/// Base prices in bulk: item, price and period of each, joined by `and`.

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

/// The latest one of the name; none: there is none.
PriceVersion Story::find_version(const std::string& name) {
  PriceVersion found;
  for (const PriceVersion& each : session_->price_versions().all())
    if (each.name == name) found = each;
  return found;
}

/// A version of a price list, by its name.
std::string Story::price_version(Words& words) {
  const std::string name = words.next("name");
  PriceVersions versions = session_->price_versions();
  if (words.take("of")) {
    versions.create(read_scope(words), name);
    return words.check("created");
  }
  const PriceVersion version = find_version(name);
  const PriceVersionId id = version.id;
  const PriceScope list = version.list;
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
                " " + (each.missing_before == ErrorCode::no_rate ? "NO_RATE" : price_text(each.before)) + " to " +
                (each.missing_after == ErrorCode::no_rate ? "NO_RATE" : price_text(each.after));
    if (found.no_rate > 0) answer += "; " + std::to_string(found.no_rate) + " without a rate";
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
              (span.quote                           ? two_places(span.quote->unit_price)
               : span.missing == ErrorCode::no_rate ? "NO_RATE"
                                                    : "none") +
              (found.lowest == i ? " lowest" : "");
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

/// The base price, said anew.
std::string Story::rebase(Words& words) {
  const std::string item = words.next("item");
  const Decimal price = Decimal::parse(words.next("price"));
  Period valid;
  if (words.take("from")) valid.from = words.day();
  session_->prices().set_base(item, price, valid);
  return words.check("set");
}

}  // namespace emptor::test
