#include "files.hpp"

#include <zlib.h>

#include <array>
#include <memory>

#include "csv.hpp"

namespace demo {

std::string read_file(const std::filesystem::path& path) {
  // Files that are not compressed pass through zlib as they are; their name decides, so that a mix-up is found.
  const bool packed = path.extension() == ".gz";
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
  if (!file) throw SourceError("cannot open " + path.string());
  std::string text;
  std::array<char, 1U << 16U> block{};
  int count = 0;
  while ((count = gzread(file.get(), block.data(), static_cast<unsigned>(block.size()))) > 0)
    text.append(block.data(), static_cast<std::size_t>(count));
  int status = Z_OK;
  const char* const message = gzerror(file.get(), &status);
  if (count < 0 || status != Z_OK) throw SourceError("cannot read " + path.string() + ": " + message);
  if (packed == (gzdirect(file.get()) != 0))
    throw SourceError(path.string() + (packed ? " is not compressed" : " is compressed"));
  return text;
}

}  // namespace demo
