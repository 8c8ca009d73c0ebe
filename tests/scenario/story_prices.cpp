/// Verbs of stories: prices, discounts and what is asked of them.
#include "scenario/story_words.hpp"

namespace emptor::test {
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
    else if (words.take("document"))
      request.document_quantity = Quantity::of(words.next("quantity"));
    else
      break;
  }
  return request;
}

/// `C001 P1 9`, then `document` how much its document holds, and `on` a day.
QuoteRequest line_asked(auto& words) {
  QuoteRequest request;
  request.customer = words.next("customer");
  request.item = words.next("item");
  request.quantity = Quantity::of(words.next("quantity"));
  if (words.take("document")) request.document_quantity = Quantity::of(words.next("quantity"));
  if (words.take("on")) request.on = words.day();
  return request;
}

/// Of `counts item`: which lines a break counts.
BreakScope scope_of(auto& words) {
  const std::string name = words.next("scope");
  for (const BreakScope each : {BreakScope::line, BreakScope::item, BreakScope::product})
    if (to_string(each) == name) return each;
  mistake("no such scope of breaks: " + name);
}

/// Of `by weight`: what a break measures.
BreakMeasure measure_of(auto& words) {
  const std::string name = words.next("measure");
  for (const BreakMeasure each :
       {BreakMeasure::quantity, BreakMeasure::weight, BreakMeasure::volume, BreakMeasure::amount})
    if (to_string(each) == name) return each;
  mistake("no such measure of breaks: " + name);
}

}  // namespace

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
    else if (words.take("counts"))
      entry.counts = scope_of(words);
    else if (words.take("by"))
      entry.measure = measure_of(words);
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
    else if (words.take("counts"))
      input.counts = scope_of(words);
    else if (words.take("by"))
      input.measure = measure_of(words);
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
  std::vector<std::string> columns{"customer", "item", "quantity", "unit_price"};
  while (words.more()) {
    if (words.take("since"))
      since = true;
    else if (words.take("missing"))
      columns.emplace_back("missing");
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
  for (const std::string& row : ArrowTable(std::move(made.stream)).told(columns))
    answer += (answer.empty() ? "" : ", ") + row;
  return words.check(answer.empty() ? "nothing" : answer);
}

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

/// Sales of [from, until) if a list's prices had changed by a percentage, or programmes.
std::string Story::simulate(Words& words) {
  SimulatedChanges changes;
  SimulationQuery query;
  bool by_customer = false;
  bool by_item = false;
  bool promotions = false;
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
    } else if (words.take("by_item")) {
      by_item = true;
    } else if (words.take("promotions")) {
      promotions = true;
    } else if (words.take("version")) {
      changes.versions.push_back(find_version(words.next("version")).id);
    } else if (words.take("with")) {
      const std::string code = words.next("programme");
      for (const ProgrammeInput& each : rehearsed_)
        if (each.code == code) changes.programmes.push_back(each);
    } else if (words.take("without")) {
      changes.without_programmes.push_back(words.next("programme"));
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
  if (by_item)
    for (const SimulationRow& row : found.items) answer += ", " + row.code + " " + amount(row.figures.gain());
  if (promotions)
    for (const SimulationRow& row : found.programmes) {
      const SimulatedFigures& of = row.figures;
      answer += ", " + row.code + " " + amount(of.promotions_before) + " -> " + amount(of.promotions_after) +
                " margin " + amount(of.margin_before) + " -> " + amount(of.margin_after);
      if (std::ranges::find(found.limits_not_counted, row.code) != found.limits_not_counted.end())
        answer += " unlimited";
    }
  return words.check(answer);
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

}  // namespace emptor::test
