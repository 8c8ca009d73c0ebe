/// Streams as a consumer meets them.
#include "base/arrow.hpp"

#include <cerrno>
#include <string>

#include "support/arrow_table.hpp"
#include "support/test.hpp"

namespace {

using namespace emptor;
using arrow::Kind;
using test::ArrowTable;

/// `rows` rows in batches of `batch`; every third value is null from row `nulls_from` on; throws at row `fails_at`.
class Numbers final : public arrow::Source {
 public:
  int rows = 0;
  int batch = 10;
  int nulls_from = 1'000;
  int fails_at = -1;

  static std::vector<arrow::Column> columns() {
    return {{"text", Kind::text},
            {"figure", Kind::decimal, 2},
            {"count", Kind::integer},
            {"day", Kind::day},
            {"odd", Kind::truth}};
  }
  void fill(std::vector<arrow::Values>& out) override {
    for (int added = 0; at_ < rows && added < batch; ++at_, ++added) {
      if (at_ == fails_at) throw Error(ErrorCode::internal, "row", "this row cannot be told");
      if (at_ >= nulls_from && at_ % 3 == 0) {
        for (arrow::Values& column : out) column.add_null();
        continue;
      }
      out[0].add(std::string_view(at_ % 2 == 0 ? "" : "ñ"));
      out[1].add(detail::Int128{-at_});
      out[2].add(detail::Int128{at_});
      out[3].add(detail::Int128{at_});
      out[4].add(at_ % 2 != 0);
    }
  }

 private:
  int at_ = 0;
};

ArrowStream stream_of(Numbers numbers) {
  return arrow::make_stream(Numbers::columns(), {{"name", "value"}}, std::make_unique<Numbers>(numbers));
}

Numbers numbers(int rows, int nulls_from = 1'000) {
  Numbers made;
  made.rows = rows;
  made.nulls_from = nulls_from;
  return made;
}

}  // namespace

TEST_CASE("values, nulls and batches come out as they went in", "[arrow]") {
  // Nulls that begin in every place of a byte of the bitmap.
  for (int nulls_from = 0; nulls_from < 20; ++nulls_from) {
    Numbers source = numbers(25, nulls_from);
    source.batch = 25;
    const ArrowTable table(stream_of(source));
    REQUIRE(table.rows.size() == 25);
    for (int i = 0; i < 25; ++i) {
      const auto& row = table.rows[static_cast<std::size_t>(i)];
      CAPTURE(nulls_from, i);
      if (i >= nulls_from && i % 3 == 0) {
        CHECK(row == std::vector<std::string>(5, "null"));
        continue;
      }
      CHECK(row[0] == (i % 2 == 0 ? "" : "ñ"));
      CHECK(Decimal::parse(row[1]) == Decimal::scaled(-i, 2));
      CHECK(row[2] == std::to_string(i));
      CHECK(row[4] == (i % 2 == 0 ? "false" : "true"));
    }
  }
  const ArrowTable table(stream_of(numbers(25)));
  CHECK(table.batches == 3);
  CHECK(table.formats == std::vector<std::string>{"u", "d:38,2", "l", "tdD", "b"});
  CHECK(table.metadata.at("name") == "value");
}

TEST_CASE("a column that was taken out of a batch outlives it", "[arrow]") {
  ArrowStream stream = stream_of(numbers(5));
  ArrowArray batch{};
  REQUIRE(stream.get().get_next(&stream.get(), &batch) == 0);
  ArrowArray taken = *batch.children[2];
  batch.children[2]->release = nullptr;
  batch.release(&batch);
  CHECK(batch.release == nullptr);
  CHECK(static_cast<const std::int64_t*>(taken.buffers[1])[4] == 4);
  taken.release(&taken);
}

TEST_CASE("a stream without rows has a schema and an end", "[arrow]") {
  const ArrowTable table(stream_of(numbers(0)));
  CHECK(table.rows.empty());
  CHECK(table.names.size() == 5);
}

TEST_CASE("what fails is told by an error number and a text, and thrown at nobody", "[arrow]") {
  Numbers source = numbers(25);
  source.fails_at = 12;
  ArrowStream stream = stream_of(source);
  ArrowArray batch{};
  REQUIRE(stream.get().get_next(&stream.get(), &batch) == 0);
  batch.release(&batch);
  CHECK(stream.get().get_next(&stream.get(), &batch) == EIO);
  CHECK(batch.release == nullptr);
  CHECK(std::string(stream.get().get_last_error(&stream.get())).find("this row") != std::string::npos);
  // What was not read is let go of with the stream.
}
