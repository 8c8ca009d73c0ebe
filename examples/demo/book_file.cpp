#include "book_file.hpp"

#include "codes.hpp"
#include "csv.hpp"
#include "emptor/book.hpp"

namespace demo {
namespace {

/// A demo book is told by its actor. Somebody's own book must survive a mistyped name.
bool is_demo_book(const std::filesystem::path& file) {
  try {
    emptor::Book book = emptor::Book::open({.path = file.string(), .create = false, .read_only = true});
    static_cast<void>(book.as(actor));
    book.close();
    return true;
  } catch (const emptor::Error& error) {
    if (error.code() == emptor::ErrorCode::unknown_reference) return false;
    if (error.code() == emptor::ErrorCode::read_only)
      throw SourceError(file.string() +
                        " is a book of an older version; it stays as it is. Remove it or name another file.");
    throw SourceError(file.string() + " stays as it is: " + error.what());
  }
}

}  // namespace

void make_room(const std::filesystem::path& file) {
  if (!std::filesystem::exists(std::filesystem::symlink_status(file))) return;
  if (!std::filesystem::is_regular_file(std::filesystem::symlink_status(file)))
    throw SourceError(file.string() + " is no ordinary file; it stays as it is");
  if (std::filesystem::file_size(file) > 0 && !is_demo_book(file))
    throw SourceError(file.string() + " is a book, but not one of this demo; it stays as it is. Name another file.");
  for (const char* const suffix : {"-wal", "-shm", ""}) std::filesystem::remove(file.string() + suffix);
}

}  // namespace demo
