#!/usr/bin/env bash
# Formats the C and C++ files that git knows of, or with --check says which are not formatted.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mode=(-i)
[ "${1:-}" = --check ] && mode=(--dry-run -Werror)
formatter=$(command -v clang-format-14 || command -v clang-format)
git ls-files -z --cached --others --exclude-standard -- '*.cpp' '*.hpp' '*.c' '*.h' | xargs -0 --no-run-if-empty "$formatter" "${mode[@]}"
