// emptor_bench [--filter REGEX] [--tsv FILE] [--full | --quick] [--server URI]
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "pairs.hpp"

int main(int argc, char** argv) {
  std::string filter;
  std::string tsv;
  emptor::bench::Scale scale;
  std::vector<std::string> library{argv[0]};
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--filter" && i + 1 < argc)
      filter = argv[++i];
    else if (argument == "--tsv" && i + 1 < argc)
      tsv = argv[++i];
    else if (argument == "--server" && i + 1 < argc)
      scale.server = argv[++i];
    else if (argument == "--full")
      scale.full = true;
    else if (argument == "--quick")
      scale.quick = true;
    else if (argument.starts_with("--benchmark_"))
      library.push_back(argument);
    else {
      std::fprintf(stderr, "usage: emptor_bench [--filter REGEX] [--tsv FILE] [--full | --quick] [--server URI]\n");
      return 2;
    }
  }
  // At least five pairs, taken in turn; the median of the ratios is quoted.
  for (const char* each : {"--benchmark_enable_random_interleaving=true",
                           scale.quick ? "--benchmark_repetitions=1" : "--benchmark_repetitions=7",
                           scale.quick ? "--benchmark_min_time=0.001" : "--benchmark_min_time=0.15"})
    library.emplace_back(each);
  std::vector<char*> arguments;
  for (std::string& argument : library) arguments.push_back(argument.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());

  emptor::bench::Suite suite;
  emptor::bench::add_quotes(suite, scale);
  emptor::bench::add_postings(suite, scale);
  emptor::bench::add_reads(suite, scale);
#if EMPTOR_BENCH_SERVER
  if (!scale.server.empty()) {
    emptor::bench::add_server_postings(suite, scale);
    emptor::bench::add_server_copy(suite, scale);
  }
#else
  if (!scale.server.empty()) {
    std::fprintf(stderr, "this build measures nothing on a server: it needs libpq-dev\n");
    return 2;
  }
#endif
  return suite.run(filter, tsv);
}
