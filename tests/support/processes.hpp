/// Child processes that run a function of the test. A child starts before the parent opens a book, never carries an
/// open one across, and leaves without running the parent's destructors.
#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <exception>
#include <functional>

namespace emptor::test {

/// Runs `work` in a child process; its exit code is what `work` returns, 99 when it throws.
inline pid_t start_process(const std::function<int()>& work) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  int code = 99;
  try {
    code = work();
  } catch (const std::exception&) {
    code = 99;
  }
  ::_exit(code);
}

/// Waits; the exit code, or -signal.
inline int end_of_process(pid_t pid) {
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace emptor::test
