/// Columns of a batch.
#include <array>

#include "base/arrow.hpp"

namespace emptor::arrow {
namespace {

/// The buffers of a column; `pointers` go to them in the order of its layout.
struct OwnedColumn {
  std::vector<std::uint8_t> valid;
  std::vector<std::int32_t> ends;
  std::string text;
  std::vector<detail::Int128> wide;
  std::vector<std::int64_t> integers;
  std::vector<std::int32_t> days;
  std::vector<std::uint8_t> truths;
  std::array<const void*, 3> pointers{};
};

void release_column(ArrowArray* array) {
  delete static_cast<OwnedColumn*>(array->private_data);
  array->release = nullptr;
}

}  // namespace

void Values::reserve(std::size_t rows) {
  switch (kind_) {
    case Kind::text:
      ends_.reserve(rows + 1);
      break;
    case Kind::decimal:
      wide_.reserve(rows);
      break;
    case Kind::integer:
    case Kind::instant:
      integers_.reserve(rows);
      break;
    case Kind::day:
      days_.reserve(rows);
      break;
    case Kind::truth:
      truths_.reserve(rows / 8 + 1);
      break;
  }
}

void Values::add_valid() {
  const auto at = static_cast<std::size_t>(count_++);
  if (nulls_ == 0) return;
  if (at % 8 == 0) valid_.push_back(0);
  valid_[at / 8] = static_cast<std::uint8_t>(valid_[at / 8] | 1U << (at % 8));
}

void Values::add_null() {
  const auto at = static_cast<std::size_t>(count_++);
  // Until the first null nobody keeps book.
  if (nulls_++ == 0) {
    valid_.assign(at / 8 + 1, 0xFF);
    valid_[at / 8] = static_cast<std::uint8_t>((1U << (at % 8)) - 1U);
  } else if (at % 8 == 0) {
    valid_.push_back(0);
  }
  switch (kind_) {
    case Kind::text:
      if (ends_.empty()) ends_.push_back(0);
      ends_.push_back(static_cast<std::int32_t>(text_.size()));
      break;
    case Kind::decimal:
      wide_.push_back(0);
      break;
    case Kind::integer:
    case Kind::instant:
      integers_.push_back(0);
      break;
    case Kind::day:
      days_.push_back(0);
      break;
    case Kind::truth:
      if (at % 8 == 0) truths_.push_back(0);
      break;
  }
}

void Values::add(std::string_view text) {
  EMPTOR_REQUIRE(kind_ == Kind::text);
  if (ends_.empty()) ends_.push_back(0);
  text_ += text;
  ends_.push_back(static_cast<std::int32_t>(text_.size()));
  add_valid();
}

void Values::add(detail::Int128 number) {
  if (kind_ == Kind::decimal)
    wide_.push_back(number);
  else if (kind_ == Kind::integer || kind_ == Kind::instant)
    integers_.push_back(static_cast<std::int64_t>(number));
  else
    days_.push_back(static_cast<std::int32_t>(number));
  add_valid();
}

void Values::add(bool truth) {
  EMPTOR_REQUIRE(kind_ == Kind::truth);
  const auto at = static_cast<std::size_t>(count_);
  if (at % 8 == 0) truths_.push_back(0);
  if (truth) truths_[at / 8] = static_cast<std::uint8_t>(truths_[at / 8] | 1U << (at % 8));
  add_valid();
}

void Values::move_to(ArrowArray& out) {
  auto owned = std::make_unique<OwnedColumn>();
  owned->valid = std::move(valid_);
  owned->ends = std::move(ends_);
  owned->text = std::move(text_);
  owned->wide = std::move(wide_);
  owned->integers = std::move(integers_);
  owned->days = std::move(days_);
  owned->truths = std::move(truths_);
  owned->pointers[0] = nulls_ == 0 ? nullptr : owned->valid.data();
  std::int64_t buffers = 2;
  switch (kind_) {
    case Kind::text:
      owned->pointers[1] = owned->ends.data();
      owned->pointers[2] = owned->text.c_str();
      buffers = 3;
      break;
    case Kind::decimal:
      owned->pointers[1] = owned->wide.data();
      break;
    case Kind::integer:
    case Kind::instant:
      owned->pointers[1] = owned->integers.data();
      break;
    case Kind::day:
      owned->pointers[1] = owned->days.data();
      break;
    case Kind::truth:
      owned->pointers[1] = owned->truths.data();
      break;
  }
  out = ArrowArray{.length = count_,
                   .null_count = nulls_,
                   .offset = 0,
                   .n_buffers = buffers,
                   .n_children = 0,
                   .buffers = owned->pointers.data(),
                   .children = nullptr,
                   .dictionary = nullptr,
                   .release = &release_column,
                   .private_data = nullptr};
  out.private_data = owned.release();
  count_ = 0;
  nulls_ = 0;
}

}  // namespace emptor::arrow
