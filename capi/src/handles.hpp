/// Books and sessions behind their handles: who keeps whom alive, and who may use what when.
///
/// A handle holds a reference to shared state, so that a host with a garbage collector may end handles in any order. A
/// closed book stays in memory, closed, until its last session is gone.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "boundary.hpp"
#include "emptor/emptor.hpp"

namespace emptor::capi {

/// The host's clock.
class HostClock final : public Clock {
 public:
  HostClock(emptor_clock clock, void* context) noexcept : clock_(clock), context_(context) {}
  [[nodiscard]] Instant now() const override { return Instant{clock_(context_)}; }

 private:
  emptor_clock clock_;
  void* context_;
};

struct BookState {
  std::unique_ptr<HostClock> clock;  // first: it outlives the book
  std::optional<Book> book;
  std::string description;
  std::atomic<bool> closed = false;
};

enum class Open : std::uint8_t { nothing, batch, snapshot };

struct SessionCore {
  std::shared_ptr<BookState> book;
  std::optional<Session> session;
  std::optional<Batch> batch;  // last: it ends first
  Open open = Open::nothing;
  std::atomic<bool> in_use = false;

  void end_batch() noexcept {
    batch.reset();
    open = Open::nothing;
  }
};

/// One call's use of a session: MISUSE when another thread is in it, CLOSED after the book was closed.
class Use {
 public:
  explicit Use(SessionCore& core) : core_(core) {
    if (core_.in_use.exchange(true, std::memory_order_acquire))
      throw_misuse("session", "is used by another thread at this moment");
    if (core_.book->closed.load(std::memory_order_acquire)) {
      core_.end_batch();  // its transaction would hold the file
      core_.in_use.store(false, std::memory_order_release);
      throw Error(ErrorCode::closed, "the book is closed");
    }
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  ~Use() { core_.in_use.store(false, std::memory_order_release); }

  [[nodiscard]] SessionCore& core() noexcept { return core_; }
  [[nodiscard]] Session& operator*() noexcept { return *core_.session; }
  [[nodiscard]] Session* operator->() noexcept { return &*core_.session; }

 private:
  SessionCore& core_;
};

}  // namespace emptor::capi

struct emptor_book {
  std::shared_ptr<emptor::capi::BookState> state;
};

struct emptor_session {
  std::shared_ptr<emptor::capi::SessionCore> core;
};

struct emptor_price_view {
  std::shared_ptr<emptor::capi::SessionCore> core;
  std::optional<emptor::PriceView> view;  // last: it ends first
};

namespace emptor::capi {

/// Runs `body(session)` as one use of the session.
template <class Body>
emptor_status with_session(emptor_session* session, emptor_error** error_out, Body&& body) noexcept {
  return at_boundary(error_out, [&] {
    Use use(*require(session, "session").core);
    body(*use);
  });
}

/// The same, with an output that must be there, and is written by the body.
template <class Out, class Body>
emptor_status with_session(emptor_session* session, Out* out, const char* out_name, emptor_error** error_out,
                           Body&& body) noexcept {
  return at_boundary(error_out, [&] {
    Out& target = require(out, out_name);
    Use use(*require(session, "session").core);
    body(*use, target);
  });
}

}  // namespace emptor::capi
