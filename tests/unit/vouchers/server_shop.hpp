/// A shop on a PostgreSQL server, and somebody else's way into the same book.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "emptor/credit.hpp"
#include "emptor/pricing.hpp"
#include "emptor/vouchers.hpp"
#include "support/bare_book.hpp"
#include "support/trade_book.hpp"

namespace emptor::test {

/// A shop on the server, whose postings wait for each other only for a moment.
class Shop {
 public:
  static constexpr int patience_ms = 150;

  /// `listens`: to what others change.
  explicit Shop(std::int64_t freshness_ms = 0, bool listens = false)
      : places_(), path_(places_.file("", "shop")), made_({.path = path_}) {
    made_.catalog().create_unit("PCS", "piece");
    made_.catalog().create_location("W1", "Warehouse");
    for (int i = 1; i <= 5; ++i) {
      const std::string code = "P" + std::to_string(i);
      made_.catalog().create_item({.code = code, .name = "Lamp", .unit = "PCS"});
      Prices(made_.state).set_base(code, Decimal(10));
    }
    for (const char* code : {"C001", "C002", "HEAD"}) made_.customers().create({.code = code, .name = code});
    session = made_.as("owner");
    session->database = store::Database::open(
        {.path = path_, .busy_timeout_ms = patience_ms, .listen = listens, .clock = made_.clock.get()});
    session->freshness_ms = freshness_ms;
  }
  [[nodiscard]] Vouchers vouchers() const { return Vouchers(session); }
  [[nodiscard]] Parties customers() const { return Parties(session, true); }
  [[nodiscard]] Settings settings() const { return Settings(session); }
  [[nodiscard]] std::string post(const std::string& customer) const {
    try {
      return vouchers().post(trade_sale(customer)).posted() ? "" : "refused";
    } catch (const Error& error) {
      return std::string(to_string(error.code())) + '(' + error.problems().front().field + ')';
    }
  }
  [[nodiscard]] Credit credit() const { return Credit(session); }
  /// The book's time goes on.
  void wait_ms(std::int64_t milliseconds) {
    made_.clock->set(Instant{made_.clock->now().micros + milliseconds * 1'000});
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  /// Somebody else's way into the same book.
  [[nodiscard]] SessionState& other() const { return *made_.state; }
  [[nodiscard]] BareBook& made() { return made_; }
  [[nodiscard]] Prices others_prices() const { return Prices(made_.state); }
  /// Round trips of a use case on the connection that is lent next, the one that came back last.
  template <class UseCase>
  std::int64_t round_trips(UseCase use_case) {
    const auto look = [&] {
      auto work = access::Work::read(*session);
      return std::pair(&work.tx().connection(), work.tx().connection().round_trips());
    };
    const auto before = look();
    use_case();
    const auto after = look();
    CHECK(before.first == after.first);
    return after.second - before.second - 1;  // the second look itself
  }

  std::shared_ptr<SessionState> session;

 private:
  TestPlaces places_;
  std::string path_;
  BareBook made_;
};

inline VoucherDraft sale_of(std::string customer, std::string item, Date dated = trade_day) {
  VoucherDraft draft = trade_sale(std::move(customer));
  draft.lines.front().item = std::move(item);
  draft.dated = dated;
  return draft;
}

inline VoucherDraft sale_of_five() {
  VoucherDraft draft = trade_sale("C001");
  draft.lines.clear();
  for (int i = 1; i <= 5; ++i) draft.lines.push_back({.item = "P" + std::to_string(i), .quantity = Quantity::of(2)});
  return draft;
}

}  // namespace emptor::test
