/// Quotes: one at a time, explained, or many over one snapshot.
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
  auto work = Work::read(*state_->session);
  return quote_once(work, request);
}

std::optional<PriceQuote> PriceView::quote(PartyId customer, ItemId item, Quantity quantity, Date on,
                                           Direction direction) {
  const pricing::Question question{
      .party = customer, .item = item, .quantity = quantity, .on = on, .direction = direction};
  if (state_->work) return pricing::resolve(*state_->work, *state_->cache, question);
  auto work = Work::read(*state_->session);
  return pricing::resolve(work, question);
}

PriceQuote Prices::quote(const QuoteRequest& request) const {
  auto work = Work::read(*state_);
  return quote_once(work, request);
}

PriceExplanation Prices::explain(const QuoteRequest& request) const {
  auto work = Work::read(*state_);
  return pricing::explain(work, pricing::to_question(work, request));
}

PriceView Prices::view() const {
  auto state = std::make_unique<PriceView::State>();
  state->session = state_;
  if (!state_->open) {
    // Why not make_unique: a use case stays where it was begun, and only a prvalue is built in place.
    state->work.reset(new Work(Work::read(*state_)));
    state->cache = &state->work->cache<pricing::PriceCache>();
  }
  return PriceView(std::move(state));
}

}  // namespace emptor
