// Transactions and marks: all or nothing, and what that means for caches.
#include "unit/store/store_fixture.hpp"

using namespace emptor;
using namespace emptor::store;
using namespace emptor::store::test;

namespace {

struct Cache final : Attachment {
  int loaded = 0;
};

}  // namespace

TEST_CASE("a transaction is kept by commit and undone by its end", "[store]") {
  TempFolder folder;
  const bool memory = GENERATE(true, false);
  const auto database = open_notes(memory ? std::string(":memory:") : folder.file("book"));
  commit_note(*database, "A");
  {
    Transaction transaction = database->begin(Access::write);
    add_note(transaction, "B");
  }
  {
    Transaction transaction = database->begin(Access::write);
    add_note(transaction, "C");
    transaction.rollback();
    transaction.rollback();
    CHECK(failure_of([&] { transaction.commit(); }) == ErrorCode::misuse);
  }
  {
    Transaction transaction = database->begin(Access::write);
    add_note(transaction, "D");
    Transaction moved = std::move(transaction);
    add_note(moved, "E");
    moved.commit();
  }
  CHECK(count_notes(*database) == 3);
}

TEST_CASE("a mark undoes what came after it, and only that", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::write);
  add_note(transaction, "A");
  {
    Savepoint outer(transaction, 0);
    add_note(transaction, "B");
    {
      Savepoint inner(transaction, 1);
      add_note(transaction, "C");
    }
    CHECK(count_notes(transaction) == 2);
    {
      Savepoint inner(transaction, 1);
      add_note(transaction, "D");
      inner.keep();
    }
    outer.keep();
    CHECK(failure_of([&] { outer.keep(); }) == ErrorCode::misuse);
  }
  {
    Savepoint outer(transaction, 0);
    Savepoint inner(transaction, 1);
    add_note(transaction, "E");
    inner.keep();
  }
  CHECK(count_notes(transaction) == 3);
  transaction.commit();
  CHECK(count_notes(*database) == 3);
}

TEST_CASE("marks: misuse", "[store]") {
  const auto database = open_notes(":memory:");
  {
    Transaction reader = database->begin(Access::read);
    CHECK(failure_of([&] { Savepoint mark(reader, 0); }) == ErrorCode::misuse);
  }
  Transaction transaction = database->begin(Access::write);
  CHECK(failure_of([&] { Savepoint mark(transaction, 64); }) == ErrorCode::misuse);
  Savepoint mark(transaction, 0);
  CHECK(failure_of([&] { Savepoint twice(transaction, 0); }) == ErrorCode::misuse);
  transaction.commit();  // the mark ends after its transaction, and finds nothing to do
}

TEST_CASE("caches survive what changed nothing and go with what is undone", "[store]") {
  const auto database = open_notes(":memory:");
  const auto load = [&](Access access) {
    Transaction transaction = database->begin(access);
    transaction.connection().attachment<Cache>().loaded = 1;
    return transaction;
  };
  // Of the connection that had loaded it: readers and the writer may be different ones.
  const auto loaded = [&](Access access = Access::write) {
    Transaction transaction = database->begin(access);
    return transaction.connection().attachment<Cache>().loaded == 1;
  };
  SECTION("the end of a read") {
    load(Access::read);
    CHECK(loaded(Access::read));
  }
  SECTION("a commit") {
    Transaction transaction = load(Access::write);
    add_note(transaction, "A");
    transaction.commit();
    CHECK(loaded());
  }
  SECTION("a rollback without changes, e.g. a preview") {
    load(Access::write);
    CHECK(loaded());
  }
  SECTION("a rollback of changes") {
    Transaction transaction = load(Access::write);
    add_note(transaction, "A");
    transaction.rollback();
    CHECK_FALSE(loaded());
  }
  SECTION("a mark without changes behind it") {
    Transaction transaction = load(Access::write);
    add_note(transaction, "A");
    { Savepoint mark(transaction, 0); }
    transaction.commit();
    CHECK(loaded());
  }
  SECTION("a mark with changes behind it") {
    Transaction transaction = load(Access::write);
    {
      Savepoint mark(transaction, 0);
      add_note(transaction, "A");
    }
    transaction.commit();
    CHECK_FALSE(loaded());
  }
}

