/// A posting inside a transaction: what posting, reversing, correcting, batches and drafts share.
#pragma once

#include <optional>
#include <vector>

#include "receivables/ledger.hpp"
#include "vouchers/document.hpp"

namespace emptor::vouchers {

/// What a document does to its account: one posting for each instalment.
[[nodiscard]] std::vector<receivables::Posting> postings(const Document& document);

/// How a voucher is written where the engine is a way off.
enum class Pace : std::uint8_t { in_steps, in_one };
struct Saved {
  std::string number;  ///< empty in one: it is drawn with the commit, by `number_and_commit`
  std::vector<Voucher> companions;
};
/// Number, rows, stock, open items, counters: everything that a posting changes. What may still be refused comes first.
/// The accounts are locked.
[[nodiscard]] Saved save(access::Work& work, Document& document, const std::optional<CreditDecision>& decision = {},
                         Pace pace = Pace::in_steps);
/// Holds the stock that the document takes, where the book has an answer to shortages.
void lock_stock(access::Work& work, const Document& document);

/// All of it, or OVERFLOW and none.
void move_stock(access::Work& work, const Document& document);

/// Writes down that a soft lock was passed; nothing where the day is open.
void record_soft_lock(access::Work& work, const Document& document);

/// Whom a voucher concerns: who trades, and whose accounts it may go to.
struct Involved {
  PartyId party{};  ///< none: nobody
  std::vector<PartyId> accounts{};
};
[[nodiscard]] Involved involved(access::Work& work, const VoucherDraft& draft);
/// Holds the accounts of both, and the credit pools that they share.
void lock_accounts(access::Work& work, const Involved& held, const Involved& also = {});

/// Holds what a posting judges and changes, before any of it is read; nothing where the whole book is held.
void lock(access::Work& work, const VoucherDraft& draft, const PostOptions& options);

/// For a transaction that posts, before the look for changes: locks, and announces what `post` is going to ask. Gives
/// the document as the cards that are known make it.
void ask_ahead(access::Work& work, const VoucherDraft& draft, const PostOptions& options,
               std::optional<Document>& document);
/// Reverses inside a transaction that writes, settles anew what that frees, and writes down a passed soft lock.
/// NOT_FOUND, ALREADY_REVERSED, INVALID, RANGE and PERIOD_LOCKED on "on".
[[nodiscard]] Voucher reverse(access::Work& work, VoucherId voucher, std::optional<Date> on,
                              const PostOptions& options);

/// What posting the document would do, filled and judged.
[[nodiscard]] Preview preview(access::Work& work, const Document& document);

/// Posts inside a transaction that writes; the caller commits when there is a voucher. `replaces` is what the voucher
/// takes the place of: reversed already, so that only what is more than it speaks against the credit limit. `ahead` is
/// what `ask_ahead` gave, where no card has changed since. Where `last` is given, a document that allows it is left
/// there without its number, for `number_and_commit`; the voucher's is empty then.
[[nodiscard]] PostResult post(access::Work& work, const VoucherDraft& draft, const PostOptions& options,
                              const Document* replaces = nullptr, std::optional<Document> ahead = {},
                              Naming naming = Naming::asked, std::optional<Document>* last = nullptr);

}  // namespace emptor::vouchers
