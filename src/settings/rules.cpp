/// How settings are written down, and which of them make sense.
///
/// Choices are kept by name, so that a book stays readable with any SQL tool; an access sequence is its sources, then
/// who wins, then what goes first: "special_item,base|first_hit|customer_first", or is given as a preset, "standard" or
/// "ecount". Steps of discounts are told with a
/// name, how programmes are combined, how one is chosen within a programme, and of which price:
/// "extra:compound:first:running"; phases of promotions likewise, with how priorities meet in
/// the place of the third word: "order:first:together:running".
#include "settings/rules.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "base/compose.hpp"

namespace emptor::settings {
namespace {

template <class Enum>
struct Named {
  Enum value;
  std::string_view name;
};

constexpr std::array<Named<Profile>, 2> kProfiles{{{Profile::standard, "standard"}, {Profile::ecount, "ecount"}}};
constexpr std::array<Named<Rounding>, 7> kRoundings{{{Rounding::half_up, "half_up"},
                                                     {Rounding::half_even, "half_even"},
                                                     {Rounding::half_down, "half_down"},
                                                     {Rounding::up, "up"},
                                                     {Rounding::down, "down"},
                                                     {Rounding::ceiling, "ceiling"},
                                                     {Rounding::floor, "floor"}}};
constexpr std::array<Named<TaxRounding>, 2> kTaxRoundings{
    {{TaxRounding::per_line, "per_line"}, {TaxRounding::per_document, "per_document"}}};
constexpr std::array<Named<OnExcess>, 4> kOnExcess{{{OnExcess::ignore, "ignore"},
                                                    {OnExcess::warn, "warn"},
                                                    {OnExcess::block, "block"},
                                                    {OnExcess::approve, "approve"}}};
constexpr std::array<Named<PeriodState>, 4> kPeriodStates{{{PeriodState::open, "open"},
                                                           {PeriodState::soft, "soft"},
                                                           {PeriodState::closed, "closed"},
                                                           {PeriodState::sealed, "sealed"}}};
constexpr std::array<Named<UnclearedInstruments>, 2> kUncleared{
    {{UnclearedInstruments::count, "count"}, {UnclearedInstruments::leave_out, "leave_out"}}};

constexpr std::array<Named<AgeBasis>, 2> kAgeBases{
    {{AgeBasis::balance, "balance"}, {AgeBasis::open_items, "open_items"}}};
constexpr std::array<Named<AccessSequence::Winner>, 2> kWinners{
    {{AccessSequence::Winner::first_hit, "first_hit"}, {AccessSequence::Winner::best_price, "best_price"}}};
constexpr std::array<Named<AccessSequence::Precedence>, 2> kPrecedences{
    {{AccessSequence::Precedence::customer_first, "customer_first"},
     {AccessSequence::Precedence::product_first, "product_first"}}};
constexpr std::array<Named<Combine>, 5> kCombines{{{Combine::first, "first"},
                                                   {Combine::best_for_buyer, "best_for_buyer"},
                                                   {Combine::best_for_seller, "best_for_seller"},
                                                   {Combine::sum, "sum"},
                                                   {Combine::compound, "compound"}}};
constexpr std::array<Named<DiscountStep::Base>, 2> kBases{
    {{DiscountStep::Base::running, "running"}, {DiscountStep::Base::found, "found"}}};
constexpr std::array<Named<PromotionPhase::Across>, 3> kAcross{{{PromotionPhase::Across::together, "together"},
                                                                {PromotionPhase::Across::compete, "compete"},
                                                                {PromotionPhase::Across::compound, "compound"}}};
constexpr std::array<Named<PromotionPhase::Base>, 2> kPhaseBases{
    {{PromotionPhase::Base::running, "running"}, {PromotionPhase::Base::original, "original"}}};
constexpr std::array<Named<PriceSource>, 10> kSources{{{PriceSource::none, "none"},
                                                       {PriceSource::typed, "typed"},
                                                       {PriceSource::location_item, "location_item"},
                                                       {PriceSource::location_group, "location_group"},
                                                       {PriceSource::special_item, "special_item"},
                                                       {PriceSource::special_group, "special_group"},
                                                       {PriceSource::assigned_list, "assigned_list"},
                                                       {PriceSource::last_price, "last_price"},
                                                       {PriceSource::customer_rate, "customer_rate"},
                                                       {PriceSource::base, "base"}}};

/// "" for a value that is none of its type.
template <class Enum, std::size_t N>
std::string_view name_of(const std::array<Named<Enum>, N>& names, Enum value) noexcept {
  for (const auto& each : names)
    if (each.value == value) return each.name;
  return {};
}

template <class Enum, std::size_t N>
bool read(const std::array<Named<Enum>, N>& names, std::string_view name, Enum& out) noexcept {
  for (const auto& each : names) {
    if (each.name != name) continue;
    out = each.value;
    return true;
  }
  return false;
}

/// Cuts off and returns what stands before the first `separator`, all of it when there is none.
std::string_view take(std::string_view& text, char separator) noexcept {
  const std::size_t end = text.find(separator);
  const std::string_view first = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return first;
}

std::string to_text(const AccessSequence& sequence) {
  std::string text;
  for (const PriceSource source : sequence.sources) {
    if (!text.empty()) text += ',';
    text += to_string(source);
  }
  return compose("{}|{}|{}", text, name_of(kWinners, sequence.winner), name_of(kPrecedences, sequence.precedence));
}

bool read_sequence(std::string_view text, AccessSequence& out) {
  if (text == "standard" || text == "ecount") {
    out = text == "ecount" ? AccessSequence::ecount() : AccessSequence::standard();
    return true;
  }
  AccessSequence sequence;
  std::string_view sources = take(text, '|');
  while (!sources.empty()) {
    const std::optional<PriceSource> source = parse_price_source(take(sources, ','));
    if (!source) return false;
    sequence.sources.push_back(*source);
  }
  if (!read(kWinners, take(text, '|'), sequence.winner)) return false;
  if (!read(kPrecedences, text, sequence.precedence)) return false;
  out = std::move(sequence);
  return true;
}

std::string to_text(const std::vector<DiscountStep>& steps) {
  std::string text;
  for (const DiscountStep& step : steps)
    text += compose("{}{}:{}:{}:{}", text.empty() ? "" : ",", step.name, name_of(kCombines, step.combine),
                    name_of(kCombines, step.within), name_of(kBases, step.base));
  return text;
}

std::string to_text(const std::vector<PromotionPhase>& phases) {
  std::string text;
  for (const PromotionPhase& phase : phases)
    text += compose("{}{}:{}:{}:{}", text.empty() ? "" : ",", phase.name, name_of(kCombines, phase.combine),
                    name_of(kAcross, phase.across), name_of(kPhaseBases, phase.base));
  return text;
}

/// What is left out behind a name keeps its default.
bool read_phases(std::string_view text, std::vector<PromotionPhase>& out) {
  std::vector<PromotionPhase> phases;
  while (!text.empty()) {
    std::string_view words = take(text, ',');
    PromotionPhase phase{.name = std::string(take(words, ':'))};
    if (!words.empty() && !read(kCombines, take(words, ':'), phase.combine)) return false;
    if (!words.empty() && !read(kAcross, take(words, ':'), phase.across)) return false;
    if (!words.empty() && !read(kPhaseBases, words, phase.base)) return false;
    phases.push_back(std::move(phase));
  }
  out = std::move(phases);
  return true;
}

/// What is left out behind a name keeps its default.
bool read_steps(std::string_view text, std::vector<DiscountStep>& out) {
  std::vector<DiscountStep> steps;
  while (!text.empty()) {
    std::string_view words = take(text, ',');
    DiscountStep step{.name = std::string(take(words, ':'))};
    if (!words.empty() && !read(kCombines, take(words, ':'), step.combine)) return false;
    if (!words.empty() && !read(kCombines, take(words, ':'), step.within)) return false;
    if (!words.empty() && !read(kBases, words, step.base)) return false;
    steps.push_back(std::move(step));
  }
  out = std::move(steps);
  return true;
}

bool read_date(std::string_view text, std::optional<Date>& out) {
  if (text.empty()) {
    out = std::nullopt;
    return true;
  }
  try {
    out = Date::parse(text);
  } catch (const Error&) {
    return false;
  }
  return true;
}

template <class Enum, std::size_t N>
void check_choice(const std::array<Named<Enum>, N>& names, Enum value, std::string_view field, Problems& problems) {
  if (name_of(names, value).empty())
    problems.add(ErrorCode::invalid, std::string(field), compose("{} is none of the known choices", field));
}

void check_sequence(const AccessSequence& sequence, std::string_view field, Problems& problems) {
  for (std::size_t i = 0; i < sequence.sources.size(); ++i) {
    const PriceSource source = sequence.sources[i];
    const std::string place = compose("{}.sources[{}]", field, i);
    const std::string_view name = name_of(kSources, source);
    if (name.empty() || source == PriceSource::none || source == PriceSource::typed) {
      problems.add(ErrorCode::invalid, place, "not a source that a sequence can ask");
    } else if (std::find(sequence.sources.begin(), sequence.sources.begin() + static_cast<std::ptrdiff_t>(i), source) !=
               sequence.sources.begin() + static_cast<std::ptrdiff_t>(i)) {
      problems.add(ErrorCode::invalid, place, compose("{} is asked twice", name), {{"source", std::string(name)}});
    }
  }
  check_choice(kWinners, sequence.winner, compose("{}.winner", field), problems);
  check_choice(kPrecedences, sequence.precedence, compose("{}.precedence", field), problems);
}

/// Of steps and phases.
template <class Step>
void check_names(const std::vector<Step>& steps, std::string_view field, Problems& problems) {
  constexpr std::size_t steps_max = 16;
  constexpr std::size_t name_max = 40;
  if (steps.size() > steps_max)
    problems.add(ErrorCode::limit, std::string(field), "too many steps", {{"max", std::to_string(steps_max)}});
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& step = steps[i];
    const std::string place = compose("{}[{}].", field, i);
    if (step.name.empty() || step.name.size() > name_max ||
        step.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos)
      problems.add(ErrorCode::invalid, place + "name", "a step is named by 1 to 40 of a-z, 0-9 and _",
                   {{"name", step.name}});
    for (std::size_t other = 0; other < i; ++other)
      if (steps[other].name == step.name)
        problems.add(ErrorCode::duplicate_code, place + "name", "two steps have this name", {{"name", step.name}});
  }
}

void check_phases(const std::vector<PromotionPhase>& phases, std::string_view field, Problems& problems) {
  check_names(phases, field, problems);
  for (std::size_t i = 0; i < phases.size(); ++i) {
    const std::string place = compose("{}[{}].", field, i);
    check_choice(kCombines, phases[i].combine, place + "combine", problems);
    check_choice(kAcross, phases[i].across, place + "across", problems);
    check_choice(kPhaseBases, phases[i].base, place + "base", problems);
  }
}

void check_steps(const std::vector<DiscountStep>& steps, std::string_view field, Problems& problems) {
  check_names(steps, field, problems);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const DiscountStep& step = steps[i];
    const std::string place = compose("{}[{}].", field, i);
    if (step.name == "ending" || step.name == "floor" || step.name == "ceiling")
      problems.add(ErrorCode::invalid, place + "name", "price rules have this name", {{"name", step.name}});
    check_choice(kCombines, step.combine, place + "combine", problems);
    if (step.within != Combine::first && step.within != Combine::best_for_buyer &&
        step.within != Combine::best_for_seller)
      problems.add(ErrorCode::invalid, place + "within",
                   "one discount of a programme applies: the first or a best one");
    check_choice(kBases, step.base, place + "base", problems);
  }
}

