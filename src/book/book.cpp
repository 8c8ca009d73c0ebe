/// Opens the store, wires the rooms, hands out sessions.
#include "emptor/book.hpp"

#include <algorithm>

#include "access/work.hpp"
#include "catalog/cards.hpp"
#include "pricing/resolve.hpp"
#include "settings/policies.hpp"
#include "store/copy.hpp"
#include "vouchers/document.hpp"

namespace emptor {

using access::Work;

namespace {

constexpr std::string_view kOwner = "owner";

bool term_reference_exists(Work& work, int term, std::string_view code) {
  if (static_cast<Term>(term) == Term::tax_code) return code.empty() || catalog::find_tax_code(work, code);
  return pricing::term_reference_exists(work, static_cast<Term>(term), code);
}

/// Switching the last price on fills its memory from the documents; while it is off, postings do not pay for it.
void settings_changed(Work& work, const BookSettings& before, const BookSettings& after) {
  const auto names = [](const AccessSequence& sequence) {
    return std::ranges::find(sequence.sources, PriceSource::last_price) != sequence.sources.end();
  };
  if (!names(before.sales_prices) && names(after.sales_prices)) vouchers::rebuild_last_prices(work, Direction::sales);
  if (!names(before.purchase_prices) && names(after.purchase_prices))
    vouchers::rebuild_last_prices(work, Direction::purchases);
}

std::shared_ptr<SessionState> session_of(std::shared_ptr<store::Database> database, const Clock* clock, ActorId actor) {
  auto state = std::make_shared<SessionState>();
  state->database = std::move(database);
  state->clock = clock != nullptr ? clock : &system_clock();
  state->actor = actor;
  state->term_reference_exists = term_reference_exists;
  state->describe_voucher = vouchers::describe_voucher;
  state->visit_used_prices = vouchers::visit_used_prices;
  state->settings_changed = settings_changed;
  return state;
}

bool is_initialised(Work& work) { return static_cast<bool>(settings::current(work).currency); }

[[noreturn]] void throw_no_currency() { throw Error(ErrorCode::required, "currency", "a new book needs a currency"); }

/// What can be refused before a file is touched.
void check_first(const BookOptions& options) {
  if (options.quote_freshness_ms < 0 || options.quote_freshness_ms > 3'600'000)
    throw Error(ErrorCode::range, "quote_freshness_ms", "0 to 3,600,000 ms",
                {{"quote_freshness_ms", std::to_string(options.quote_freshness_ms)}});
  if (!options.currency.empty() && !Currency::find(options.currency))
    throw Error(ErrorCode::unknown_currency, "currency", "not an ISO 4217 currency", {{"currency", options.currency}});
  try {
    check_zone(options.time_zone);
  } catch (const Error& error) {
    throw Error(error.code(), "time_zone", error.message());
  }
}

/// The first rows of a new book: its owner, its currency, its policies.
void initialise(SessionState& state, const BookOptions& options) {
  auto work = Work::write(state);
  if (is_initialised(work)) return;  // another process was faster
  if (options.currency.empty()) throw_no_currency();
  BookSettings first;
  first.currency = Currency::of(options.currency);
  first.time_zone = options.time_zone;
  state.actor = ActorId(work.tx().insert("INSERT INTO emptor_actor (code, name, recorded_at) VALUES (?1, ?2, ?3)",
                                         kOwner, kOwner, work.now()));
  for (const Currency known : Currency::all())
    work.tx().execute("INSERT INTO emptor_currency (id, code, unit) VALUES (?1, ?2, ?3)", known, known.code(),
                      Money::of(Decimal(1), known).minor);
  settings::initialise(work, first);
  work.commit();
}

/// Finds the owner, making the book first when it is new.
std::shared_ptr<SessionState> start(std::shared_ptr<store::Database> database, const BookOptions& options) {
  auto state = session_of(std::move(database), options.clock, {});
  state->freshness_ms = options.quote_freshness_ms;
  const bool fresh = [&] {
    auto work = Work::read(*state);
    return !is_initialised(work);
  }();
  if (fresh) initialise(*state, options);
  auto work = Work::read(*state);
  state->actor = access::find_actor(work, kOwner);
  const Currency kept = settings::current(work).currency;
  if (!options.currency.empty() && options.currency != kept.code())
    throw Error(ErrorCode::currency_mismatch, "currency", "the book is kept in another currency",
                {{"currency", options.currency}, {"book", std::string(kept.code())}});
  return state;
}

}  // namespace

// --- Batch

Batch::Batch(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}
Batch::Batch(Batch&&) noexcept = default;

Batch::~Batch() {
  if (state_) state_->open.reset();
}

void Batch::commit() {
  if (!state_ || !state_->open) throw Error(ErrorCode::misuse, "the batch is over");
  state_->open->commit();
  state_->open.reset();
  state_.reset();
}

// --- Session

Session::Session(std::shared_ptr<SessionState> state) noexcept : state_(std::move(state)) {}

Access Session::access() const { return Access(state_); }
Settings Session::settings() const { return Settings(state_); }
Parties Session::customers() const { return {state_, true}; }
Parties Session::suppliers() const { return {state_, false}; }
Catalog Session::catalog() const { return Catalog(state_); }
Stock Session::stock() const { return Stock(state_); }
Prices Session::prices() const { return Prices(state_); }
PriceChanges Session::price_changes() const { return PriceChanges(state_); }
PriceVersions Session::price_versions() const { return PriceVersions(state_); }
PriceAnalysis Session::price_analysis() const { return PriceAnalysis(state_); }
Simulations Session::simulations() const { return Simulations(state_); }
Exports Session::exports() const { return Exports(state_); }
Promotions Session::promotions() const { return Promotions(state_); }
Receivables Session::receivables() const { return Receivables(state_); }
ExchangeDifferences Session::exchange_differences() const { return ExchangeDifferences(state_); }
Credit Session::credit() const { return Credit(state_); }
Dunning Session::dunning() const { return Dunning(state_); }
Vouchers Session::vouchers() const { return Vouchers(state_); }
Instruments Session::instruments() const { return Instruments(state_); }
Rebates Session::rebates() const { return Rebates(state_); }

namespace {

void open_batch(SessionState& state, store::Access access) {
  if (state.open) throw Error(ErrorCode::misuse, "the session has a batch or a snapshot open already");
  state.open.emplace(state.database->begin(access));
  auto& caches = state.open->connection().attachment<access::Caches>();
  caches.trim();
  caches.catch_up(*state.open);
}

}  // namespace

Batch Session::batch() {
  open_batch(*state_, store::Access::write);
  return Batch(state_);
}

Batch Session::snapshot() {
  open_batch(*state_, store::Access::read);
  return Batch(state_);
}

Date Session::today() const {
  auto work = Work::read(*state_);
  return settings::today(work);
}

// --- Book

Book::Book(std::shared_ptr<SessionState> state) noexcept : Session(std::move(state)) {}

Book Book::open(const BookOptions& options) {
  check_first(options);
  store::OpenOptions open;
  open.path = options.path;
  open.durability = options.sync == Sync::full ? store::Durability::full : store::Durability::normal;
  open.busy_timeout_ms = options.busy_timeout_ms;
  open.read_only = options.read_only;
  // Without a currency there can be no new book, and nothing is left behind where one was missing.
  open.create = options.create && !options.currency.empty();
  open.listen = options.quote_freshness_ms > 0;
  open.clock = options.clock;
  try {
    return Book(start(store::Database::open(open), options));
  } catch (const Error& error) {
    if (error.code() == ErrorCode::not_found && error.field() == "path" && options.create && !options.read_only)
      throw_no_currency();
    throw;
  }
}

Book Book::open(std::string_view path, std::string_view currency) {
  return open(BookOptions{.path = std::string(path), .currency = std::string(currency)});
}

namespace {

/// `join(options)` attaches to the host's connection.
template <class Join>
std::shared_ptr<SessionState> start_attached(const BookOptions& options, Join join) {
  check_first(options);
  const store::AttachOptions attach{
      .busy_timeout_ms = options.busy_timeout_ms, .create = !options.currency.empty(), .clock = options.clock};
  try {
    return start(join(attach), options);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::not_found && error.field() == "connection") throw_no_currency();
    throw;
  }
}

}  // namespace

