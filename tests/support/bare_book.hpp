/// A book without the room `book`: a store in memory, the actor "owner", first settings and a clock that stands still.
/// For tests of single rooms.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "access/work.hpp"
#include "emptor/access.hpp"
#include "emptor/catalog.hpp"
#include "emptor/parties.hpp"
#include "emptor/settings.hpp"
#include "emptor/stock.hpp"
#include "settings/policies.hpp"
#include "store/store.hpp"
#include "support/test_store.hpp"

namespace emptor::test {

struct BareBookOptions {
  std::string currency = "USD";
  Date today = Date(20'543);  ///< 2026-03-31, the day of the examples
  BookSettings settings{};    ///< its currency is replaced by `currency`
  std::string path = ":memory:";
};

/// Hands out rooms that work for the actor "owner". Further rooms are made from `state`: `Prices(book.state)`.
class BareBook {
 public:
  explicit BareBook(BareBookOptions options = {})
      : clock(std::make_shared<FixedClock>(options.today)), state(std::make_shared<SessionState>()) {
    state->database = store::Database::open({.path = test_path(options.path), .clock = clock.get()});
    state->clock = clock.get();
    write([&](access::Work& work) {
      state->actor = ActorId(work.tx().insert("INSERT INTO emptor_actor (code, name, recorded_at) VALUES (?1, ?2, ?3)",
                                              "owner", "Owner", work.now()));
      options.settings.currency = Currency::of(options.currency);
      settings::initialise(work, options.settings);
    });
  }

  /// Runs `use_case(work)` in a write transaction and commits it.
  template <class UseCase>
  std::invoke_result_t<UseCase, access::Work&> write(UseCase use_case) {
    auto work = access::Work::write(*state);
    if constexpr (std::is_void_v<std::invoke_result_t<UseCase, access::Work&>>) {
      use_case(work);
      work.commit();
    } else {
      auto result = use_case(work);
      work.commit();
      return result;
    }
  }
  /// Runs `question(work)` over a snapshot; values out, no references into caches.
  template <class Question>
  std::decay_t<std::invoke_result_t<Question, access::Work&>> read(Question question) {
    auto work = access::Work::read(*state);
    return question(work);
  }
  /// Another user's way into the same book.
  [[nodiscard]] std::shared_ptr<SessionState> as(std::string_view actor) {
    auto other = std::make_shared<SessionState>();
    other->database = state->database;
    other->clock = state->clock;
    other->term_reference_exists = state->term_reference_exists;
    other->actor = read([&](access::Work& work) { return access::find_actor(work, actor); });
    return other;
  }

  [[nodiscard]] Access access() const { return Access(state); }
  [[nodiscard]] Settings settings() const { return Settings(state); }
  [[nodiscard]] Parties customers() const { return Parties(state, true); }
  [[nodiscard]] Parties suppliers() const { return Parties(state, false); }
  [[nodiscard]] Catalog catalog() const { return Catalog(state); }
  [[nodiscard]] Stock stock() const { return Stock(state); }

  std::shared_ptr<FixedClock> clock;  ///< may be set between calls
  std::shared_ptr<SessionState> state;
};

}  // namespace emptor::test
