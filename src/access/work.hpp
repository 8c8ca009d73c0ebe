/// A use case in progress, and the session that it belongs to.
///
/// `Work` is what every use case starts with: it begins a transaction (or a savepoint inside the session's batch),
/// brings the caches of the connection up to date with other writers, and knows the actor and the time of recording. It
/// undoes everything unless `commit` is called.
///
/// A look at the audit trail costs a way to the engine. Two things spare it. What a use case is going to ask can be
/// asked ahead, from the cards as they were known: it then travels along, and is asked anew where the look finds a
/// change. And a quote of a book with a freshness bound needs no look at all inside the bound (`answer_from_cards`):
/// not while this process has changed anything, nor when another one is heard to have.
///
/// Caches are kept with the connection, so they are only touched by the thread that holds its transaction and are
/// loaded from the very snapshot that they serve. The audit trail is their invalidation feed: whoever changes a
/// master record writes an audit row, and `Work` hands rows that it has not seen yet to `Cache::forget`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <typeindex>
#include <utility>
#include <vector>

#include "emptor/access.hpp"
#include "store/store.hpp"

namespace emptor::access {
class Work;
}  // namespace emptor::access

namespace emptor {

struct BookSettings;

/// Shared by the room objects of one session.
class SessionState {
 public:
  std::shared_ptr<store::Database> database;
  const Clock* clock = nullptr;
  ActorId actor;
  /// How long quotes go on from cards without looking whether somebody has changed them; 0: they always look.
  std::int64_t freshness_ms = 0;
  /// The session's batch or snapshot, while one is open.
  std::optional<store::Transaction> open;
  int savepoints = 0;
  /// Whether the code that a term names exists in a room above `parties` (tax codes, price lists and levels); `term` is
  /// the number of a `Term`. Set where the rooms are wired; null accepts every code.
  bool (*term_reference_exists)(access::Work& work, int term, std::string_view code) = nullptr;
  /// Kind ("sale", "collection" …) and number of a voucher, for the ledgers of `receivables`. Set where the rooms are
  /// wired; null leaves both empty.
  void (*describe_voucher)(access::Work& work, std::int64_t voucher_id, std::string& kind,
                           std::string& number) = nullptr;
  /// Called inside the transaction that changes the book's policies, so that rooms above `settings` can follow.
  void (*settings_changed)(access::Work& work, const BookSettings& before, const BookSettings& after) = nullptr;
};

}  // namespace emptor

namespace emptor::access {

/// Values loaded from the book and kept with a connection until somebody changes what they were made of.
class Cache {
 public:
  virtual ~Cache() = default;
  /// An audit row names this record: whatever was derived from it must go.
  virtual void forget(Entity entity, std::int64_t id) = 0;
  /// Called when a use case begins: the moment to let go of what exceeds the cache's bound. References into a cache
  /// are good until the use case ends.
  virtual void trim() {}
};

/// All caches of a connection, and how far the audit trail was followed.
class Caches final : public store::Attachment {
 public:
  template <class T>
  [[nodiscard]] T& get() {
    for (auto& [type, cache] : caches_)
      if (type == std::type_index(typeid(T))) return static_cast<T&>(*cache);
    return static_cast<T&>(*caches_.emplace_back(typeid(T), std::make_unique<T>()).second);
  }
  /// Reads the audit rows written since the last call (one statement). True when there are any, and for caches that
  /// had never caught up.
  bool catch_up(store::Transaction& transaction);
  /// Whether the audit trail was ever followed: only then do the caches hold what it says of them.
  [[nodiscard]] bool has_caught_up() const noexcept { return seen_ >= 0; }
  /// They were up to date at `now`, after so many changes of this process.
  void set_looked(Instant now, std::int64_t changes) noexcept {
    looked_at_ = now;
    changes_ = changes;
  }
  [[nodiscard]] bool is_fresh(Instant now, std::int64_t changes, std::int64_t freshness_ms) const noexcept {
    // A clock that went back says nothing.
    return has_caught_up() && changes == changes_ && now >= looked_at_ &&
           now.micros - looked_at_.micros < freshness_ms * 1'000;
  }
  void forget(Entity entity, std::int64_t id, std::int64_t change_id);
  /// Each cache lets go of what exceeds its bound.
  void trim();

