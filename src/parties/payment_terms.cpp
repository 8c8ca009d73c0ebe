#include "parties/payment_terms.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <limits>

namespace emptor::parties {
namespace {

constexpr std::size_t kInstalmentsMax = 60;
constexpr int kDaysMax = 3'650;

/// Words of one part between commas; a fault ends the reading with one problem.
class Reader {
 public:
  Reader(std::string_view text, std::string_view field, Problems& problems)
      : text_(text), field_(field), problems_(problems) {}

  std::optional<PaymentTerms> read() {
    for (std::string_view rest = text_; !failed_;) {
      const std::size_t comma = rest.find(',');
      part(rest.substr(0, comma));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
    if (!failed_) check_shares();
    return failed_ ? std::nullopt : std::optional(std::move(terms_));
  }

 private:
  void fail(ErrorCode code, std::string message) {
    if (!failed_) problems_.add(code, std::string(field_), std::move(message), {{"value", std::string(text_)}});
    failed_ = true;
  }

  static std::string_view next_word(std::string_view& part) {
    part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
    const std::string_view word = part.substr(0, part.find(' '));
    part.remove_prefix(word.size());
    return word;
  }

  /// Whole, without a sign unless it is negative.
  std::optional<std::int64_t> whole(std::string_view word) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (word.empty() || end != word.data() + word.size() || fault == std::errc::invalid_argument) {
      fail(ErrorCode::invalid, "'" + std::string(word) + "' is no whole number");
      return std::nullopt;
    }
    if (fault == std::errc::result_out_of_range) number = std::numeric_limits<std::int64_t>::max();
    return number;
  }

  int number(std::string_view word, int min, int max) {
    const auto found = whole(word);
    if (!found) return min;
    if (*found < min || *found > max)
      fail(ErrorCode::range,
           std::string(word) + " does not lie between " + std::to_string(min) + " and " + std::to_string(max));
    return static_cast<int>(std::clamp<std::int64_t>(*found, min, max));
  }

  std::optional<Decimal> percent(std::string_view word) {
    try {
      return Decimal::parse(word.substr(0, word.size() - 1));
    } catch (const Error& error) {
      fail(error.code(), error.message());
      return std::nullopt;
    }
  }

  void part(std::string_view text) {
    std::string_view rest = text;
    std::string_view word = next_word(rest);
    if (word.empty()) return fail(ErrorCode::invalid, "something is missing between the commas");
    InstalmentTerms instalment;
    bool shared = true;
    if (word.back() == '%') {
      std::string_view ahead = rest;
      if (next_word(ahead) == "within") return discount(word, ahead);
      const auto share = percent(word);
      if (!share) return;
      instalment.share = Ratio::of(*share) * Ratio::of(1, 100);
      word = next_word(rest);
    } else if (word == "rest") {
      word = next_word(rest);
    } else if (const std::size_t slash = word.find('/'); slash != std::string_view::npos) {
      const auto above = whole(word.substr(0, slash));
      const auto below = above ? whole(word.substr(slash + 1)) : std::nullopt;
      if (!below) return;
      if (*below <= 0) return fail(ErrorCode::range, "a share is divided by more than 0");
      instalment.share = Ratio::of(*above, *below);
      word = next_word(rest);
    } else {
      shared = false;
    }
    // A number alone means days net.
    if (!word.empty() && (word.front() == '-' || (word.front() >= '0' && word.front() <= '9'))) {
      instalment.steps.push_back({DueStep::Kind::net, number(word, 0, kDaysMax)});
      word = next_word(rest);
    }
    for (; !word.empty() && !failed_; word = next_word(rest)) step(instalment, word, rest);
    if (failed_) return;
    if (instalment.steps.empty())
      return fail(ErrorCode::invalid, "'" + std::string(text) + "' does not say when it is due");
    without_share_ = without_share_ || !shared;
    terms_.instalments.push_back(std::move(instalment));
  }

  void step(InstalmentTerms& instalment, std::string_view word, std::string_view& rest) {
    if (word == "net")
      instalment.steps.push_back({DueStep::Kind::net, number(next_word(rest), 0, kDaysMax)});
    else if (word == "end_of_month")
      instalment.steps.push_back({DueStep::Kind::end_of_month, 0});
    else if (word == "day")
      instalment.steps.push_back({DueStep::Kind::day, number(next_word(rest), 1, 31)});
    else
      fail(ErrorCode::invalid, "nobody understands '" + std::string(word) + "'; known are net, end_of_month, day");
  }

