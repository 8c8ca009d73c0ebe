/// Verbs of stories: programmes, coupons and reservations.
#include "scenario/story_words.hpp"

namespace emptor::test {
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

/// `PR1 order_percent 2 min_amount 500`: code, reward, its value, then what it depends on.
std::string Story::programme(Words& words) {
  ProgrammeInput input;
  bool rehearsed = false;
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
    else if (words.take("rehearsed"))
      rehearsed = true;
    else
      input.value = Decimal::parse(words.next("value"));
  }
  if (rehearsed) {
    rehearsed_.push_back(input);
    return words.check("set aside");
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

}  // namespace emptor::test
