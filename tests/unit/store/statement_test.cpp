// Statements: what is bound comes back, and no way of using them reads a dead value or runs twice by accident.
#include <array>
#include <thread>

#include "unit/store/store_fixture.hpp"

using namespace emptor;
using namespace emptor::store;
using namespace emptor::store::test;

TEST_CASE("values come back as they were bound", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  struct Tag {};
  const std::array<std::byte, 3> blob{std::byte{0}, std::byte{255}, std::byte{7}};
  // PostgreSQL keeps no zero bytes; no text of a book has one.
  const std::string text =
      on_postgres() ? "a'; DROP TABLE emptor_note; --" : std::string("a\0b'; DROP TABLE emptor_note; --", 32);

  Statement row = transaction.statement("SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10");
  row.bind(INT64_MIN, text, Bytes(blob), Date::of(2026, 3, 31), Instant{-5}, Currency::of("EUR"), Id<Tag>(42),
           Id<Tag>(), std::optional<std::int64_t>(), std::optional<std::string>("x"));
  REQUIRE(row.step());
  CHECK(row.integer(0) == INT64_MIN);
  CHECK(row.text(1) == text);
  REQUIRE(row.bytes(2).size() == 3);
  CHECK(row.bytes(2)[1] == std::byte{255});
  CHECK(row.date(3) == Date::of(2026, 3, 31));
  CHECK(row.instant(4) == Instant{-5});
  CHECK(row.currency(5) == Currency::of("EUR"));
  CHECK(row.id<Tag>(6) == Id<Tag>(42));
  CHECK(row.is_null(7));
  CHECK_FALSE(row.id<Tag>(7));
  CHECK_FALSE(row.optional_integer(8));
  CHECK(row.string(9) == "x");
  CHECK_FALSE(row.step());
}

TEST_CASE("a temporary text may be gone before the statement runs", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  Statement row = transaction.statement("SELECT ?1, ?2, ?3");
  const auto name = [] { return std::string("a text that is too long to live within the string itself"); };
  std::optional<std::string> kept = name();
  row.bind(name(), std::optional<std::string>(name()), kept);
  REQUIRE(row.step());
  CHECK(row.text(0) == name());
  CHECK(row.text(1) == name());
  CHECK(row.text(2) == name());
}

TEST_CASE("an empty text and empty bytes are not NULL", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  Statement row = transaction.statement("SELECT ?1, ?2");
  row.bind(std::string_view(), Bytes());
  REQUIRE(row.step());
  CHECK_FALSE(row.is_null(0));
  CHECK_FALSE(row.is_null(1));
}

TEST_CASE("one text used twice at a time is two statements", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  for (const char* code : {"A", "B", "C"}) add_note(transaction, code);
  const auto all = [&] { return transaction.statement("SELECT code FROM emptor_note ORDER BY code"); };

  std::string pairs;
  Statement outer = all();
  while (outer.step()) {
    Statement inner = all();
    while (inner.step()) pairs += outer.string(0) + inner.string(0) + " ";
  }
  CHECK(pairs == "AA AB AC BA BB BC CA CB CC ");
}

TEST_CASE("a statement that was run keeps its place until it goes out of scope", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  Statement first = transaction.statement("INSERT INTO emptor_note (code, amount) VALUES (?1, ?2)");
  first.bind("A", 1).run();
  add_note(transaction, "B");  // the same text elsewhere
  first.bind("C", 3).run();
  CHECK(count_notes(transaction) == 3);
}

TEST_CASE("binding after a step starts over", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  Statement row = transaction.statement("SELECT ?1 + 1");
  for (const int n : {1, 2, 3}) {
    row.bind(n);
    REQUIRE(row.step());
    CHECK(row.integer(0) == n + 1);
  }
}

TEST_CASE("a statement that is done stays done", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  Statement insert = transaction.statement("INSERT INTO emptor_note (code) VALUES (?1)");
  insert.bind("A");
  CHECK_FALSE(insert.step());
  CHECK_FALSE(insert.step());
  CHECK(count_notes(transaction) == 1);
}

TEST_CASE("misuse is told, not run", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  SECTION("too few values") {
    Statement row = transaction.statement("SELECT ?1, ?2");
    CHECK(failure_of([&] { row.bind(1).step(); }) == ErrorCode::misuse);
  }
  SECTION("run again without binding again: the old values may be dead") {
    Statement row = transaction.statement("SELECT ?1");
    row.bind(std::string("gone")).run();
    CHECK(failure_of([&] { row.step(); }) == ErrorCode::misuse);
  }
  SECTION("too many values") {
    Statement row = transaction.statement("SELECT ?1");
    CHECK(failure_of([&] { row.bind(1, 2); }) == ErrorCode::internal);
  }
  SECTION("two statements in one") {
    CHECK(failure_of([&] { static_cast<void>(transaction.statement("SELECT 1; SELECT 2")); }) == ErrorCode::misuse);
  }
  SECTION("no statement") {
    CHECK(failure_of([&] { static_cast<void>(transaction.statement("  ")); }) == ErrorCode::misuse);
  }
  SECTION("after the transaction") {
    Statement row = transaction.statement("SELECT code FROM emptor_note");
    transaction.commit();
    CHECK(failure_of([&] { row.step(); }) == ErrorCode::misuse);
    CHECK(failure_of([&] { static_cast<void>(transaction.statement("SELECT 1")); }) == ErrorCode::misuse);
    CHECK(failure_of([&] { transaction.commit(); }) == ErrorCode::misuse);
  }
  SECTION("text in double quotes is a name, not a literal") {
    CHECK(failure_of([&] { transaction.statement("SELECT \"nothing\" FROM emptor_note").step(); }) ==
          ErrorCode::internal);
  }
}

