#!/usr/bin/env bash
# Compares what src/lab/proof.sh prints with the block behind <!-- proof-output --> in README.md. Comparisons with servers that are
# not on this machine are left out, and for kills, which hit at random points, how many fired.
# usage: src/lab/proof-check.sh [--update]    --update writes the table into README.md instead
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
work=$(mktemp -d "${TMPDIR:-/tmp}/aofkit-proof-XXXXXX")
trap 'rm -rf "$work"' EXIT
src/lab/proof.sh >"$work/printed"

if [ "${1:-}" = --update ]; then
  awk -v output="$work/printed" '
    $0 == "<!-- proof-output -->" { armed = 1 }
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
  exit 0
fi

normalised() {
  awk 'FNR == NR { here[$1] = 1; next }
    $1 ~ /^comparison-/ && !($1 in here) { next }
    $1 ~ /kill/ { print $1, $2, "-", $4; next }
    { print $1, $2, $3, $4 }' "$work/printed" "$1"
}

src/lab/readme-block.sh proof-output >"$work/shown"
if ! diff -u --label "README.md shows" --label "the tests counted" <(normalised "$work/shown") <(normalised "$work/printed"); then
  echo "README.md is out of date: src/lab/proof-check.sh --update" >&2
  exit 1
fi
echo "README.md shows what the tests counted"
