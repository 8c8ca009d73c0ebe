/// Opening, sessions, batches, verifying, closing.
#include "handle.hpp"

namespace emptor::python {

void Handle::await_batch(std::unique_lock<std::mutex>& alone) {
  const auto ours = [&] { return batches_.empty() || batch_thread_ == std::this_thread::get_id(); };
  if (!batch_over_.wait_for(alone, patience_, ours))
    throw Error(ErrorCode::busy, "another thread has a batch or a snapshot open in the session");
}

void Handle::begin(bool writes) {
  run([&](Session& session) {
    batches_.push_back(writes ? session.batch() : session.snapshot());
    batch_thread_ = std::this_thread::get_id();
  });
}

void Handle::commit() {
  run([&](const Session& session) {
    if (batches_.empty()) {
      // Closing the book rolled it back: CLOSED says more than MISUSE.
      static_cast<void>(session.today());
      throw Error(ErrorCode::misuse, "no batch is open");
    }
    batches_.back().commit();
    batches_.pop_back();
    batch_over_.notify_all();
  });
}

// Whoever ends a session's work may do so from another thread: a generator that is collected, an exit handler.

void Handle::roll_back() {
  run_book([&](Book&) {
    if (!batches_.empty()) batches_.pop_back();
    batch_over_.notify_all();
  });
}

void Handle::close() {
  run_book([&](Book& book) {
    while (!batches_.empty()) batches_.pop_back();
    book.close();
    batch_over_.notify_all();
  });
}

namespace {

constexpr Named<Sync> syncs[] = {{"full", Sync::full}, {"normal", Sync::normal}};

std::shared_ptr<Handle> open(const py::kwargs& given) {
  const Arguments in(given);
  const std::optional<Date> today = in.maybe_date("today");
  // Noon of that day in UTC, until the book has said in which zone its days are.
  const auto clock =
      today ? std::make_shared<FixedClock>(instant_of(*today, 12 * 60, "UTC")) : std::shared_ptr<FixedClock>();
  const BookOptions options{.path = in.text("path"),
                            .currency = in.text("currency"),
                            .time_zone = in.text("time_zone"),
                            .sync = in.choice("sync", syncs),
                            .busy_timeout_ms = in.number("busy_timeout_ms"),
                            .create = in.flag("create"),
                            .read_only = in.flag("read_only"),
                            .quote_freshness_ms = in.number("quote_freshness_ms"),
                            .clock = clock.get()};
  const py::gil_scoped_release released;
  Book book = Book::open(options);
  if (today) clock->set(instant_of(*today, 12 * 60, book.settings().get().time_zone));
  return std::make_shared<Handle>(std::move(book), clock, std::chrono::milliseconds(options.busy_timeout_ms));
}

std::shared_ptr<Handle> as_actor(Handle& handle, const py::kwargs& given) {
  const std::string actor = Arguments(given).text("actor");
  return handle.run_book([&](const Book& book) { return std::make_shared<Handle>(handle, book.as(actor)); });
}

py::object verify(Handle& handle, const py::kwargs&) {
  const auto found = handle.run_book([](const Book& book) { return book.verify(); });
  return list_of(found, [](const Discrepancy& one) {
    return record("Discrepancy", {{"what", to_python(one.what)},
                                  {"where", to_python(one.where)},
                                  {"kept", to_python(one.kept)},
                                  {"computed", to_python(one.computed)}});
  });
}

py::object backup(Handle& handle, const py::kwargs& given) {
  const std::string path = Arguments(given).text("path");
  handle.run_book([&](const Book& book) { book.backup(path); });
  return py::none();
}

py::object copy_to(Handle& handle, const py::kwargs& given) {
  const std::string path = Arguments(given).text("path");
  const py::object progress = given["progress"];
  CopyProgress tell;
  if (!progress.is_none())
    tell = [&](std::string_view table, std::int64_t rows) {
      const py::gil_scoped_acquire held;
      progress(py::str(table.data(), table.size()), rows);
    };
  return to_python(handle.run_book([&](const Book& book) { return book.copy_to(path, tell); }));
}

py::object content_hash(Handle& handle, const py::kwargs&) {
  return to_python(handle.run_book([](const Book& book) { return book.content_hash(); }));
}

py::object store_description(Handle& handle, const py::kwargs&) {
  return to_python(handle.run_book([](const Book& book) { return book.store_description(); }));
}

py::object today(Handle& handle, const py::kwargs&) {
  return to_python(handle.run([](const Session& session) { return session.today(); }));
}

py::object begin(Handle& handle, const py::kwargs& given) {
  handle.begin(Arguments(given).flag("writes"));
  return py::none();
}

py::object commit(Handle& handle, const py::kwargs&) {
  handle.commit();
  return py::none();
}

py::object roll_back(Handle& handle, const py::kwargs&) {
  handle.roll_back();
  return py::none();
}

py::object close(Handle& handle, const py::kwargs&) {
  handle.close();
  return py::none();
}

}  // namespace

void bind_book(py::module_& module, HandleClass& handle) {
  module.def("open", &open);
  handle.def("as_actor", &as_actor)
      .def("verify", &verify)
      .def("backup", &backup)
      .def("copy_to", &copy_to)
      .def("content_hash", &content_hash)
      .def("store_description", &store_description)
      .def("today", &today)
      .def("begin", &begin)
      .def("commit", &commit)
      .def("roll_back", &roll_back)
      .def("close", &close);
}

}  // namespace emptor::python