  void discount(std::string_view word, std::string_view rest) {
    const auto given = percent(word);
    if (!given) return;
    if (terms_.discount) return fail(ErrorCode::invalid, "one early-payment discount is enough");
    if (given->sign() <= 0 || *given >= Decimal(100))
      return fail(ErrorCode::range, "an early-payment discount lies between 0 % and 100 %");
    DiscountTerms discount;
    try {
      discount.percent = Percent::of(*given);
    } catch (const Error& error) {
      return fail(error.code(), error.message());
    }
    discount.days = number(next_word(rest), 0, 365);
    if (!next_word(rest).empty()) return fail(ErrorCode::invalid, "an early-payment discount ends with its days");
    terms_.discount = discount;
  }

  void check_shares() {
    auto& instalments = terms_.instalments;
    if (instalments.empty()) return fail(ErrorCode::invalid, "payment terms say when something is due");
    if (instalments.size() > kInstalmentsMax) return fail(ErrorCode::limit, "a voucher has up to 60 instalments");
    if (without_share_ && instalments.size() > 1)
      return fail(ErrorCode::invalid,
                  "each instalment needs its share: a fraction, a percentage, or rest for the last");
    if (without_share_) return;
    Ratio total = Ratio::of(0, 1);
    for (std::size_t i = 0; i < instalments.size(); ++i) {
      const auto& share = instalments[i].share;
      if (!share && i + 1 < instalments.size()) return fail(ErrorCode::invalid, "only the last one takes the rest");
      if (!share) continue;
      if (share->numerator <= 0) return fail(ErrorCode::range, "a share is greater than 0");
      try {
        total = sum(total, *share);
      } catch (const Error& error) {
        return fail(error.code(), "the shares cannot be added exactly");
      }
    }
    const bool rest = !instalments.back().share;
    const bool fits = rest ? total.numerator < total.denominator : total.numerator == total.denominator;
    if (!fits) fail(ErrorCode::range, rest ? "the shares leave nothing to the rest" : "the shares add up to 100 %");
  }

  std::string_view text_;
  std::string_view field_;
  Problems& problems_;
  PaymentTerms terms_;
  bool without_share_ = false;
  bool failed_ = false;
};

std::string steps_text(const std::vector<DueStep>& steps) {
  std::string out;
  for (const DueStep& step : steps) {
    if (!out.empty()) out += ' ';
    if (step.kind == DueStep::Kind::end_of_month)
      out += "end_of_month";
    else
      out += (step.kind == DueStep::Kind::net ? "net " : "day ") + std::to_string(step.number);
  }
  return out;
}

}  // namespace

std::optional<PaymentTerms> parse_payment_terms(std::string_view text, std::string_view field, Problems& problems) {
  return Reader(text, field, problems).read();
}

std::string to_string(const PaymentTerms& terms) {
  const auto& first = terms.instalments.front();
  const bool single = terms.instalments.size() == 1;
  if (single && !terms.discount && first.steps.size() == 1 && first.steps.front().kind == DueStep::Kind::net)
    return std::to_string(first.steps.front().number);
  std::string out;
  for (const InstalmentTerms& each : terms.instalments) {
    if (!out.empty()) out += ", ";
    if (!single && each.share)
      out += std::to_string(each.share->numerator) + "/" + std::to_string(each.share->denominator) + " ";
    else if (!single)
      out += "rest ";
    out += steps_text(each.steps);
  }
  if (terms.discount)
    out += ", " + terms.discount->percent.value().normalized().to_string() + "% within " +
           std::to_string(terms.discount->days);
  return out;
}

Ratio sum(Ratio a, Ratio b) {
  return Ratio::of(
      checked_add(multiply_round(a.numerator, b.denominator, 1), multiply_round(b.numerator, a.denominator, 1)),
      multiply_round(a.denominator, b.denominator, 1));
}

Date due_date(const std::vector<DueStep>& steps, Date dated) {
  using namespace std::chrono;
  Date day = dated;
  for (const DueStep& step : steps) {
    if (step.kind == DueStep::Kind::net) {
      day = day + step.number;
      continue;
    }
    const year_month month = day.ymd().year() / day.ymd().month();
    const auto last_of = [](year_month each) { return Date(sys_days(each / last)); };
    if (step.kind == DueStep::Kind::end_of_month) {
      day = last_of(month);
      continue;
    }
    const auto wanted = [&](year_month each) {
      return std::min(Date(sys_days(each / 1)) + (step.number - 1), last_of(each));
    };
    day = wanted(month) >= day ? wanted(month) : wanted(month + months{1});
  }
  return day;
}

}  // namespace emptor::parties
