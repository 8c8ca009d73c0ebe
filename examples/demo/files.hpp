/// Files of the source, plain or compressed.
#pragma once

#include <filesystem>
#include <string>

namespace demo {

/// The bytes of a file; inflated when its name ends in ".gz". Throws SourceError.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

}  // namespace demo
