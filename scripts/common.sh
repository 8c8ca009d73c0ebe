# Shared by the scripts: quiet steps, with their log shown when they fail. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=${EMPTOR_JOBS:-$(nproc)}
logs="$root/build/logs"

# step <title> <command>...: runs the command with its output in build/logs; prints the title, the time and, on failure,
# what matters of the log.
step() {
  local title=$1 started=$SECONDS status=0 log
  shift
  mkdir -p "$logs"
  log="$logs/${title//[^A-Za-z0-9]/_}.log"
  printf '%-52s' "$title"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" -eq 0 ]; then
    printf '%4d s\n' $((SECONDS - started))
    return 0
  fi
  printf 'FAILED after %d s (exit code %d)\n' $((SECONDS - started)) "$status"
  if grep -qE '^FAILED:|error:' "$log"; then
    grep -nE -A6 'error:|undefined reference' "$log" | head -n 80
  else
    tail -n 60 "$log"
  fi
  echo "The whole log: $log"
  return "$status"
}

configure() { cmake --preset "$1"; }
build() { cmake --build "$root/build/$1" --parallel "$jobs" "${@:2}"; }
