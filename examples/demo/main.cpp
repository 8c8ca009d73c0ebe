/// Runs two and a half years of a wholesaler through a book, compares every figure with the source, and shows what a
/// book can say. Everything goes through the public interface; no figure is shown that the library did not give.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>

#include "block.hpp"
#include "book_file.hpp"
#include "checks.hpp"
#include "codes.hpp"
#include "console.hpp"
#include "emptor/emptor.hpp"
#include "load.hpp"
#include "options.hpp"
#include "oracle.hpp"
#include "replay.hpp"
#include "show.hpp"
#include "source.hpp"

namespace {

using namespace demo;

void tell_source(Console& console, const Source& source, const Matching& matching) {
  console.title("The source: WideWorldImporters, " + source.first_day().to_string() + " to " +
                source.last_day().to_string());
  console.line("  " + counted(matching.invoices, "invoice") + " with " +
               counted(static_cast<std::int64_t>(source.invoice_lines.size()), "line") + ", " +
               counted(static_cast<std::int64_t>(source.transactions.size()) - matching.invoices, "payment") + ", " +
               counted(static_cast<std::int64_t>(source.orders.size()), "order"));
  console.line("  No invoice names its order. Found by account and picked lines: " + grouped(matching.by_content) +
               "; of several, by the day");
  console.line("  of picking: " + grouped(matching.by_picking_day) +
               "; of several that day, in the order of numbers: " + grouped(matching.by_sequence) +
               "; without an order: " + grouped(matching.unmatched) + ".");
}

void tell_loaded(Console& console, const Loaded& loaded, const Stopwatch& watch) {
  console.title("Loaded in one transaction, " + watch.to_string());
  console.line("  " + counted(loaded.customers, "customer") + ": " + grouped(loaded.billed_elsewhere) +
               " billed to a head office, " + grouped(loaded.limited) + " with a credit limit; " +
               counted(loaded.contacts, "contact") + ", " + grouped(loaded.addresses) + " addresses");
  console.line("  " + grouped(loaded.flat_groups) + " flat groups (categories, buying groups), " +
               grouped(loaded.tree_groups) + " in a tree (territories, states), " + grouped(loaded.salespeople) +
               " salespeople, " + counted(loaded.suppliers, "supplier"));
  console.line("  " + counted(loaded.items, "item") + ": " + counted(loaded.item_groups, "group") + ", " +
               counted(loaded.units, "unit") + ", " + grouped(loaded.other_units) + " items with an outer package, " +
               counted(loaded.tax_codes, "tax code") + "; " + counted(loaded.base_prices, "base price") + ", " +
               counted(loaded.deals, "deal"));
}

void tell_replayed(Console& console, const Replayed& replayed, const Options& options, const std::string& store) {
  const std::int64_t vouchers = replayed.sales + replayed.collections;
  console.title("Posted");
  console.line("  " + counted(replayed.sales, "sale") + " with " + counted(replayed.lines, "line") + " for " +
               shown(replayed.sold) + " USD with tax, on " + counted(replayed.days, "day"));
  console.line("  " + counted(replayed.collections, "collection") + " of " + shown(replayed.collected) +
               " USD, which settled " + counted(replayed.allocations, "invoice") + ", oldest first");
  console.line("  " + counted(vouchers, "voucher") + " in " + replayed.posting.to_string() +
               " of posting: " + grouped(replayed.posting.rate(vouchers)) + " vouchers a second, " +
               grouped(replayed.posting.rate(replayed.lines)) + " lines a second;");
  console.line(options.each_durable ? "  one durable transaction for each voucher (synced at every commit)"
                                    : "  one durable transaction for each day (synced at every commit)");
  console.line("  on " + store);
}

void tell_limits(Console& console, const LimitFigures& limits, const Stopped& stopped) {
  console.title("Credit limits");
  console.line("  Warned at each sale: " + counted(limits.passed, "sale") + " of " + grouped(limits.sales) +
               " to customers with a limit went beyond it, of " +
               counted(static_cast<std::int64_t>(limits.accounts.size()), "customer") + ";");
  console.line("  " + shown(limits.sum) + " USD of excess added up.");
  if (limits.passed > 0)
    console.line("  The largest, on " + limits.largest_on.to_string() + ": " + limits.largest_sentence);
  console.line("  Blocked instead (a second replay, in memory): " + counted(stopped.stopped, "sale") + " of " +
               grouped(stopped.sales) + " stopped, " + shown(stopped.amount) + " USD,");
  console.line("  of " + counted(static_cast<std::int64_t>(stopped.accounts.size()), "customer") + "; " +
               counted(stopped.collections_gone, "collection") + " had nothing left to pay, " +
               grouped(stopped.collections_smaller) + " shrank.");
}

void verify(const emptor::Book& book, Checks& checks, Console& console) {
  Stopwatch watch;
  watch.start();
  const auto found = book.verify();
  watch.stop();
  Check& check = checks.add("verify: counters against documents");
  check.same(static_cast<std::int64_t>(found.size()), 0, [] { return "findings"; });
  for (const emptor::Discrepancy& each : found)
    check.failed(each.what + " " + each.where, "kept " + each.kept + ", computed " + each.computed);
  console.title("The book audits itself");
  console.line(
      "  verify() took " + watch.to_string() + " and found " +
      (found.empty() ? "nothing: every counter equals its documents" : counted(std::ssize(found), "difference")));
}

void tell_file(Console& console, const std::filesystem::path& file, std::int64_t vouchers) {
  if (!std::filesystem::is_regular_file(file)) return;  // on a server
  const auto size = static_cast<std::int64_t>(std::filesystem::file_size(file));
  console.title("The book is left behind");
  console.line("  " + file.string() + ": " + grouped(size) + " bytes, " +
               grouped(size / std::max<std::int64_t>(1, vouchers)) + " for each voucher. To look into it:");
  console.line("  sqlite3 -box " + file.string() + " 'SELECT * FROM emptor_v_balance LIMIT 5'");
}

bool run(const Options& options) {
  Console console(options.quiet);
  Stopwatch whole;
  whole.start();
  Source source = read_source(options.data);
  const Matching matching = match_orders(source);
  tell_source(console, source, matching);

  const emptor::Date last =
      options.days ? std::min(source.last_day(), source.first_day() + (*options.days - 1)) : source.last_day();
  make_room(options.book);
  emptor::FixedClock clock(source.first_day());
  emptor::Book book =
      emptor::Book::open({.path = options.book.string(), .currency = std::string(currency), .clock = &clock});
  book.access().create_actor(actor, "Replay of WideWorldImporters");
  emptor::Session session = book.as(actor);
  Checks checks;

  Stopwatch loading;
  loading.start();
  const Loaded loaded = load(session, source, {});
  loading.stop();
  tell_loaded(console, loaded, loading);
  check_loaded(session, source, checks);

  const ReplayPlan plan{.last = last, .each_durable = options.each_durable};
  SourceLedger ledger(source);
  const Replayed replayed = replay(session, clock, source, plan, ledger, checks, console);
  tell_replayed(console, replayed, options, book.store_description());
  check_afterwards(session, source, replayed, plan, ledger, checks, console);

  const Stopped stopped = replay_blocking(source, last, checks, console);
  tell_limits(console, replayed.limits, stopped);

  const Stage stage{.session = session,
                    .clock = clock,
                    .source = source,
                    .ledger = ledger,
                    .last = last,
                    .checks = checks,
                    .console = console};
  show_ledger(stage);
  show_ageing(stage);
  show_best_customers(stage);
  show_quote(stage);
  show_blocked_sale(stage);
  verify(book, checks, console);

  console.title("Compared, not assumed");
  checks.report(console);
  book.close();
  tell_file(console, options.book, replayed.sales + replayed.collections);
  whole.stop();
  console.line();
  console.always((checks.passed() ? "All figures are equal to the source's. " : "FIGURES DIFFER FROM THE SOURCE. ") +
                 counted(replayed.sales + replayed.collections, "voucher") + ", " + whole.to_string() + " in all.");
  return checks.passed();
}

}  // namespace

int main(int count, char** arguments) {
  try {
    const Options options = parse_options(count, arguments);
    if (options.help) {
      std::fputs(usage().data(), stdout);
      return 0;
    }
    return run(options) ? 0 : 1;
  } catch (const UsageError& error) {
    std::fprintf(stderr, "emptor_demo: %s\n\n%s", error.what(), usage().data());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "emptor_demo: %s\n", error.what());
  }
  return 2;
}
