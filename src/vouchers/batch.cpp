/// Many vouchers in one transaction; what is refused has written nothing.
#include "vouchers/posting.hpp"

namespace emptor {
namespace {

using access::Work;

constexpr std::size_t kEntriesMax = 100'000;

/// The session's batch for the length of a call; joins the one that is open.
class OpenBatch {
 public:
  explicit OpenBatch(SessionState& session) : session_(session), own_(!session.open) {
    if (!own_) return;
    session_.open.emplace(session_.database->begin(store::Access::write));
    auto& caches = session_.open->connection().attachment<access::Caches>();
    caches.trim();
    caches.catch_up(*session_.open);
  }
  OpenBatch(const OpenBatch&) = delete;
  OpenBatch& operator=(const OpenBatch&) = delete;
  ~OpenBatch() {
    if (own_) session_.open.reset();
  }
  void commit() {
    if (own_) session_.open->commit();
  }

 private:
  SessionState& session_;
  bool own_;
};

/// Input and business refusals fail alone; after a failure of the machine nothing is known of the transaction.
bool fails_alone(const Error& error) { return error.code() < ErrorCode::busy; }

std::string field_of(std::size_t place) { return "settles_entries[" + std::to_string(place) + "]"; }

/// The draft with the vouchers of the entries that it names. RANGE and UNKNOWN_REFERENCE on "settles_entries[i]".
VoucherDraft settling(const BatchEntry& entry, std::span<const BatchOutcome> before) {
  VoucherDraft draft = entry.draft;
  Problems problems;
  for (std::size_t i = 0; i < entry.settles_entries.size(); ++i) {
    const std::size_t place = entry.settles_entries[i];
    if (place >= before.size())
      problems.add(ErrorCode::range, field_of(i), "an entry settles those before it",
                   {{"entry", std::to_string(before.size())}, {"settles", std::to_string(place)}});
    else if (!before[place].posted())
      problems.add(ErrorCode::unknown_reference, field_of(i), "the entry that it settles was not posted",
                   {{"entry", std::to_string(before.size())}, {"settles", std::to_string(place)}});
    else
      draft.settles.push_back(before[place].result.voucher->id);
  }
  problems.throw_if_any();
  return draft;
}

/// What is wrong with a voucher that an entry stands for is told of the entry.
std::vector<Problem> told(std::vector<Problem> problems, const BatchEntry& entry) {
  for (std::size_t i = 0; i < entry.settles_entries.size(); ++i) {
    const std::string field = "settles[" + std::to_string(entry.draft.settles.size() + i) + "]";
    for (Problem& each : problems)
      if (each.field == field) each.field = field_of(i);
  }
  return problems;
}

/// `before` are the outcomes of the entries before it.
BatchOutcome post_one(SessionState& session, const BatchEntry& entry, std::span<const BatchOutcome> before) {
  BatchOutcome outcome;
  try {
    auto work = Work::write(session, access::Undo::batch);
    outcome.result = entry.settles_entries.empty() ? vouchers::post(work, entry.draft, entry.options)
                                                   : vouchers::post(work, settling(entry, before), entry.options);
    if (outcome.posted()) work.commit();
  } catch (const Error& error) {
    if (!fails_alone(error)) throw;
    outcome.result = {};
    outcome.problems = told(error.problems(), entry);
  }
  if (outcome.result.refusal) outcome.problems = {*outcome.result.refusal};
  return outcome;
}

}  // namespace

std::vector<BatchOutcome> Vouchers::post_batch(std::span<const BatchEntry> entries, const BatchOptions& options) {
  if (entries.size() > kEntriesMax)
    throw Error(ErrorCode::limit, "entries", "a batch holds up to 100,000 vouchers",
                {{"entries", std::to_string(entries.size())}});
  OpenBatch batch(*state_);
  auto whole = Work::write(*state_);
  std::vector<BatchOutcome> outcomes;
  outcomes.reserve(entries.size());
  bool failed = false;
  for (const BatchEntry& entry : entries) {
    outcomes.push_back(post_one(*state_, entry, outcomes));
    failed = failed || !outcomes.back().posted();
  }
  if (failed && options.all_or_nothing) {
    for (BatchOutcome& each : outcomes)
      if (each.posted()) each.result = {};
    return outcomes;
  }
  whole.commit();
  batch.commit();
  return outcomes;
}

}  // namespace emptor
