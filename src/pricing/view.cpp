/// Quotes: one at a time, explained, or many over one snapshot.
#include <string>

#include "pricing/question.hpp"

namespace emptor {

using access::Work;

struct PriceView::State {
  std::shared_ptr<SessionState> session;
  /// Its own snapshot. None in a session's batch or snapshot: that one decides how long it lives, and each question is
  /// a use case in it.
  std::unique_ptr<Work> work;
  pricing::PriceCache* cache = nullptr;
};

namespace {

PriceQuote quote_once(Work& work, const QuoteRequest& request) {
  const pricing::Question question = pricing::to_question(work, request);
  const auto quote = pricing::resolve(work, question);
  if (!quote) pricing::throw_no_price(request, question);
  return *quote;
}

}  // namespace

PriceView::PriceView(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
PriceView::PriceView(PriceView&&) noexcept = default;
PriceView& PriceView::operator=(PriceView&&) noexcept = default;
PriceView::~PriceView() = default;

PriceQuote PriceView::quote(const QuoteRequest& request) {
  if (state_->work) return quote_once(*state_->work, request);
  return access::answer_from_cards(*state_->session, [&](Work& work) { return quote_once(work, request); });
}

std::optional<PriceQuote> PriceView::quote(PartyId customer, ItemId item, Quantity quantity, Date on,
                                           Direction direction) {
  const pricing::Question question{
      .party = customer, .item = item, .quantity = quantity, .on = on, .direction = direction};
  if (state_->work) return pricing::resolve(*state_->work, *state_->cache, question);
  return access::answer_from_cards(*state_->session, [&](Work& work) { return pricing::resolve(work, question); });
}

PriceQuote Prices::quote(const QuoteRequest& request) const {
  return access::answer_from_cards(*state_, [&](Work& work) { return quote_once(work, request); });
}

PriceExplanation Prices::explain(const QuoteRequest& request) const {
  return access::answer_from_cards(
      *state_, [&](Work& work) { return pricing::explain(work, pricing::to_question(work, request)); });
}

PriceTimeline Prices::timeline(const QuoteRequest& request, Period days) const {
  constexpr int days_max = 3'660;
  if (!days.from || !days.until || days.empty() || *days.until - *days.from > days_max)
    throw Error(ErrorCode::range, "days", "a timeline has a first and a last day, and up to 3,660 days",
                {{"max", std::to_string(days_max)}});
  auto work = Work::read(*state_);
  pricing::Question question = pricing::to_question(work, request);
  PriceTimeline timeline;
  for (Date day = *days.from; day < *days.until; day = day + 1) {
    question.on = day;
    const auto [quote, missing] = pricing::answer(work, work.cache<pricing::PriceCache>(), question);
    if (timeline.spans.empty() || timeline.spans.back().quote != quote || timeline.spans.back().missing != missing)
      timeline.spans.push_back({.days = {day, day + 1}, .quote = quote, .missing = missing});
    else
      timeline.spans.back().days.until = day + 1;
  }
  const PriceQuote* last = nullptr;
  for (const PriceSpan& span : timeline.spans)
    if (span.quote) last = &*span.quote;
  for (std::size_t i = 0; i < timeline.spans.size(); ++i) {
    const auto& quote = timeline.spans[i].quote;
    if (!quote || quote->tax_included != last->tax_included) continue;
    if (!timeline.lowest || quote->unit_price.micros < timeline.spans[*timeline.lowest].quote->unit_price.micros)
      timeline.lowest = i;
  }
  return timeline;
}

PriceView Prices::view() const {
  auto state = std::make_unique<PriceView::State>();
  state->session = state_;
  if (!state_->open) {
    // A use case stays where it was begun, and only a prvalue is built in place: not by make_unique.
    state->work.reset(new Work(Work::read(*state_)));  // NOLINT(modernize-make-unique)
    state->cache = &state->work->cache<pricing::PriceCache>();
  }
  return PriceView(std::move(state));
}

}  // namespace emptor
