/// Books: opening, attaching, closing, auditing themselves.
#include "emptor/book.hpp"

#include <cstring>

#include "handles.hpp"
#include "rows.hpp"
#include "structs.hpp"
#include "values.hpp"

using namespace emptor;
using namespace emptor::capi;

namespace {

static_assert(EMPTOR_SYNC_FULL == static_cast<int>(Sync::full) && EMPTOR_SYNC_NORMAL == static_cast<int>(Sync::normal));

BookOptions to_options(const emptor_book_options& given, BookState& state) {
  BookOptions options;
  options.path = text(given.path);
  options.currency = text(given.currency);
  if (given.time_zone != nullptr) options.time_zone = given.time_zone;
  options.sync = choice(given.sync, Sync::full, Sync::normal, "sync");
  options.busy_timeout_ms = given.busy_timeout_ms;
  options.create = truth(given.create, "create");
  options.read_only = truth(given.read_only, "read_only");
  options.quote_freshness_ms = given.quote_freshness_ms;
  if (given.clock != nullptr) state.clock = std::make_unique<HostClock>(given.clock, given.clock_context);
  options.clock = state.clock.get();
  return options;
}

/// Makes the handle of the book that `open(options)` opens.
template <class OpenBook>
emptor_status open_book(const emptor_book_options* options, emptor_book** book_out, emptor_error** error_out,
                        OpenBook&& open) noexcept {
  return at_boundary(error_out, [&] {
    emptor_book*& out = require(book_out, "book_out");
    auto state = std::make_shared<BookState>();
    state->book.emplace(open(to_options(read(options), *state)));
    state->description = state->book->store_description();
    out = give<emptor_book>(std::move(state));
  });
}

/// The book behind a handle; it guards itself against threads, as long as it has no batch of its own.
Book& book_of(emptor_book* book) { return *require(book, "book").state->book; }

}  // namespace

emptor_status emptor_book_open(const emptor_book_options* options, emptor_book** book_out,
                               emptor_error** error_out) noexcept {
  return open_book(options, book_out, error_out, [](const BookOptions& wanted) { return Book::open(wanted); });
}

emptor_status emptor_book_attach(sqlite3* connection, emptor_function witness, const emptor_book_options* options,
                                 emptor_book** book_out, emptor_error** error_out) noexcept {
  return open_book(options, book_out, error_out, [&](const BookOptions& wanted) {
    require(connection, "connection");
    return Book::attach(connection, reinterpret_cast<const void*>(witness), wanted);
  });
}

emptor_status emptor_book_attach_postgres(pg_conn* connection, emptor_function witness, const char* schema,
                                          const emptor_book_options* options, emptor_book** book_out,
                                          emptor_error** error_out) noexcept {
  return open_book(options, book_out, error_out, [&](const BookOptions& wanted) {
    require(connection, "connection");
    const void* address = reinterpret_cast<const void*>(witness);
    return schema != nullptr ? Book::attach(connection, address, wanted, schema)
                             : Book::attach(connection, address, wanted);
  });
}

void emptor_book_close(emptor_book* book) noexcept {
  if (book == nullptr) return;
  book->state->closed.store(true, std::memory_order_release);
  // A failure leaves the sessions closed all the same; the file follows with the last of them.
  static_cast<void>(at_boundary(nullptr, [&] { book->state->book->close(); }));
  delete book;
}

const char* emptor_book_description(const emptor_book* book) noexcept {
  return book != nullptr ? book->state->description.c_str() : "";
}

emptor_status emptor_book_verify(emptor_book* book, emptor_rows** rows_out, emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    emptor_rows*& out = require(rows_out, "rows_out");
    RowsBuilder rows{{"what", kText}, {"where", kText}, {"kept", kText}, {"computed", kText}};
    for (const Discrepancy& found : book_of(book).verify())
      rows.add(found.what, found.where, found.kept, found.computed);
    rows.give(out);
  });
}

emptor_status emptor_book_backup(emptor_book* book, const char* path, emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] { book_of(book).backup(std::string(required(path, "path"))); });
}

namespace {

void give_hash(const std::string& hash, char* out) {
  EMPTOR_REQUIRE(hash.size() + 1 == EMPTOR_CONTENT_HASH_SIZE);
  std::memcpy(out, hash.c_str(), EMPTOR_CONTENT_HASH_SIZE);
}

}  // namespace

emptor_status emptor_book_copy_to(emptor_book* book, const char* path, emptor_copy_progress progress, void* context,
                                  char* hash_out, emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    CopyProgress tell;
    if (progress != nullptr)
      tell = [&](std::string_view table, std::int64_t rows) { progress(std::string(table).c_str(), rows, context); };
    const std::string hash = book_of(book).copy_to(std::string(required(path, "path")), tell);
    if (hash_out != nullptr) give_hash(hash, hash_out);
  });
}

emptor_status emptor_book_content_hash(emptor_book* book, char* hash_out, emptor_error** error_out) noexcept {
  return at_boundary(error_out, [&] {
    require(hash_out, "hash_out");
    give_hash(book_of(book).content_hash(), hash_out);
  });
}
