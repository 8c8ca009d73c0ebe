#include "promotions/authoring.hpp"

#include <algorithm>

#include "catalog/cards.hpp"
#include "parties/cards.hpp"
#include "settings/policies.hpp"

namespace emptor::promotions {
namespace {

/// So that no product of two figures overflows on the way.
const Decimal& greatest() {
  static const Decimal value(1'000'000'000);
  return value;
}

class Check {
 public:
  Check(access::Work& work, const ProgrammeInput& input)
      : work_(work), input_(input), settings_(settings::current(work)) {}

  RecordedProgramme run() {
    names();
    rank();
    replaced();
    customers();
    products();
    thresholds();
    reward();
    limits();
    problems_.throw_if_any();
    return std::move(out_);
  }

 private:
  Programme& programme() { return out_.programme; }

  void invalid(const char* field, const char* sentence) { problems_.add(ErrorCode::invalid, field, sentence); }
  void unknown(const std::string& field, const char* what, const std::string& code) {
    problems_.add(ErrorCode::unknown_reference, field, std::string("no ") + what + " has this code", {{"code", code}});
  }

  /// SCALE, RANGE; in 10^-scale.
  std::int64_t scaled(const std::string& field, const Decimal& value, int scale, const Decimal& least,
                      const Decimal& most) {
    if (value < least || value > most) {
      problems_.add(ErrorCode::range, field, "must lie between " + least.to_string() + " and " + most.to_string(),
                    {{"value", value.to_string()}});
      return 0;
    }
    try {
      return value.to_scaled(scale);
    } catch (const Error& error) {
      problems_.add(error.code(), field, error.message(), {{"value", value.to_string()}});
      return 0;
    }
  }
  std::int64_t quantity(const std::string& field, const Decimal& value, const Decimal& least) {
    return scaled(field, value, Quantity::scale, least, greatest());
  }
  std::int64_t amount(const std::string& field, const Decimal& value, const Decimal& least) {
    return scaled(field, value, programme().currency ? programme().currency.minor_units() : 2, least, greatest());
  }
  static Decimal smallest() { return Decimal::scaled(1, Quantity::scale); }

  void names() {
    problems_.check_code("code", input_.code, 40);
    problems_.check_text("name", input_.name, 100);
    programme().code = input_.code;
    out_.name = input_.name;
    programme().phase = input_.phase;
    if (std::ranges::none_of(settings_.sales_promotions, [&](const auto& each) { return each.name == input_.phase; }))
      unknown("phase", "phase of promotions", input_.phase);
    const auto currency = input_.currency.empty() ? settings_.currency : Currency::find(input_.currency);
    if (!currency)
      problems_.add(ErrorCode::unknown_currency, "currency", "not an ISO 4217 code", {{"code", input_.currency}});
    programme().currency = currency.value_or(Currency());
  }

  void rank() {
    if (input_.priority < 1 || input_.priority > 1'000'000)
      problems_.add(ErrorCode::range, "priority", "a priority lies between 1 and 1,000,000",
                    {{"priority", std::to_string(input_.priority)}});
    programme().priority = input_.priority;
    programme().exclusive = input_.exclusive;
    if (input_.valid.empty()) invalid("valid", "it ends before it begins");
    programme().valid = input_.valid;
    if (input_.weekdays == 0 || input_.weekdays > every_day)
      problems_.add(ErrorCode::range, "weekdays", "some of the seven days, Monday as the lowest bit",
                    {{"weekdays", std::to_string(input_.weekdays)}});
    programme().weekdays = input_.weekdays;
  }

  void replaced() {
    const ProgrammeId current = find_programme(work_.tx(), input_.code);
    if (!input_.replaces) {
      if (current)
        problems_.add(ErrorCode::duplicate_code, "code", "a programme of this code exists; replace its version",
                      {{"code", input_.code}, {"programme", std::to_string(current.value)}});
      return;
    }
    const auto old = read_programme(work_.tx(), *input_.replaces);
    const std::string id = std::to_string(input_.replaces->value);
    if (!old || old->withdrawn)
      problems_.add(ErrorCode::not_found, "replaces", "no programme has this key", {{"programme", id}});
    else if (replaced_by(work_.tx(), *input_.replaces))
      problems_.add(ErrorCode::conflict, "replaces", "the version was replaced or withdrawn before",
                    {{"programme", id}});
    else if (old->programme.code != input_.code)
      invalid("code", "a version keeps the code of its programme");
    out_.replaces = input_.replaces;
    if (!old) return;
    programme().origin = old->programme.origin;
    if (old->programme.by_coupon && !input_.by_coupon)
      invalid("by_coupon", "its coupons may be in circulation: a programme by coupon stays one");
    if (is_counted(old->programme) && old->programme.currency != programme().currency)
      invalid("currency", "a programme that is counted keeps its currency");
  }

  void customers() {
    for (std::size_t i = 0; i < input_.customers.size(); ++i) {
      const PartyId id = parties::find_id(work_, input_.customers[i]);
      if (!id) unknown("customers[" + std::to_string(i) + "]", "customer", input_.customers[i]);
      programme().customers.push_back(id.value);
    }
    for (std::size_t i = 0; i < input_.customer_groups.size(); ++i) {
      const PartyGroupId id = parties::find_group(work_, input_.customer_groups[i]);
      if (!id) unknown("customer_groups[" + std::to_string(i) + "]", "customer group", input_.customer_groups[i]);
      programme().customer_groups.push_back(id.value);
    }
  }

  void products() {
    if (to_string(input_.needs).empty()) return invalid("needs", "any or all of the products");
    programme().needs = input_.needs;
    if (input_.needs == Needs::all && input_.products.empty())
      problems_.add(ErrorCode::required, "products", "a set has products");
    for (std::size_t i = 0; i < input_.products.size(); ++i)
      product(input_.products[i], "products[" + std::to_string(i) + "]");
  }

  void product(const ProgrammeProduct& given, const std::string& field) {
    Product product;
    if (given.item.has_value() == given.group.has_value())
      return problems_.add(ErrorCode::invalid, field, "an item or an item group");
    if (given.item) {
      product.id = catalog::find_item_id(work_, *given.item).value;
      if (product.id == 0) unknown(field + ".item", "item", *given.item);
    } else {
      product.kind = ProductKind::group;
      product.id = catalog::find_item_group(work_, *given.group).value;
      if (product.id == 0) unknown(field + ".group", "item group", *given.group);
    }
    product.quantity = quantity(field + ".quantity", given.quantity, smallest());
    const bool known = std::ranges::any_of(programme().products, [&](const Product& each) {
      return each.kind == product.kind && each.id == product.id && product.id != 0;
    });
    if (known) problems_.add(ErrorCode::invalid, field, "the product is named twice");
    programme().products.push_back(product);
  }

  void thresholds() {
    programme().min_quantity = quantity("min_quantity", input_.min_quantity, Decimal(0));
    programme().min_amount = amount("min_amount", input_.min_amount, Decimal(0));
    if (input_.cap) programme().cap = amount("cap", *input_.cap, Decimal::scaled(1, 4));
    programme().repeats = input_.repeats;
  }

  std::int64_t uses(const char* field, const std::optional<std::int64_t>& value) {
    if (!value) return no_limit;
    if (*value < 1 || *value > 1'000'000'000)
      problems_.add(ErrorCode::range, field, "must lie between 1 and 1,000,000,000",
                    {{"value", std::to_string(*value)}});
    return *value;
  }

  void limits() {
    programme().by_coupon = input_.by_coupon;
    programme().uses_max = uses("uses_max", input_.uses_max);
    programme().customer_uses_max = uses("customer_uses_max", input_.customer_uses_max);
    programme().overrun = input_.overrun;
    if (to_string(input_.overrun).empty()) invalid("overrun", "strict, partial or soft");
    if (!input_.budget) return;
    programme().budget = amount("budget", *input_.budget, Decimal::scaled(1, 4));
    if (input_.reward == RewardKind::free_goods) invalid("budget", "free goods are limited by get_max and uses_max");
  }

  void reward() {
    programme().reward = input_.reward;
    if (to_string(input_.reward).empty()) return invalid("reward", "not a kind of reward");
    value();
    const bool frees = input_.reward == RewardKind::free_units || input_.reward == RewardKind::free_goods;
    if (input_.reward == RewardKind::set_price && input_.needs != Needs::all)
      invalid("needs", "a price for a set needs all of its products");
    if (input_.reward == RewardKind::free_units && input_.needs == Needs::all)
      invalid("needs", "free units are counted over any of the products");
    programme().mode = input_.mode;
    programme().pick = input_.pick;
    if (to_string(input_.mode).empty()) invalid("mode", "step, prorata or exact");
    if (to_string(input_.pick).empty()) invalid("pick", "cheapest, dearest or document");
    if (frees)
      free_quantities();
    else if (input_.per.sign() != 0 || input_.get.sign() != 0 || input_.get_max)
      invalid("per", "only free units and free goods are counted per units bought");
    if (input_.gift && input_.reward != RewardKind::free_goods) return invalid("gift", "only free goods have a gift");
    if (input_.reward != RewardKind::free_goods) return;
    if (input_.cap) invalid("cap", "free goods are limited by get_max");
    if (!input_.gift) return;
    const ItemId gift = catalog::find_item_id(work_, *input_.gift);
    if (!gift) unknown("gift", "item", *input_.gift);
    programme().gift = gift.value;
  }

  void value() {
    if (input_.reward == RewardKind::free_goods) {
      if (input_.value) invalid("value", "free goods are free");
      return;
    }
    if (!input_.value && input_.reward == RewardKind::free_units) {
      programme().value = Percent::one;
      return;
    }
    if (!input_.value) return problems_.add(ErrorCode::required, "value", "a reward has a value");
    if (is_percentage(input_.reward))
      programme().value = scaled("value", *input_.value, 4, Decimal(0), Decimal(100));
    else
      programme().value = scaled("value", *input_.value, UnitPrice::scale, Decimal(0), greatest());
  }

  void free_quantities() {
    programme().per = quantity("per", input_.per, smallest());
    programme().get = quantity("get", input_.get, smallest());
    if (input_.get_max) programme().get_max = quantity("get_max", *input_.get_max, smallest());
    programme().get_multiple = quantity("get_multiple", input_.get_multiple, Decimal(0));
    if (input_.reward == RewardKind::free_units && input_.get > input_.per)
      problems_.add(ErrorCode::range, "get", "no more units are free than are bought",
                    {{"get", input_.get.to_string()}, {"per", input_.per.to_string()}});
  }

  access::Work& work_;
  const ProgrammeInput& input_;
  const BookSettings& settings_;
  Problems problems_;
  RecordedProgramme out_;
};

}  // namespace

RecordedProgramme check(access::Work& work, const ProgrammeInput& input) { return Check(work, input).run(); }

}  // namespace emptor::promotions
