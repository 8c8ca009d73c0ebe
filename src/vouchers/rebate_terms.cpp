/// Agreements as they are typed and told: checked, in keys, and back in codes.
#include <algorithm>
#include <array>

#include "catalog/cards.hpp"
#include "parties/cards.hpp"
#include "settings/policies.hpp"
#include "vouchers/rebates.hpp"

namespace emptor {
namespace {

template <class Enum, std::size_t N>
std::string_view name_of(const std::array<std::string_view, N>& names, Enum value) noexcept {
  const auto place = static_cast<std::size_t>(value);
  return place >= 1 && place <= N ? names[place - 1] : std::string_view();
}

template <class Enum, std::size_t N>
std::optional<Enum> parse(const std::array<std::string_view, N>& names, std::string_view name) noexcept {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == name) return static_cast<Enum>(i + 1);
  return std::nullopt;
}

constexpr std::array<std::string_view, 3> kBases{"net", "gross", "quantity"};
constexpr std::array<std::string_view, 2> kModes{"all_units", "incremental"};
constexpr std::array<std::string_view, 2> kPays{"percent", "per_unit"};
constexpr std::array<std::string_view, 2> kCountings{"each", "together"};

}  // namespace

std::string_view to_string(RebateBase base) noexcept { return name_of(kBases, base); }
std::string_view to_string(RebateMode mode) noexcept { return name_of(kModes, mode); }
std::string_view to_string(RebatePays pays) noexcept { return name_of(kPays, pays); }
std::string_view to_string(RebateCounting counting) noexcept { return name_of(kCountings, counting); }
std::optional<RebateBase> parse_rebate_base(std::string_view name) noexcept { return parse<RebateBase>(kBases, name); }
std::optional<RebateMode> parse_rebate_mode(std::string_view name) noexcept { return parse<RebateMode>(kModes, name); }
std::optional<RebatePays> parse_rebate_pays(std::string_view name) noexcept { return parse<RebatePays>(kPays, name); }
std::optional<RebateCounting> parse_rebate_counting(std::string_view name) noexcept {
  return parse<RebateCounting>(kCountings, name);
}

}  // namespace emptor

namespace emptor::vouchers {
namespace {

using access::Work;

constexpr std::size_t kTiersMax = 50;
constexpr std::size_t kProductsMax = 100;

class Check {
 public:
  Check(Work& work, const RebateInput& input) : work_(work), input_(input) {}

  RecordedAgreement run() {
    names();
    choices();
    replaced();
    whom();
    products();
    tiers();
    problems_.throw_if_any();
    return std::move(out_);
  }

 private:
  Agreement& agreement() { return out_.agreement; }
  void invalid(const std::string& field, const char* sentence) { problems_.add(ErrorCode::invalid, field, sentence); }
  void unknown(const std::string& field, const char* what, const std::string& code) {
    problems_.add(ErrorCode::unknown_reference, field, std::string("no ") + what + " has this code", {{"code", code}});
  }

  void names() {
    problems_.check_code("code", input_.code, 40);
    problems_.check_text("name", input_.name, 100);
    agreement().code = input_.code;
    out_.name = input_.name;
    const auto currency = input_.currency.empty() ? settings::current(work_).currency : Currency::find(input_.currency);
    if (!currency)
      problems_.add(ErrorCode::unknown_currency, "currency", "not an ISO 4217 code", {{"currency", input_.currency}});
    agreement().currency = currency.value_or(Currency());
    if (input_.valid.empty()) invalid("valid", "it ends before it begins");
    agreement().valid = input_.valid;
  }

  void choices() {
    if (input_.direction != Direction::sales && input_.direction != Direction::purchases)
      invalid("direction", "sales or purchases");
    if (to_string(input_.base).empty()) invalid("base", "net, gross or quantity");
    if (to_string(input_.mode).empty()) invalid("mode", "all_units or incremental");
    if (to_string(input_.pays).empty()) invalid("pays", "percent or per_unit");
    if (to_string(input_.counting).empty()) invalid("counting", "each or together");
    agreement().direction = input_.direction;
    agreement().base = input_.base;
    agreement().mode = input_.mode;
    agreement().pays = input_.pays;
    agreement().counting = input_.counting;
  }

  void replaced() {
    const auto& all = agreements(work_);
    const auto current = std::ranges::find(all, input_.code, &Agreement::code);
    if (!input_.replaces) {
      if (current != all.end())
        problems_.add(ErrorCode::duplicate_code, "code", "an agreement of this code exists; replace its version",
                      {{"code", input_.code}, {"agreement", std::to_string(current->id.value)}});
      return;
    }
    const auto old = read_agreement(work_.tx(), *input_.replaces);
    const std::string id = std::to_string(input_.replaces->value);
    if (!old || old->withdrawn)
      return problems_.add(ErrorCode::not_found, "replaces", "no agreement has this key", {{"agreement", id}});
    if (agreement_replaced_by(work_.tx(), *input_.replaces))
      problems_.add(ErrorCode::conflict, "replaces", "the version was replaced or withdrawn before",
                    {{"agreement", id}});
    if (old->agreement.code != input_.code) invalid("code", "a version keeps the code of its agreement");
    const auto keeps = [&](const char* field, bool kept) {
      if (!kept) invalid(field, "what was settled says it: a version keeps it");
    };
    keeps("currency", old->agreement.currency == agreement().currency);
    keeps("direction", old->agreement.direction == agreement().direction);
    keeps("base", old->agreement.base == agreement().base);
    out_.replaces = input_.replaces;
    agreement().origin = old->agreement.origin;
  }