Book Book::attach(sqlite3* connection, const void* witness, const BookOptions& options) {
  return Book(start_attached(options, [&](const store::AttachOptions& attach) {
    return store::Database::attach(connection, witness, attach);
  }));
}

Book Book::attach(pg_conn* connection, const void* witness, const BookOptions& options, std::string_view schema) {
  return Book(start_attached(options, [&](const store::AttachOptions& attach) {
    return store::Database::attach(connection, witness, schema, attach);
  }));
}

Session Book::as(std::string_view actor) const {
  auto work = Work::read(*state_);
  auto state = session_of(state_->database, state_->clock, access::find_actor(work, actor));
  state->freshness_ms = state_->freshness_ms;
  return Session(std::move(state));
}

std::vector<Discrepancy> Book::verify() const {
  std::vector<Discrepancy> found;
  for (std::string& line : state_->database->check_integrity())
    found.push_back({"file", "engine", "", std::move(line)});
  auto work = Work::read(*state_);
  for (vouchers::Finding& finding : vouchers::verify(work))
    found.push_back(
        {std::move(finding.what), std::move(finding.where), std::move(finding.kept), std::move(finding.computed)});
  return found;
}

std::string Book::copy_to(const std::string& path, const CopyProgress& progress) const {
  const auto target = store::Database::open({.path = path, .clock = state_->clock});
  return store::copy(*state_->database, *target, progress);
}

std::string Book::content_hash() const {
  auto work = Work::read(*state_);
  return store::content_hash(work.tx());
}

void Book::backup(const std::string& path) const { state_->database->backup(path); }
std::string Book::store_description() const { return state_->database->description(); }

void Book::close() {
  state_->open.reset();
  state_->database->close();
}

}  // namespace emptor