 private:
  std::int64_t seen_ = -1;
  Instant looked_at_{};
  std::int64_t changes_ = 0;
  std::vector<std::pair<std::type_index, std::unique_ptr<Cache>>> caches_;
};

/// What a failure of a use case takes back inside a batch of its session.
enum class Undo : std::uint8_t {
  use_case,  ///< what the use case did, by a savepoint
  batch,     ///< once the use case has begun to write, the whole batch; it refuses nothing from then on
};

class Work {
 public:
  /// A snapshot; inside a batch, the batch's own view.
  [[nodiscard]] static Work read(SessionState& session);
  /// Holds the writer's lock; BUSY after the bounded wait. MISUSE inside a session's snapshot.
  [[nodiscard]] static Work write(SessionState& session, Undo undo = Undo::use_case);
  /// Beside others that post, where the store can: changes only what it has locked (`store::Lock`), and what it adds.
  /// Inside a batch, the batch's own view. BUSY after a bounded wait.
  [[nodiscard]] static Work post(SessionState& session, Undo undo);
  /// `ahead(work)` asks early what the use case is going to ask, from the cards as they are known: it may lock, read
  /// and announce. It is not called where nothing is gained by it, and what it throws is dropped: the use case meets it
  /// again. `is_ahead` says whether what it found still stands.
  template <class Ahead>
  [[nodiscard]] static Work read(SessionState& session, Ahead ahead) {
    return Work(session, store::Access::read, Undo::use_case, AheadRef(ahead));
  }
  template <class Ahead>
  [[nodiscard]] static Work post(SessionState& session, Undo undo, Ahead ahead) {
    return Work(session, store::Access::post, undo, AheadRef(ahead));
  }
  /// True when `ahead` came to its end and no card has changed since: what it learned from cards is what they say.
  [[nodiscard]] bool is_ahead() const noexcept { return ahead_; }
  /// No transaction, where the caches are fresh: what is not in them throws `store::Uncached`. Else a snapshot.
  [[nodiscard]] static Work cached(SessionState& session) {
    return Work(session, store::Access::cached, Undo::use_case, {});
  }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  ~Work();

  [[nodiscard]] store::Transaction& tx() noexcept { return *transaction_; }
  [[nodiscard]] ActorId actor() const noexcept { return session_->actor; }
  [[nodiscard]] SessionState& session() noexcept { return *session_; }
  /// The time of recording: one instant for the whole use case. Most reads never ask for it.
  [[nodiscard]] Instant now() {
    if (!now_) now_ = session_->clock->now();
    return *now_;
  }
  template <class T>
  [[nodiscard]] T& cache() {
    return caches_->get<T>();
  }
  /// True when a failure takes back everything since the transaction began: the use case is all that there is in it.
  [[nodiscard]] bool is_whole() const noexcept { return own_.has_value(); }
  /// Writes the audit row and drops what was cached of the record. `detail` is a JSON object.
  void record(Entity entity, std::int64_t entity_id, std::string_view command, std::string_view detail);
  /// For `Undo::batch`, before the first change: what can be refused has been looked at, and from here to `commit` only
  /// the engine fails.
  void begin_writing() noexcept { writing_ = true; }
  /// Every change is taken back, so that the use case can still refuse.
  void end_writing() noexcept { writing_ = false; }
  void commit();

 private:
  /// A function of the caller's, for the length of a call.
  class AheadRef {
   public:
    AheadRef() = default;
    template <class Ahead>
    explicit AheadRef(Ahead& ahead)
        : of_(&ahead), call_([](void* of, Work& work) { (*static_cast<Ahead*>(of))(work); }) {}
    explicit operator bool() const noexcept { return of_ != nullptr; }
    void operator()(Work& work) const { call_(of_, work); }

   private:
    void* of_ = nullptr;
    void (*call_)(void* of, Work& work) = nullptr;
  };

  Work(SessionState& session, store::Access access, Undo undo, AheadRef ahead);
  /// True when it came to its end.
  bool run_ahead(AheadRef ahead);
  SessionState* session_;
  std::optional<store::Transaction> own_;
  std::optional<store::Savepoint> savepoint_;
  store::Transaction* transaction_;
  Caches* caches_;
  std::optional<Instant> now_;
  const Undo undo_;
  bool writing_ = false;
  bool ahead_ = false;
};

/// Runs `answer(work)` on the cards that are kept, when the session's book lets them be as old as they are and they
/// hold all that is asked for; else over a snapshot.
template <class Answer>
auto answer_from_cards(SessionState& session, Answer answer) {
  if (session.freshness_ms > 0 && !session.open) {
    try {
      auto work = Work::cached(session);
      return answer(work);
    } catch (const store::Uncached&) {  // NOLINT(bugprone-empty-catch): asked below
    }
  }
  auto work = Work::read(session);
  return answer(work);
}

/// Builds the JSON object of an audit row: {"name":["old","new"], …}.
class Detail {
 public:
  Detail& change(std::string_view field, std::string_view before, std::string_view after);
  Detail& set(std::string_view field, std::string_view value);
  [[nodiscard]] bool empty() const noexcept { return json_.empty(); }
  [[nodiscard]] std::string json() const { return "{" + json_ + "}"; }

 private:
  void key(std::string_view field);
  std::string json_;
};

/// UNKNOWN_REFERENCE when no actor has this code.
[[nodiscard]] ActorId find_actor(Work& work, std::string_view code);
/// Cached; the reference is good for the use case.
[[nodiscard]] const std::string& actor_code(Work& work, ActorId id);

}  // namespace emptor::access