TEST_CASE("a foreign key that is open at the end is refused, and the transaction undone", "[store]") {
  const Migration steps[] = {{1, "tree",
                              "CREATE TABLE emptor_node (id {id}, parent_id INTEGER REFERENCES emptor_node (id) "
                              "DEFERRABLE INITIALLY DEFERRED) {rows};"}};
  const auto database = open_with({.path = ":memory:"}, steps);
  Transaction transaction = database->begin(Access::write);
  transaction.execute("INSERT INTO emptor_node (id, parent_id) VALUES (?1, ?2)", 1, 2);
  CHECK(failure_of([&] { transaction.commit(); }) == ErrorCode::internal);
  Transaction next = database->begin(Access::read);
  Statement count = next.statement("SELECT count(*) FROM emptor_node");
  REQUIRE(count.step());
  CHECK(count.integer(0) == 0);
}

TEST_CASE("a closed book takes no new work and lets the old one end", "[store]") {
  TempFolder folder;
  const auto database = open_notes(folder.file("book"));
  Transaction writing = database->begin(Access::write);
  Transaction reading = database->begin(Access::read);
  database->close();
  CHECK(failure_of([&] { static_cast<void>(database->begin(Access::read)); }) == ErrorCode::closed);
  CHECK(failure_of([&] { static_cast<void>(database->begin(Access::write)); }) == ErrorCode::closed);
  add_note(writing, "A");
  CHECK(count_notes(reading) == 0);
  writing.commit();
  reading.commit();
  database->close();
  CHECK(count_notes(*open_notes(folder.file("book"))) == 1);
}

TEST_CASE("an announced question is answered as if it had not been", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::post);
  const auto amount_of = [&](std::string_view code) {
    Statement row = transaction.statement("SELECT amount FROM emptor_note WHERE code = ?1");
    row.bind(code);
    return row;
  };
  transaction.execute("INSERT INTO emptor_note (code, amount) VALUES (?1, ?2)", "A", 1);
  transaction.execute("INSERT INTO emptor_note (code, amount) VALUES (?1, ?2)", "B", 2);
  amount_of("A").announce();
  amount_of("B").announce();
  amount_of("C").announce();
  for (int i = 0; i < 2; ++i) {
    Statement b = amount_of("B");
    REQUIRE(b.step());
    CHECK(b.integer(0) == 2);
    CHECK_FALSE(b.step());
    CHECK_FALSE(amount_of("C").step());
  }
  // What is changed in between is seen.
  amount_of("A").announce();
  transaction.execute("UPDATE emptor_note SET amount = ?2 WHERE code = ?1", "A", 7);
  Statement a = amount_of("A");
  REQUIRE(a.step());
  CHECK(a.integer(0) == 7);
  amount_of("A").announce();  // and nobody ever asks
  transaction.commit();
  CHECK(count_notes(*database) == 2);
}

TEST_CASE("how many rows a statement changed can be asked after further ones", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::post);
  for (const char* code : {"A", "B", "C"}) add_note(transaction, code);
  const RowsChanged all = transaction.execute("UPDATE emptor_note SET amount = ?1", 5);
  const RowsChanged none = transaction.execute("UPDATE emptor_note SET amount = ?1 WHERE code = ?2", 6, "D");
  const RowsChanged one = transaction.execute("DELETE FROM emptor_note WHERE code = ?1", "C");
  CHECK(one == 1);
  CHECK(all == 3);
  CHECK(none == 0);
}

TEST_CASE("a key that is known before its row is greater than all that are there", "[store]") {
  const auto database = open_notes(":memory:");
  Transaction transaction = database->begin(Access::post);
  const auto next = [](Transaction& of) {
    Statement row = of.next_id("emptor_note");
    row.step();
    return row.integer(0);
  };
  const std::int64_t first = next(transaction);
  transaction.execute("INSERT INTO emptor_note (id, code, amount) VALUES (?1, 'A', 1)", first);
  CHECK(next(transaction) > first);
  transaction.rollback();
  Transaction after = database->begin(Access::post);
  CHECK(next(after) >= first);
}
