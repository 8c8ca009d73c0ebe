/// Room `base`: large answers leave as an Arrow C stream, which pyarrow, polars, pandas, DuckDB and others take over
/// without a copy of their own.
///
/// The structs are those of the Arrow C data and C stream interfaces; a host that has them from elsewhere keeps its
/// own. No Arrow library is needed on this side.
#pragma once

#include <cstdint>

extern "C" {

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif  // ARROW_C_DATA_INTERFACE

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#endif  // ARROW_C_STREAM_INTERFACE

}  // extern "C"

namespace emptor {

/// A stream of record batches, to be read once. What it tells was read from the book when it was made: it holds no
/// transaction, outlives the book, and may be read and released on any thread, by one at a time.
class ArrowStream {
 public:
  ArrowStream() noexcept = default;
  explicit ArrowStream(const ArrowArrayStream& owned) noexcept : stream_(owned) {}
  ArrowStream(ArrowStream&& other) noexcept : stream_(other.stream_) { other.stream_.release = nullptr; }
  ArrowStream& operator=(ArrowStream&& other) noexcept {
    if (this == &other) return *this;
    reset();
    stream_ = other.stream_;
    other.stream_.release = nullptr;
    return *this;
  }
  ~ArrowStream() { reset(); }

  /// For a consumer that reads it in place.
  [[nodiscard]] ArrowArrayStream& get() noexcept { return stream_; }
  /// Hands it over to a consumer, who releases it; nothing is left here.
  void move_to(ArrowArrayStream& out) noexcept {
    out = stream_;
    stream_.release = nullptr;
  }

 private:
  void reset() noexcept {
    if (stream_.release != nullptr) stream_.release(&stream_);
    stream_.release = nullptr;
  }
  ArrowArrayStream stream_{};
};

}  // namespace emptor
