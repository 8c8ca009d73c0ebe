/// Lines of past sales, asked with the book as it is and with what is rehearsed.
#pragma once

#include <vector>

#include "emptor/receivables.hpp"
#include "insight/rehearsal.hpp"
#include "insight/rules.hpp"
#include "pricing/cache.hpp"
#include "pricing/resolve.hpp"

namespace emptor::insight {

/// A line as it was sold, or as it is only asked about.
struct Line {
  pricing::Question question{};  ///< with its currency
  LineFacts facts{};
  VoucherId voucher{};  ///< none: it is only asked about, and its document takes the tax basis of the price
  TaxCodeId tax_code{};
  Percent tax_rate{};  ///< as sold
  std::int64_t net = 0;
  std::int64_t tax = 0;
  std::int64_t promotion = 0;  ///< in the document's mode: what promotions took off
  bool keep = false;
  bool gift = false;
};

/// Its answers.
struct AskedLine {
  pricing::Question question{};
  Side before{};
  Side after{};
};

class Asking {
 public:
  /// All are borrowed. `query`: of its day alone.
  Asking(access::Work& work, const SimulationQuery& query, const Rehearsal& rehearsal);

  /// A line that is kept has what it was sold for on both sides, but the tax rate of each.
  [[nodiscard]] AskedLine ask(const Line& line);
  [[nodiscard]] Percent rate_after(const Line& line);
  /// Whether a break has been met that counts more than its line.
  [[nodiscard]] bool counts_documents() const noexcept { return now_.counts_documents() || then_.counts_documents(); }
  [[nodiscard]] pricing::PriceCache& before() noexcept { return now_; }
  [[nodiscard]] pricing::PriceCache& after() noexcept { return then_; }

 private:
  /// Answers kept for questions that come again: the last one in each place.
  static constexpr std::size_t remembered = 1U << 14U;

  struct Answers {
    pricing::Question question{};
    LineFacts facts{};
    TaxCodeId tax_code{};
    Percent tax_rate{};
    Side before{};
    Side after{};
    bool posted = false;
  };
  static std::size_t place_of(const pricing::Question& question);
  static bool same(const Answers& answers, const Line& line);
  [[nodiscard]] Percent rate_before(const Line& line);
  [[nodiscard]] Side price(pricing::PriceCache& cache, const Line& line, Percent rate);

  access::Work& work_;
  const SimulationQuery& query_;
  bool floors_;  ///< programmes are held to them
  Rounding rounding_;
  pricing::PriceCache& now_;  ///< what the book says
  pricing::PriceCache then_;  ///< what it would say
  std::vector<Answers> memory_;
};

}  // namespace emptor::insight