  void whom() {
    if (input_.party.has_value() == input_.group.has_value()) return invalid("party", "a party or a group");
    if (input_.group) {
      agreement().group = parties::find_group(work_, *input_.group);
      if (!agreement().group) unknown("group", "group", *input_.group);
      return;
    }
    if (input_.counting == RebateCounting::together) invalid("counting", "only members of a group count together");
    agreement().party = parties::find_id(work_, *input_.party);
    const bool selling = input_.direction == Direction::sales;
    if (!agreement().party) return unknown("party", selling ? "customer" : "supplier", *input_.party);
    const parties::PartyCard& card = parties::card(work_, agreement().party);
    if (selling ? !card.customer : !card.supplier)
      invalid("party", selling ? "the party is not a customer" : "the party is not a supplier");
  }

  void products() {
    if (input_.products.size() > kProductsMax)
      return problems_.add(ErrorCode::limit, "products", "an agreement names up to 100 products",
                           {{"products", std::to_string(input_.products.size())}});
    for (std::size_t i = 0; i < input_.products.size(); ++i)
      product(input_.products[i], "products[" + std::to_string(i) + "]");
  }

  void product(const RebateProduct& given, const std::string& field) {
    if (given.item.has_value() == given.group.has_value()) return invalid(field, "an item or an item group");
    RebateScope scope;
    if (given.item) {
      scope.id = catalog::find_item_id(work_, *given.item).value;
      if (scope.id == 0) return unknown(field + ".item", "item", *given.item);
    } else {
      scope.kind = promotions::ProductKind::group;
      scope.id = catalog::find_item_group(work_, *given.group).value;
      if (scope.id == 0) return unknown(field + ".group", "item group", *given.group);
    }
    if (std::ranges::find(agreement().products, scope) != agreement().products.end())
      invalid(field, "the product is named twice");
    agreement().products.push_back(scope);
  }

  /// SCALE, RANGE; in 10^-scale.
  std::int64_t scaled(const std::string& field, const Decimal& value, int scale, const Decimal& most) {
    if (value < Decimal(0) || value > most) {
      problems_.add(ErrorCode::range, field, "must lie between 0 and " + most.to_string(),
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

  std::int64_t value(const std::string& field, const Decimal& given) {
    return input_.pays == RebatePays::percent ? scaled(field, given, 4, Decimal(100))
                                              : scaled(field, given, UnitPrice::scale, Decimal(1'000'000));
  }

  void tiers() {
    if (input_.tiers.empty()) problems_.add(ErrorCode::required, "tiers", "an agreement has tiers");
    if (input_.tiers.size() > kTiersMax)
      return problems_.add(ErrorCode::limit, "tiers", "an agreement has up to 50 tiers",
                           {{"tiers", std::to_string(input_.tiers.size())}});
    const int scale = input_.base == RebateBase::quantity ? Quantity::scale
                      : agreement().currency              ? agreement().currency.minor_units()
                                                          : 2;
    for (std::size_t i = 0; i < input_.tiers.size(); ++i) {
      const std::string field = "tiers[" + std::to_string(i) + "]";
      const Tier tier{.from = scaled(field + ".from", input_.tiers[i].from, scale, Decimal(1'000'000'000'000)),
                      .value = value(field + ".value", input_.tiers[i].value)};
      if (!agreement().tiers.empty() && tier.from <= agreement().tiers.back().from)
        invalid(field + ".from", "thresholds ascend");
      agreement().tiers.push_back(tier);
    }
    if (input_.expected) agreement().expected = value("expected", *input_.expected);
  }

  Work& work_;
  const RebateInput& input_;
  Problems problems_;
  RecordedAgreement out_;
};

}  // namespace

RecordedAgreement check_agreement(Work& work, const RebateInput& input) { return Check(work, input).run(); }

Decimal base_value(const Agreement& agreement, std::int64_t base) {
  return agreement.base == RebateBase::quantity ? Quantity{base}.value().normalized()
                                                : Money{base, agreement.currency}.amount();
}

Decimal tier_value(const Agreement& agreement, std::int64_t value) {
  return agreement.pays == RebatePays::percent ? Percent{value}.value().normalized()
                                               : UnitPrice{value}.value().normalized();
}

RebateRecord to_record(Work& work, const RecordedAgreement& recorded) {
  const Agreement& agreement = recorded.agreement;
  RebateRecord out{.id = agreement.id, .terms = {}, .recorded_at = recorded.recorded_at, .actor = recorded.actor};
  RebateInput& terms = out.terms;
  terms.code = agreement.code;
  terms.name = recorded.name;
  terms.direction = agreement.direction;
  if (agreement.party) terms.party = parties::card(work, agreement.party).code;
  if (agreement.group) terms.group = parties::group_code(work, agreement.group);
  terms.counting = agreement.counting;
  terms.valid = agreement.valid;
  for (const RebateScope& each : agreement.products) {
    RebateProduct& product = terms.products.emplace_back();
    if (each.kind == promotions::ProductKind::item)
      product.item = catalog::card(work, ItemId(each.id)).code;
    else
      product.group = catalog::item_group_code(work, ItemGroupId(each.id));
  }
  terms.base = agreement.base;
  terms.mode = agreement.mode;
  terms.pays = agreement.pays;
  for (const Tier& each : agreement.tiers)
    terms.tiers.push_back({.from = base_value(agreement, each.from), .value = tier_value(agreement, each.value)});
  terms.currency = agreement.currency.code();
  if (agreement.expected) terms.expected = tier_value(agreement, *agreement.expected);
  terms.replaces = recorded.replaces;
  return out;
}

}  // namespace emptor::vouchers
