#include "base/arrow.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <new>

namespace emptor::arrow {
namespace {

/// "d:38,6"
std::string format_of(const Column& column) {
  switch (column.kind) {
    case Kind::text:
      return "u";
    case Kind::decimal:
      return "d:38," + std::to_string(column.scale);
    case Kind::integer:
      return "l";
    case Kind::day:
      return "tdD";
    case Kind::instant:
      return "tsu:UTC";
    case Kind::truth:
      return "b";
  }
  return "n";
}

void append_length(std::string& out, std::size_t length) {
  const auto value = static_cast<std::int32_t>(length);
  std::array<char, sizeof value> bytes{};
  std::memcpy(bytes.data(), &value, sizeof value);
  out.append(bytes.data(), bytes.size());
}

/// Counts and lengths in the machine's order of bytes, as the interface has it.
std::string encoded(const std::vector<std::pair<std::string, std::string>>& metadata) {
  std::string out;
  append_length(out, metadata.size());
  for (const auto& [name, text] : metadata) {
    append_length(out, name.size());
    out += name;
    append_length(out, text.size());
    out += text;
  }
  return out;
}

// --- Schemas

struct OwnedSchema {
  std::string format;
  std::string name;
  std::string metadata;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> pointers;
};

void release_schema(ArrowSchema* schema) {
  auto* const owned = static_cast<OwnedSchema*>(schema->private_data);
  for (ArrowSchema& child : owned->children)
    if (child.release != nullptr) child.release(&child);
  schema->release = nullptr;
  delete owned;
}

/// Fills `out`, which owns `owned` from then on.
void give_schema(std::unique_ptr<OwnedSchema> owned, std::int64_t flags, ArrowSchema& out) {
  for (ArrowSchema& child : owned->children) owned->pointers.push_back(&child);
  out = ArrowSchema{.format = owned->format.c_str(),
                    .name = owned->name.c_str(),
                    .metadata = owned->metadata.empty() ? nullptr : owned->metadata.data(),
                    .flags = flags,
                    .n_children = static_cast<std::int64_t>(owned->children.size()),
                    .children = owned->pointers.data(),
                    .dictionary = nullptr,
                    .release = &release_schema,
                    .private_data = nullptr};
  out.private_data = owned.release();
}

// --- Arrays

struct OwnedBatch {
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> pointers;
  const void* no_nulls = nullptr;
};

void release_batch(ArrowArray* array) {
  auto* const owned = static_cast<OwnedBatch*>(array->private_data);
  // A consumer may have taken some of them.
  for (ArrowArray& child : owned->children)
    if (child.release != nullptr) child.release(&child);
  array->release = nullptr;
  delete owned;
}

void give_batch(std::vector<Values>& columns, ArrowArray& out) {
  auto owned = std::make_unique<OwnedBatch>();
  const std::int64_t length = columns.front().count();
  owned->children.resize(columns.size());
  owned->pointers.reserve(columns.size());
  for (ArrowArray& child : owned->children) {
    child.release = nullptr;
    owned->pointers.push_back(&child);
  }
  ArrowArray made{.length = length,
                  .null_count = 0,
                  .offset = 0,
                  .n_buffers = 1,
                  .n_children = static_cast<std::int64_t>(columns.size()),
                  .buffers = &owned->no_nulls,
                  .children = owned->pointers.data(),
                  .dictionary = nullptr,
                  .release = &release_batch,
                  .private_data = owned.get()};
  try {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      EMPTOR_REQUIRE(columns[i].count() == length);
      columns[i].move_to(owned->children[i]);
    }
  } catch (...) {
    static_cast<void>(owned.release());
    release_batch(&made);
    throw;
  }
  static_cast<void>(owned.release());
  out = made;
}

// --- The stream

struct Streaming {
  std::vector<Column> columns;
  std::vector<std::pair<std::string, std::string>> metadata;
  std::unique_ptr<Source> source;
  std::string error;
  bool over = false;
};

Streaming& of(ArrowArrayStream* stream) { return *static_cast<Streaming*>(stream->private_data); }

/// Nothing is thrown at a consumer: errno says what kind of failure it was, `get_last_error` the rest.
template <class Body>
int guarded(ArrowArrayStream* stream, Body body) noexcept {
  try {
    of(stream).error.clear();
    body();
    return 0;
  } catch (const std::bad_alloc&) {
    return ENOMEM;
  } catch (const std::exception& failure) {
    try {
      of(stream).error = failure.what();
    } catch (...) {
      return ENOMEM;
    }
    return EIO;
  } catch (...) {
    return EIO;
  }
}

int get_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  return guarded(stream, [&] {
    const Streaming& streaming = of(stream);
    auto whole = std::make_unique<OwnedSchema>();
    whole->format = "+s";
    if (!streaming.metadata.empty()) whole->metadata = encoded(streaming.metadata);
    whole->children.resize(streaming.columns.size());
    for (ArrowSchema& child : whole->children) child.release = nullptr;
    try {
      for (std::size_t i = 0; i < streaming.columns.size(); ++i) {
        auto column = std::make_unique<OwnedSchema>();
        column->format = format_of(streaming.columns[i]);
        column->name = streaming.columns[i].name;
        give_schema(std::move(column), ARROW_FLAG_NULLABLE, whole->children[i]);
      }
    } catch (...) {
      for (ArrowSchema& child : whole->children)
        if (child.release != nullptr) child.release(&child);
      throw;
    }
    give_schema(std::move(whole), 0, *out);
  });
}

int get_next(ArrowArrayStream* stream, ArrowArray* out) {
  return guarded(stream, [&] {
    Streaming& streaming = of(stream);
    // A released array ends a stream.
    *out = ArrowArray{};
    if (streaming.over) return;
    std::vector<Values> columns;
    columns.reserve(streaming.columns.size());
    for (const Column& column : streaming.columns) columns.emplace_back(column.kind);
    streaming.source->fill(columns);
    if (columns.front().count() == 0)
      streaming.over = true;
    else
      give_batch(columns, *out);
  });
}

const char* get_last_error(ArrowArrayStream* stream) {
  const std::string& error = of(stream).error;
  return error.empty() ? nullptr : error.c_str();
}

void release_stream(ArrowArrayStream* stream) {
  delete &of(stream);
  stream->release = nullptr;
  stream->private_data = nullptr;
}

}  // namespace

ArrowStream make_stream(std::vector<Column> columns, std::vector<std::pair<std::string, std::string>> metadata,
                        std::unique_ptr<Source> source) {
  EMPTOR_REQUIRE(!columns.empty());
  auto streaming = std::make_unique<Streaming>();
  streaming->columns = std::move(columns);
  streaming->metadata = std::move(metadata);
  streaming->source = std::move(source);
  return ArrowStream(ArrowArrayStream{.get_schema = &get_schema,
                                      .get_next = &get_next,
                                      .get_last_error = &get_last_error,
                                      .release = &release_stream,
                                      .private_data = streaming.release()});
}

}  // namespace emptor::arrow