/// What is wrong with a pattern of voucher numbers; empty when nothing is.
///
/// Numbers count inside the period that the tokens before {n} name, so those must name one: a day needs its month, a
/// month its year, else the fifth of March and the fifth of April would share one series. What stands before {n} ends
/// in no digit: series begin by different texts, so where none ends in a digit no two of them, of whatever pattern,
/// write one number.
std::string number_pattern_fault(std::string_view pattern) {
  if (!is_code(pattern)) return "a blank at an end, a line break, an invisible or a decomposed character";
  bool year = false;
  bool month = false;
  bool day = false;
  bool ends_in_digit = false;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find_first_of("{}");
    if (open == std::string_view::npos) break;
    if (pattern[open] == '}') return "a closing brace without an opening one";
    const std::size_t close = pattern.find('}', open);
    if (close == std::string_view::npos) return "an opening brace without a closing one";
    if (open > 0) ends_in_digit = pattern[open - 1] >= '0' && pattern[open - 1] <= '9';
    const std::string_view token = pattern.substr(open + 1, close - open - 1);
    pattern.remove_prefix(close + 1);
    if (!token.starts_with('n')) ends_in_digit = true;
    if (token == "yyyy" || token == "yy") {
      year = true;
    } else if (token == "mm") {
      month = true;
    } else if (token == "dd") {
      day = true;
    } else if (token == "n" || (token.size() == 3 && token.starts_with("n:") && token[2] >= '1' && token[2] <= '9')) {
      if (!pattern.empty()) return "the number {n} must stand at the end";
      if (month && !year) return "{mm} needs {yyyy} or {yy}, or numbers of two years would share a series";
      if (day && !month) return "{dd} needs {mm}, or numbers of two months would share a series";
      if (ends_in_digit) return "a digit stands before {n}: two series could write the same number; put a sign between";
      return {};
    } else {
      return compose("{{{}}} is not known; known are {{yyyy}} {{yy}} {{mm}} {{dd}} {{n}} {{n:4}}", token);
    }
  }
  return "the number {n} is missing";
}

}  // namespace

