/// Quotes: through a PriceView, against the same chain of sources on bare flat hash maps, and against SQLite point
/// reads.
#include <boost/unordered/unordered_flat_map.hpp>
#include <limits>
#include <optional>

#include "fixture.hpp"
#include "pairs.hpp"

namespace emptor::bench {
namespace {

struct Request {
  int customer = 0;
  int item = 0;
  Quantity quantity;
};

std::vector<Request> requests(const TradeShape& shape) {
  std::mt19937 random(7);
  std::vector<Request> made(1U << 16U);
  for (Request& request : made) {
    request.customer = static_cast<int>(random() % static_cast<unsigned>(shape.customers));
    // One in five asks for an item with a special price.
    request.item =
        random() % 5 == 0 && shape.specials_per_customer > 0
            ? special_item(request.customer,
                           static_cast<int>(random() % static_cast<unsigned>(shape.specials_per_customer)), shape)
            : static_cast<int>(random() % static_cast<unsigned>(shape.items));
    request.quantity = Quantity::of(static_cast<std::int64_t>(1 + random() % 20));
  }
  return made;
}

/// The yardstick: the same chain of look-ups on bare flat hash maps, with what the data holds: who the customer and the
/// item are, validity, five breaks, one rounding in 128 bits. Each answer names its source and entry.
class IdealChain {
 public:
  explicit IdealChain(const TradeShape& shape) {
    std::int64_t id = 0;
    for (int i = 0; i < shape.items; ++i) {
      items_[i] = {group_of(i, shape)};
      Entry& base = base_[key(0, i)];
      base.id = ++id;
      for (int t = 0; t < break_count; ++t) base.tiers[t] = {break_at(t), base_price(i, t).to_scaled(6)};
    }
    for (int l = 0; l < shape.levels; ++l) {
      for (int i = 0; i < shape.items; ++i)
        if (has_level_price(l, i)) put(level_item_[key(l, i)], level_price(l, i).to_scaled(6), ++id);
      for (int g = 0; g < shape.groups; g += 2) put(level_group_[key(l, g)], (90 - l) * 10'000LL, ++id);
    }
    for (int c = 0; c < shape.customers; ++c) {
      customers_[c] = {level_of(c, shape), c % 4 == 0 ? 50'000 : 0};
      for (int i = 0; i < shape.specials_per_customer; ++i)
        put(special_[key(c, special_item(c, i, shape))], (900 + i) * 10'000LL, ++id);
    }
  }

  struct Answer {
    std::int64_t price = 0;
    std::int64_t entry = 0;
    PriceSource source = PriceSource::none;
    std::int64_t base = 0;  ///< every answer shows the base price beside the price
  };
  [[nodiscard]] Answer quote(int customer, int item, Quantity quantity, Date on) const {
    const Customer who = customers_.find(customer)->second;
    const int group = items_.find(item)->second.group;
    const Found base = find(base_, key(0, item), quantity, on);
    if (const auto own = find(special_, key(customer, item), quantity, on); own.entry != 0)
      return {own.value, own.entry, PriceSource::special_item, base.value};
    if (const auto own = find(special_group_, key(customer, group), quantity, on); own.entry != 0)
      return {own.value, own.entry, PriceSource::special_group, base.value};
    if (const auto level = find(level_item_, key(who.level, item), quantity, on); level.entry != 0)
      return {level.value, level.entry, PriceSource::special_item, base.value};
    const Found percent = find(level_group_, key(who.level, group), quantity, on);
    if (percent.entry != 0)
      return {multiply_round(base.value, percent.value, Percent::one), percent.entry, PriceSource::special_group,
              base.value};
    if (who.rate != 0)
      return {multiply_round(base.value, Percent::one - who.rate, Percent::one), base.entry, PriceSource::customer_rate,
              base.value};
    return {base.value, base.entry, PriceSource::base, base.value};
  }

 private:
  struct Tier {
    std::int64_t from = 0;
    std::int64_t value = 0;
  };
  struct Entry {
    std::int64_t id = 0;
    std::int32_t from = std::numeric_limits<std::int32_t>::min();
    std::int32_t until = std::numeric_limits<std::int32_t>::max();
    Tier tiers[break_count];
  };
  struct Customer {
    int level = 0;
    std::int64_t rate = 0;
  };
  struct Item {
    int group = 0;
  };
  struct Found {
    std::int64_t value = 0;
    std::int64_t entry = 0;
  };
  using Map = boost::unordered_flat_map<std::uint64_t, Entry>;
  static std::uint64_t key(int a, int b) {
    return static_cast<std::uint64_t>(a) << 32U | static_cast<std::uint64_t>(b);
  }
  static void put(Entry& entry, std::int64_t value, std::int64_t id) {
    entry.id = id;
    entry.tiers[0].value = value;
  }
  static Found find(const Map& map, std::uint64_t wanted, Quantity quantity, Date on) {
    const auto found = map.find(wanted);
    if (found == map.end()) return {};
    const Entry& entry = found->second;
    if (on.days() < entry.from || on.days() >= entry.until) return {};
    std::int64_t value = entry.tiers[0].value;
    for (const Tier& tier : entry.tiers)
      if (tier.from != 0 && tier.from <= quantity.micros) value = tier.value;
    return {value, entry.id};
  }
  boost::unordered_flat_map<int, Customer> customers_;
  boost::unordered_flat_map<int, Item> items_;
  Map special_, level_item_, special_group_, level_group_, base_;
};

/// A warm book and the ideal chain over the same prices.
struct QuoteFixture {
  explicit QuoteFixture(const TradeShape& with) : shape(with), chain(with), asked(requests(with)) {
    book = Book::open({.path = directory.file("quotes.emptor"), .currency = "USD", .sync = Sync::normal});
    fill(*book, shape);
    keys = keys_of(*book, shape);
    view = book->prices().view();
    for (std::size_t i = 0; i < asked.size(); ++i) check(asked[i]);
  }
  /// Both sides must give the same price from the same source: the yardstick does the same work.
  void check(const Request& request) {
    const auto ours = quote(request);
    const auto hand = chain.quote(request.customer, request.item, request.quantity, trade_day);
    if (!ours || ours->unit_price.micros != hand.price || ours->source != hand.source)
      throw std::runtime_error("the yardstick prices differently");
  }
  std::optional<PriceQuote> quote(const Request& request) {
    return view->quote(keys.customers[static_cast<std::size_t>(request.customer)],
                       keys.items[static_cast<std::size_t>(request.item)], request.quantity, trade_day);
  }

  TradeShape shape;
  Directory directory;
  IdealChain chain;
  std::vector<Request> asked;
  std::optional<Book> book;
  std::optional<PriceView> view;
  Keys keys;
};

/// Made when its first benchmark runs, dropped when the pair is done.
template <class Fixture>
class Lazy {
 public:
  template <class... Arguments>
  Fixture& get(const Arguments&... arguments) {
    if (!made_) made_ = std::make_unique<Fixture>(arguments...);
    return *made_;
  }
  void drop() { made_.reset(); }

 private:
  std::unique_ptr<Fixture> made_;
};

void add_quote(Suite& suite, const std::string& name, const TradeShape& shape) {
  auto lazy = std::make_shared<Lazy<QuoteFixture>>();
  suite.add(Pair{.name = "quote." + name,
                 .aim = {Aim::Kind::time_at_most, 3, 1.5},
                 .ours =
                     [=](benchmark::State& state) {
                       QuoteFixture& fixture = lazy->get(shape);
                       std::size_t i = 0;
                       for (auto _ : state) benchmark::DoNotOptimize(fixture.quote(fixture.asked[i++ & 0xFFFFU]));
                     },
                 .yardstick =
                     [=](benchmark::State& state) {
                       QuoteFixture& fixture = lazy->get(shape);
                       std::size_t i = 0;
                       for (auto _ : state) {
                         const Request& request = fixture.asked[i++ & 0xFFFFU];
                         benchmark::DoNotOptimize(
                             fixture.chain.quote(request.customer, request.item, request.quantity, trade_day));
                       }
                     },
                 .clean_up = [=] { lazy->drop(); }});
}

/// The chain as five prepared point reads inside one transaction, without a cache.
void add_quote_against_reads(Suite& suite, const TradeShape& shape) {
  struct Reads {
    explicit Reads(const TradeShape& with) : quotes(with), hand(quotes.directory.file("hand.db"), false) {
      hand.run(
          "CREATE TABLE price (source INTEGER, a INTEGER, b INTEGER, value INTEGER, PRIMARY KEY (source, a, b)) "
          "STRICT, WITHOUT ROWID");
      hand.run("BEGIN");
      sqlite3_stmt* insert = hand.prepare("INSERT INTO price VALUES (?1, ?2, ?3, ?4)");
      const auto put = [&](int source, int a, int b, std::int64_t value) {
        sqlite3_bind_int(insert, 1, source);
        sqlite3_bind_int(insert, 2, a);
        sqlite3_bind_int(insert, 3, b);
        sqlite3_bind_int64(insert, 4, value);
        sqlite3_step(insert);
        sqlite3_reset(insert);
      };
      for (int i = 0; i < with.items; ++i) put(5, 0, i, 1'000 + i);
      for (int l = 0; l < with.levels; ++l)
        for (int g = 0; g < with.groups; g += 2) put(4, l, g, 90 - l);
      for (int c = 0; c < with.customers; ++c)
        for (int i = 0; i < with.specials_per_customer; ++i) put(1, c, special_item(c, i, with), 900 + i);
      hand.run("COMMIT");
      hand.run("BEGIN");
      read = hand.prepare("SELECT value FROM price WHERE source = ?1 AND a = ?2 AND b = ?3");
    }
    std::int64_t find(int source, int a, int b) {
      sqlite3_bind_int(read, 1, source);
      sqlite3_bind_int(read, 2, a);
      sqlite3_bind_int(read, 3, b);
      const std::int64_t value = sqlite3_step(read) == SQLITE_ROW ? sqlite3_column_int64(read, 0) : 0;
      sqlite3_reset(read);
      return value;
    }
    std::int64_t quote(const Request& request) {
      const int group = group_of(request.item, quotes.shape);
      const int level = level_of(request.customer, quotes.shape);
      // A program that shows the base price beside the price reads all five.
      std::int64_t value = 0;
      for (const std::int64_t found :
           {find(1, request.customer, request.item), find(2, level, request.item), find(3, request.customer, group),
            find(4, level, group), find(5, 0, request.item)})
        if (value == 0) value = found;
      return value;
    }
    QuoteFixture quotes;
    HandDatabase hand;
    sqlite3_stmt* read = nullptr;
  };
  auto lazy = std::make_shared<Lazy<Reads>>();
  suite.add(Pair{.name = "quote.against_five_reads",
                 .aim = {Aim::Kind::speed_at_least, 10, 30},
                 .ours =
                     [=](benchmark::State& state) {
                       QuoteFixture& fixture = lazy->get(shape).quotes;
                       std::size_t i = 0;
                       for (auto _ : state) benchmark::DoNotOptimize(fixture.quote(fixture.asked[i++ & 0xFFFFU]));
                     },
                 .yardstick =
                     [=](benchmark::State& state) {
                       Reads& fixture = lazy->get(shape);
                       std::size_t i = 0;
                       for (auto _ : state)
                         benchmark::DoNotOptimize(fixture.quote(fixture.quotes.asked[i++ & 0xFFFFU]));
                     },
                 .clean_up = [=] { lazy->drop(); }});
}

}  // namespace

void add_quotes(Suite& suite, const Scale& scale) {
  if (scale.quick) {
    const TradeShape small{.customers = 100, .items = 100, .specials_per_customer = 10, .breaks = true};
    add_quote(suite, "1k", small);
    add_quote_against_reads(suite, small);
    return;
  }
  add_quote(suite, "1k", {.customers = 1'000, .items = 1'000, .specials_per_customer = 10, .breaks = true});
  add_quote(suite, "10k", {.customers = 10'000, .items = 10'000, .specials_per_customer = 10, .breaks = true});
  add_quote(suite, "100k", {.customers = 100'000, .items = 50'000, .specials_per_customer = 10, .breaks = true});
  if (scale.full)
    add_quote(suite, "1M", {.customers = 1'000'000, .items = 100'000, .specials_per_customer = 10, .breaks = true});
  add_quote_against_reads(suite, {.customers = 10'000, .items = 10'000, .specials_per_customer = 10, .breaks = true});
  // Peers that are not installed here, as measured elsewhere on a machine of the same class; see docs/performance.md.
  suite.compare("quote.against_tryton", "quote.10k", {"Tryton 6.0.29, fresh transaction", 20.8e6},
                {Aim::Kind::speed_at_least, 5'000, 50'000});
  suite.compare("quote.against_medusa", "quote.10k", {"Medusa pricing 2.21, single", 8.7e6},
                {Aim::Kind::speed_at_least, 3'000, 20'000});
}

}  // namespace emptor::bench
