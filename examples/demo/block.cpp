#include "block.hpp"

#include <map>
#include <optional>

#include "codes.hpp"
#include "emptor/emptor.hpp"
#include "load.hpp"
#include "oracle.hpp"
#include "replay.hpp"

namespace demo {

Stopped replay_blocking(const Source& source, emptor::Date last, Checks& checks, Console& console) {
  emptor::FixedClock clock(source.first_day());
  emptor::Book book = emptor::Book::open({.path = ":memory:", .currency = std::string(currency), .clock = &clock});
  static_cast<void>(load(book, source, {.credit_at_sale = emptor::OnExcess::block, .limited_customers_only = true}));
  emptor::Vouchers vouchers = book.vouchers();

  Check& verdicts = checks.add("block mode: stopped or not, as added up from the files");
  Stopped out;
  std::map<int, Cents> owed;
  std::set<int> stopped_invoices;
  const Settlements settlements(source);
  std::int64_t done = 0;
  std::optional<emptor::Batch> batch;
  for (const Transaction& each : source.transactions) {
    if (each.day > last) break;
    ++done;
    const auto limit = source.customer(each.account).credit_limit;
    if (!limit) continue;
    if (batch && book.today() != each.day) {
      batch->commit();
      batch.reset();
    }
    clock.set(each.day);
    if (!batch) batch.emplace(book.batch());

    emptor::VoucherDraft draft = draft_of(each);
    const auto where = [&] { return each.day.to_string() + " " + draft.reference; };
    if (each.is_invoice()) {
      ++out.sales;
      const bool expected = excess_over(*limit, owed[each.account], each.total) > 0;
      const emptor::PostResult result = vouchers.post(draft);
      verdicts.same(result.posted() ? 0 : 1, expected ? 1 : 0, where);
      if (result.posted()) {
        owed[each.account] += each.total;
        continue;
      }
      ++out.stopped;
      out.amount += each.total;
      out.accounts.insert(each.account);
      stopped_invoices.insert(each.invoice);
      continue;
    }
    Cents amount = -each.total;
    for (const Transaction* invoice : settlements.of(each))
      if (stopped_invoices.contains(invoice->invoice)) amount -= invoice->total;
    if (amount < -each.total) ++(amount == 0 ? out.collections_gone : out.collections_smaller);
    if (amount == 0) continue;
    draft.amount = emptor::Decimal::scaled(amount, 2);
    verdicts.same(vouchers.post(draft).posted() ? 1 : 0, 1, where);
    owed[each.account] -= amount;
    console.progress("block mode", each.day.to_string(), done, static_cast<std::int64_t>(source.transactions.size()));
  }
  if (batch) batch->commit();
  console.progress_over();

  Check& balances = checks.add("block mode: balances at the end");
  for (const auto& [account, expected] : owed) {
    const std::string code = customer_code(account);
    balances.same(book.receivables().balance(code).amount, expected, [&] { return code; });
  }
  return out;
}

}  // namespace demo