PeriodState state_of(const BookSettings& settings, Date day) noexcept {
  const auto holds = [&](const std::optional<Date>& through) { return through && day <= *through; };
  if (holds(settings.sealed_through)) return PeriodState::sealed;
  if (holds(settings.locked_through)) return PeriodState::closed;
  return holds(settings.soft_locked_through) ? PeriodState::soft : PeriodState::open;
}

std::vector<std::pair<std::string_view, std::string>> to_texts(const BookSettings& settings) {
  const auto day = [](const std::optional<Date>& date) { return date ? date->to_string() : std::string(); };
  return {{"currency", std::string(settings.currency.code())},
          {"time_zone", settings.time_zone},
          {"profile", std::string(name_of(kProfiles, settings.profile))},
          {"rounding", std::string(name_of(kRoundings, settings.rounding))},
          {"tax_rounding", std::string(name_of(kTaxRoundings, settings.tax_rounding))},
          {"sales_prices", to_text(settings.sales_prices)},
          {"purchase_prices", to_text(settings.purchase_prices)},
          {"sales_discounts", to_text(settings.sales_discounts)},
          {"purchase_discounts", to_text(settings.purchase_discounts)},
          {"sales_promotions", to_text(settings.sales_promotions)},
          {"credit_at_order", std::string(name_of(kOnExcess, settings.credit_at_order))},
          {"credit_at_sale", std::string(name_of(kOnExcess, settings.credit_at_sale))},
          {"credit_age", std::string(name_of(kAgeBases, settings.credit_age))},
          {"uncleared_instruments", std::string(name_of(kUncleared, settings.uncleared_instruments))},
          {"stock_shortage", std::string(name_of(kOnExcess, settings.stock_shortage))},
          {"number_pattern", settings.number_pattern},
          {"locked_through", day(settings.locked_through)},
          {"soft_locked_through", day(settings.soft_locked_through)},
          {"sealed_through", day(settings.sealed_through)}};
}