TEST_CASE("constraints: a taken key is a conflict, everything else a bug with its name", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  add_note(transaction, "A");
  // Asking for the number of rows waits for the statement.
  const auto error_of = [&](const auto& statement) {
    const Savepoint mark(transaction, 0);
    try {
      static_cast<void>(static_cast<std::int64_t>(statement()));
    } catch (const Error& error) {
      return error;
    }
    return Error(ErrorCode::invalid, "nothing was refused");
  };
  const Error taken = error_of([&] { return add_note(transaction, "A"); });
  CHECK(taken.code() == ErrorCode::conflict);
  CHECK(taken.field() == "emptor_note.code");
  CHECK(is_taken(taken));
  const Error missing =
      error_of([&] { return transaction.execute("INSERT INTO emptor_note (code) VALUES (?1)", std::nullopt); });
  CHECK(missing.code() == ErrorCode::internal);
  CHECK_FALSE(is_taken(missing));
  REQUIRE_FALSE(missing.problems().front().figures.empty());
  CHECK(missing.problems().front().figures.front() ==
        std::pair<std::string, std::string>("constraint", "emptor_note.code"));
  const auto tag = [&](std::int64_t note) {
    return error_of(
        [&] { return transaction.execute("INSERT INTO emptor_tag (note_id, tag) VALUES (?1, ?2)", note, "x"); });
  };
  CHECK(tag(99).code() == ErrorCode::internal);
  const auto text_for_number = [&] {
    return transaction.execute("INSERT INTO emptor_note (code, amount) VALUES (?1, ?2)", "T", "text");
  };
  CHECK(error_of(text_for_number).code() == ErrorCode::internal);
  add_note(transaction, "B");
  transaction.commit();
  CHECK(count_notes(*database) == 2);
}

TEST_CASE("a key of two columns that is taken is told with both", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  const std::int64_t note = add_note(transaction, "A");
  transaction.execute("INSERT INTO emptor_tag (note_id, tag) VALUES (?1, ?2)", note, "x");
  try {
    static_cast<void>(static_cast<std::int64_t>(
        transaction.execute("INSERT INTO emptor_tag (note_id, tag) VALUES (?1, ?2)", note, "x")));
    FAIL("the key was taken");
  } catch (const Error& error) {
    CHECK(error.field() == "emptor_tag.note_id, emptor_tag.tag");
  }
}

// PostgreSQL ends a transaction in which a statement failed, up to the last mark.
TEST_CASE("a refused row does not end the transaction", "[store][sqlite]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  add_note(transaction, "A");
  CHECK(failure_of([&] { add_note(transaction, "A"); }) == ErrorCode::conflict);
  add_note(transaction, "B");
  transaction.commit();
  CHECK(count_notes(*database) == 2);
}

TEST_CASE("a failed statement is not committed, whoever asks for it", "[store]") {
  const auto database = open_notes(":memory:");
  commit_note(*database, "A");
  SECTION("nobody waited for it: the commit tells") {
    Transaction transaction = database->begin(Access::write);
    const auto code = failure_of([&] {
      transaction.execute("INSERT INTO emptor_note (code) VALUES (?1)", "B");
      transaction.execute("INSERT INTO emptor_note (code) VALUES (?1)", "A");
      transaction.commit();
    });
    CHECK(code == ErrorCode::conflict);
  }
  SECTION("nobody waited for it: keeping the mark tells") {
    Transaction transaction = database->begin(Access::write);
    const auto code = failure_of([&] {
      Savepoint mark(transaction, 0);
      transaction.execute("INSERT INTO emptor_note (code) VALUES (?1)", "B");
      transaction.execute("INSERT INTO emptor_note (code) VALUES (?1)", "A");
      mark.keep();
    });
    CHECK(code == ErrorCode::conflict);
    transaction.commit();
  }
  CHECK(count_notes(*database) == 1);
}

TEST_CASE("counts and keys of the last change", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  const std::int64_t first = add_note(transaction, "A");
  CHECK(add_note(transaction, "B") == first + 1);
  CHECK(transaction.execute("UPDATE emptor_note SET amount = ?1", 7) == 2);
  CHECK(transaction.execute("DELETE FROM emptor_note WHERE code = ?1", "Z") == 0);
  Statement returned = transaction.statement("INSERT INTO emptor_note (code) VALUES (?1) RETURNING id");
  REQUIRE(returned.bind("C").step());
  CHECK(returned.integer(0) == first + 2);
}

TEST_CASE("a statement may go out of scope after its transaction, while another thread has the connection", "[store]") {
  TempFolder folder;
  const auto database = open_notes(folder.file("book"));
  for (int round = 0; round < 50; ++round) {
    Transaction transaction = database->begin(Access::write);
    Statement kept = transaction.statement("SELECT count(*) FROM emptor_note");
    kept.step();
    transaction.commit();
    std::thread other([&] {
      Transaction next = database->begin(Access::write);
      CHECK(count_notes(next) == 0);
    });
    if (round % 2 == 0) other.join();
    { const Statement gone = std::move(kept); }
    if (round % 2 != 0) other.join();
  }
}
