#include "pricing/question.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include "catalog/cards.hpp"
#include "parties/cards.hpp"
#include "pricing/discounts.hpp"
#include "pricing/draft.hpp"
#include "settings/policies.hpp"

namespace emptor::pricing {
namespace {

std::optional<LastPrice> last_price(access::Work& work, const Question& question, Currency currency) {
  auto row = work.tx().statement(
      "SELECT unit_price, unit_id, tax_included FROM emptor_last_price "
      "WHERE party_id = ?1 AND item_id = ?2 AND direction = ?3 AND currency = ?4");
  if (!row.bind(question.party, question.item, question.direction, currency).step()) return std::nullopt;
  return LastPrice{.unit_price = row.integer(0), .unit = row.id<UnitTag>(1), .tax_included = row.integer(2) != 0};
}

/// An owner's list in this currency; any of its lists when there is none, for the trace to say so.
ListHandle list_of(const ListTable& lists, PriceListKind kind, Direction direction, std::int64_t owner,
                   Currency currency) {
  ListHandle found = 0;
  for (const ListHandle each : lists.of_owner(kind, direction, owner))
    if (found == 0 || lists.facts()[each].currency == currency) found = each;
  return found;
}

/// Whether a rule of the party compares with the cost.
bool asks_cost(const Facts& facts, const PartySegment& segment) {
  const auto asks = [](const ListFacts& list) {
    return is_rule_step(list.step) &&
           (list.programme == limit_name(LimitBase::cost) || list.programme == limit_name(LimitBase::margin));
  };
  const PartyPrices& party = *facts.party;
  const auto inherited =
      party.view(party.lists).subspan(segment.lists_begin + segment.lists_count, segment.discount_lists_count);
  const auto own = party.view(party.own_lists);
  return std::any_of(own.begin(), own.end(), asks) ||
         std::any_of(inherited.begin(), inherited.end(), [&](ListHandle list) { return asks(facts.lists[list]); });
}

}  // namespace

Percent tax_rate(access::Work& work, const PriceCache& cache, const Question& question) {
  TaxCodeId code = catalog::card(work, question.item).tax_code;
  const auto& own = parties::card(work, question.party).on(question.on).term(Term::tax_code);
  if (own.none)
    code = TaxCodeId();
  else if (own.value)
    code = catalog::find_tax_code(work, *own.value);
  if (cache.draft() != nullptr)
    if (const auto drafted = cache.draft()->tax_rate(code)) return *drafted;
  return catalog::tax_rate(work, code, question.on);
}

std::optional<CostQuote> cost_quote(access::Work& work, PriceCache& cache, ItemId item, const Facts& facts) {
  static const Sequence base_only = Sequence::of(AccessSequence::base_only());
  Facts of_purchase;
  of_purchase.sequence = &base_only;
  of_purchase.party = &cache.nobody();
  of_purchase.item = &cache.item(work, item, Direction::purchases);
  of_purchase.lists = facts.lists;
  of_purchase.bases = &cache.bases();
  of_purchase.quantity = facts.quantity;
  of_purchase.unit = facts.unit;
  of_purchase.factor = facts.factor;
  of_purchase.on = facts.on;
  of_purchase.currency = facts.currency;
  of_purchase.base = cache.lists().base(Direction::purchases, facts.currency);
  of_purchase.rounding = facts.rounding;
  const auto quote = resolve(of_purchase);
  if (!quote) return std::nullopt;
  CostQuote found{*quote, Exact(quote->unit_price.micros)};
  if (!quote->amount) return found;
  Discounting told;
  static_cast<void>(resolve(of_purchase, told));
  found.unit_price = told.result;
  return found;
}

void FormulaFacts::bind(access::Work& work, PriceCache& cache, ItemId item, Direction direction, Facts& facts) {
  if (cache.conversions().size() > 1) {
    conversions_.clear();
    for (const PriceCache::ConversionKey& key : cache.conversions()) {
      Conversion& made = conversions_.emplace_back(
          Conversion{.from = key.from, .to = key.to, .type = key.type, .on = key.on.value_or(facts.on), .rate = {}});
      if (key.from) made.rate = settings::find_rate(work, key.from, key.to, made.on, key.type);
    }
    facts.conversions = conversions_;
  }
  if (!cache.has_margins() || direction != Direction::sales) return;
  costs_.clear();
  const auto add = [&](Currency currency) {
    if (std::any_of(costs_.begin(), costs_.end(), [&](const Cost& each) { return each.currency == currency; })) return;
    Facts wanted = facts;
    wanted.currency = currency;
    if (const auto cost = cost_quote(work, cache, item, wanted))
      costs_.push_back({.currency = currency, .unit_price = cost->unit_price, .entry = cost->quote.entry.value});
  };
  add(facts.currency);
  for (const Conversion& each : conversions_)
    if (each.from) add(each.from);
  facts.costs = costs_;
  facts.purchases = &cache.item(work, item, Direction::purchases);
}

BoundQuestion::BoundQuestion(access::Work& work, PriceCache& cache, const Question& question, bool traced) {
  cache.refresh(work);
  const Policy& policy = cache.policy();
  const ListTable& lists = cache.lists();
  facts_.sequence = &policy.sequence(question.direction);
  const auto cards = cache.cards(work, question.party, question.item, question.direction);
  facts_.party = cards.party;
  facts_.item = cards.item;
  facts_.lists = lists.facts();
  facts_.bases = &cache.bases();
  // A return finds the same break as the sale.
  if (question.quantity.micros == std::numeric_limits<std::int64_t>::min())
    throw Error(ErrorCode::range, "quantity", "the quantity is too large");
  facts_.quantity = question.quantity.micros < 0 ? -question.quantity.micros : question.quantity.micros;
  facts_.unit = question.unit;
  if (question.unit) {
    const std::optional<Ratio> factor = facts_.item->factor(question.unit);
    if (!factor)
      throw Error(
          ErrorCode::unit_mismatch, "unit", "the item is not traded in this unit",
          {{"item", catalog::card(work, question.item).code}, {"unit", catalog::unit_code(work, question.unit)}});
    facts_.factor = *factor;
  }
  facts_.on = question.on;
  const PartySegment& segment = facts_.party->on(question.on);
  facts_.currency = question.currency ? question.currency : segment.currency ? segment.currency : policy.currency;
  facts_.base = lists.base(question.direction, facts_.currency);
  if (question.location)
    facts_.location =
        list_of(lists, PriceListKind::location, question.direction, question.location.value, facts_.currency);
  if (question.list) {
    facts_.list_chosen = true;
    const ListHandle chosen = lists.handle(question.list);
    if (chosen != 0 && lists.facts()[chosen].direction == question.direction) facts_.chosen = chosen;
  }
  facts_.without_rate = question.without_rate;
  facts_.document = question.document;
  if (question.document_quantity) facts_.document_quantity = question.document_quantity->micros;
  facts_.rounding = policy.rounding;
  if (!question.without_rate) facts_.procedure = &policy.procedure(question.direction);
  if (traced || facts_.sequence->names(PriceSource::last_price)) {
    last_ = last_price(work, question, facts_.currency);
    if (last_) facts_.last = &*last_;
  }
  if (facts_.sequence->best_price || segment.has_rules || cache.has_margins())
    facts_.tax_rate = tax_rate(work, cache, question);
  formulas_.bind(work, cache, question.item, question.direction, facts_);
  if (segment.has_rules && asks_cost(facts_, segment)) {
    facts_.purchases = &cache.item(work, question.item, Direction::purchases);
    if (const auto cost = cost_quote(work, cache, question.item, facts_)) facts_.cost = cost->unit_price;
  }
}

std::optional<PriceQuote> resolve(access::Work& work, PriceCache& cache, const Question& question) {
  return resolve(BoundQuestion(work, cache, question, false).facts());
}

Answer answer(access::Work& work, PriceCache& cache, const Question& question) {
  try {
    const auto quote = resolve(work, cache, question);
    return {quote, quote ? std::nullopt : std::optional(ErrorCode::no_price)};
  } catch (const Error& error) {
    if (error.code() != ErrorCode::no_rate) throw;
    return {std::nullopt, ErrorCode::no_rate};
  }
}

std::optional<PriceQuote> resolve(access::Work& work, const Question& question) {
  return resolve(work, work.cache<PriceCache>(), question);
}

std::optional<TracedQuote> resolve_traced(access::Work& work, const Question& question, Limits& limits) {
  auto& cache = work.cache<PriceCache>();
  const BoundQuestion bound(work, cache, question, false);
  Discounting discounting;
  const auto quote = resolve(bound.facts(), discounting);
  limits = std::move(discounting.limits);
  if (!quote) return std::nullopt;
  TracedQuote traced{.quote = *quote, .exact_price = {}, .trace = {}};
  if (quote->amount) traced.exact_price = discounting.result;
  traced.spread = discounting.spread;
  if (discounting.told()) {
    std::vector<std::string> names;
    for (const DiscountingStep& step : discounting.steps) names.push_back(cache.names().text(step.name));
    traced.trace = to_text(discounting, names);
  }
  return traced;
}

PriceListId find_list(access::Work& work, std::string_view code, Direction direction) {
  auto& cache = work.cache<PriceCache>();
  cache.refresh(work);
  return cache.lists().facts()[cache.lists().by_code(PriceListKind::named, direction, code)].id;
}

bool term_reference_exists(access::Work& work, Term term, std::string_view code) {
  const auto exists = [&](PriceListKind kind, Direction direction) {
    auto& cache = work.cache<PriceCache>();
    cache.refresh(work);
    return cache.lists().by_code(kind, direction, code) != 0;
  };
  switch (term) {
    case Term::sales_level:
      return exists(PriceListKind::level, Direction::sales);
    case Term::purchase_level:
      return exists(PriceListKind::level, Direction::purchases);
    case Term::sales_list:
      return exists(PriceListKind::named, Direction::sales);
    case Term::purchase_list:
      return exists(PriceListKind::named, Direction::purchases);
    default:
      return true;
  }
}

bool keeps_last_prices(access::Work& work, Direction direction) {
  auto& cache = work.cache<PriceCache>();
  cache.refresh(work);
  return cache.policy().sequence(direction).names(PriceSource::last_price);
}

Question to_question(access::Work& work, const QuoteRequest& request) {
  Problems problems;
  const auto unknown = [&](const char* field, const std::string& code, const char* sentence) {
    problems.add(ErrorCode::unknown_reference, field, sentence, {{"code", code}});
  };
  Question question{.quantity = request.quantity, .direction = request.direction};
  question.party = parties::find_id(work, request.customer);
  if (!question.party) unknown("customer", request.customer, "no customer or supplier has this code");
  question.item = catalog::find_item_id(work, request.item);
  if (!question.item) unknown("item", request.item, "no item has this code");
  if (request.unit) {
    question.unit = catalog::find_unit(work, *request.unit);
    if (!question.unit) unknown("unit", *request.unit, "no unit has this code");
  }
  if (request.location) {
    question.location = catalog::find_location(work, *request.location);
    if (!question.location) unknown("location", *request.location, "no location has this code");
  }
  if (request.list) {
    question.list = find_list(work, *request.list, request.direction);
    if (!question.list) unknown("list", *request.list, "no price list has this code");
  }
  if (request.currency) {
    if (const auto currency = Currency::find(*request.currency))
      question.currency = *currency;
    else
      problems.add(ErrorCode::unknown_currency, "currency", "not an ISO 4217 code", {{"code", *request.currency}});
  }
  // One less than the magnitude, which every quantity has.
  const std::int64_t below = request.quantity.micros < 0 ? -(request.quantity.micros + 1) : request.quantity.micros - 1;
  if (request.document_quantity && request.document_quantity->micros <= below)
    problems.add(ErrorCode::range, "document_quantity", "what the document holds includes the quantity asked for",
                 {{"document_quantity", request.document_quantity->value().normalized().to_string()},
                  {"quantity", request.quantity.value().normalized().to_string()}});
  question.document_quantity = request.document_quantity;
  problems.throw_if_any();
  question.on = request.on ? *request.on : settings::today(work);
  return question;
}

void throw_no_price(const QuoteRequest& request, const Question& question) {
  throw Error(ErrorCode::no_price, "item", "no price applies",
              {{"item", request.item},
               {"customer", request.customer},
               {"quantity", request.quantity.value().normalized().to_string()},
               {"on", question.on.to_string()}});
}

}  // namespace emptor::pricing
