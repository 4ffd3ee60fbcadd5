#!/usr/bin/env bash
# Runs the main command of README.md and compares what it prints with what README.md shows. Times, identifiers and
# temporary paths are taken as equal.
# usage: src/lab/readme-check.sh [--update]    --update writes the output into README.md instead
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"

work=$(mktemp -d "${TMPDIR:-/tmp}/aofkit-readme-XXXXXX")
trap 'rm -rf "$work"' EXIT

normalised() {
  sed -E \
    -e 's#/[^ ]*/aofkit-demo-[A-Za-z0-9]+#WORK#g' \
    -e 's/[0-9]{4}-?[0-9]{2}-?[0-9]{2}[T ][0-9]{2}:?[0-9]{2}:?[0-9]{2}([.,][0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})?/TIME/g' \
    -e 's/\b[0-9a-f]{12,64}\b/ID/g' \
    -e 's/\b[0-9]+([.,][0-9]+)? ?(ms|s|GB\/s|MB\/s)\b/DURATION/g'
}

command=$(src/lab/readme-block.sh main-command)
bash -euo pipefail -c "$command" >"$work/printed" 2>"$work/errors" || {
  status=$?
  cat "$work/printed" "$work/errors"
  echo "README.md's main command ended with $status" >&2
  exit 1
}

# Maven resets the colours of a terminal even where there is none.
sed -i -E $'s/\x1b\\[[0-9;]*m//g' "$work/printed"

if [ "${1:-}" = --update ]; then
  awk -v output="$work/printed" '
    $0 == "<!-- main-output -->" { armed = 1 }
    armed && /^```/ {
      print
      if (inside) { armed = 0; inside = 0; next }
      inside = 1
      while ((getline line < output) > 0) { print line }
      next
    }
    !inside { print }
  ' README.md >"$work/README.md"
  cat "$work/README.md" >README.md
  echo "README.md now shows what its main command prints"
  exit 0
fi

src/lab/readme-block.sh main-output | normalised >"$work/shown.txt"
normalised <"$work/printed" >"$work/printed.txt"
if ! diff -u --label "README.md shows" --label "the command prints" "$work/shown.txt" "$work/printed.txt"; then
  echo "README.md is out of date: src/lab/readme-check.sh --update" >&2
  exit 1
fi
echo "README.md shows what its main command prints"
