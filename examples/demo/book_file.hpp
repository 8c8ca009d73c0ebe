/// The file that the demo leaves behind.
#pragma once

#include <filesystem>

namespace demo {

/// Makes room for a new book: removes the book of an earlier demo, or an empty file. Throws SourceError for anything
/// else that stands there, which is left as it is.
void make_room(const std::filesystem::path& file);

}  // namespace demo