bool is_known(std::string_view key) {
  static constexpr std::array<std::string_view, 19> keys{
      "uncleared_instruments", "currency",        "time_zone",           "profile",         "rounding",
      "tax_rounding",          "sales_prices",    "purchase_prices",     "sales_discounts", "purchase_discounts",
      "sales_promotions",      "credit_at_order", "credit_at_sale",      "credit_age",      "stock_shortage",
      "number_pattern",        "locked_through",  "soft_locked_through", "sealed_through"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool from_text(BookSettings& settings, std::string_view key, std::string_view value) {
  if (key == "currency") {
    const std::optional<Currency> currency = Currency::find(value);
    settings.currency = currency.value_or(Currency());
    return currency.has_value();
  }
  if (key == "time_zone") {
    settings.time_zone = value;
    return true;
  }
  if (key == "number_pattern") {
    settings.number_pattern = value;
    return true;
  }
  if (key == "profile") return read(kProfiles, value, settings.profile);
  if (key == "rounding") return read(kRoundings, value, settings.rounding);
  if (key == "tax_rounding") return read(kTaxRoundings, value, settings.tax_rounding);
  if (key == "sales_prices") return read_sequence(value, settings.sales_prices);
  if (key == "purchase_prices") return read_sequence(value, settings.purchase_prices);
  if (key == "sales_discounts") return read_steps(value, settings.sales_discounts);
  if (key == "purchase_discounts") return read_steps(value, settings.purchase_discounts);
  if (key == "sales_promotions") return read_phases(value, settings.sales_promotions);
  if (key == "credit_at_order") return read(kOnExcess, value, settings.credit_at_order);
  if (key == "credit_at_sale") return read(kOnExcess, value, settings.credit_at_sale);
  if (key == "credit_age") return read(kAgeBases, value, settings.credit_age);
  if (key == "uncleared_instruments") return read(kUncleared, value, settings.uncleared_instruments);
  if (key == "stock_shortage") return read(kOnExcess, value, settings.stock_shortage);
  if (key == "locked_through") return read_date(value, settings.locked_through);
  if (key == "soft_locked_through") return read_date(value, settings.soft_locked_through);
  if (key == "sealed_through") return read_date(value, settings.sealed_through);
  return false;
}

void check(const BookSettings& settings, Problems& problems) {
  if (!settings.currency) problems.add(ErrorCode::required, "currency", "a book needs a currency");
  problems.check_text("time_zone", settings.time_zone, 100, true);
  if (!settings.time_zone.empty() && is_clean_utf8(settings.time_zone)) {
    try {
      check_zone(settings.time_zone);
    } catch (const Error& error) {
      problems.add(error.code(), "time_zone", error.message(), {{"time_zone", settings.time_zone}});
    }
  }
  check_choice(kProfiles, settings.profile, "profile", problems);
  check_choice(kRoundings, settings.rounding, "rounding", problems);
  check_choice(kTaxRoundings, settings.tax_rounding, "tax_rounding", problems);
  check_sequence(settings.sales_prices, "sales_prices", problems);
  check_sequence(settings.purchase_prices, "purchase_prices", problems);
  check_steps(settings.sales_discounts, "sales_discounts", problems);
  check_steps(settings.purchase_discounts, "purchase_discounts", problems);
  check_phases(settings.sales_promotions, "sales_promotions", problems);
  check_choice(kOnExcess, settings.credit_at_order, "credit_at_order", problems);
  check_choice(kOnExcess, settings.credit_at_sale, "credit_at_sale", problems);
  check_choice(kAgeBases, settings.credit_age, "credit_age", problems);
  check_choice(kUncleared, settings.uncleared_instruments, "uncleared_instruments", problems);
  check_choice(kOnExcess, settings.stock_shortage, "stock_shortage", problems);
  if (settings.stock_shortage == OnExcess::approve)
    problems.add(ErrorCode::invalid, "stock_shortage", "a shortage is ignored, warned of or blocked");
  problems.check_text("number_pattern", settings.number_pattern, 50, true);
  if (!settings.number_pattern.empty() && is_clean_utf8(settings.number_pattern)) {
    if (const std::string fault = number_pattern_fault(settings.number_pattern); !fault.empty())
      problems.add(ErrorCode::invalid, "number_pattern", fault, {{"number_pattern", settings.number_pattern}});
  }
}

}  // namespace emptor::settings

namespace emptor {

std::string_view to_string(PriceSource source) noexcept { return settings::name_of(settings::kSources, source); }

std::optional<PriceSource> parse_price_source(std::string_view name) noexcept {
  PriceSource source{};
  if (!settings::read(settings::kSources, name, source)) return std::nullopt;
  return source;
}

std::string_view to_string(PeriodState state) noexcept { return settings::name_of(settings::kPeriodStates, state); }

std::string_view to_string(Combine combine) noexcept { return settings::name_of(settings::kCombines, combine); }

std::optional<Combine> parse_combine(std::string_view name) noexcept {
  Combine combine{};
  if (!settings::read(settings::kCombines, name, combine)) return std::nullopt;
  return combine;
}

std::vector<PromotionPhase> PromotionPhase::standard() {
  return {{.name = "line"}, {.name = "order"}, {.name = "extra", .combine = Combine::compound}};
}

std::vector<DiscountStep> DiscountStep::standard() {
  return {{.name = "discount"}, {.name = "extra", .combine = Combine::compound}};
}

AccessSequence AccessSequence::standard() {
  return {.sources = {PriceSource::special_item, PriceSource::special_group, PriceSource::assigned_list,
                      PriceSource::customer_rate, PriceSource::base}};
}

AccessSequence AccessSequence::ecount() {
  return {.sources = {PriceSource::location_item, PriceSource::location_group, PriceSource::special_item,
                      PriceSource::special_group, PriceSource::last_price, PriceSource::customer_rate,
                      PriceSource::base}};
}

AccessSequence AccessSequence::base_only() { return {.sources = {PriceSource::base}}; }

}  // namespace emptor
