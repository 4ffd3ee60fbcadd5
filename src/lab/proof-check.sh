#!/usr/bin/env bash
# Compares what src/lab/proof.sh prints with the block behind <!-- proof-output --> in README.md: the rows and what was lost exactly,
# the counts to a fiftieth, since a JDK or a file system may take a call more or less. Comparisons with servers
# that are not on this machine and full volumes, which only root can mount, are left out, and for kills, which hit at random points, how many fired.
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

src/lab/readme-block.sh proof-output >"$work/shown"
if ! awk '
  function far(shown, counted, difference) {
    difference = shown > counted ? shown - counted : counted - shown
    return difference > 2 && difference * 50 > shown
  }
  function complain(text) { print text; wrong = 1 }
  FNR == 1 { next }
  FNR == NR { tried[$1] = $2; fired[$1] = $3; lost[$1] = $4; next }
  { there[$1] = 1 }
  !($1 in tried) { if ($1 !~ /^(comparison-|full-volume|mutated-rdb-(redis-8|valkey))/) { complain($1 ": shown, but not tried") } next }
  lost[$1] != $4 { complain($1 ": " $4 " lost are shown, " lost[$1] " were") }
  far($2, tried[$1]) { complain($1 ": " $2 " tries are shown, " tried[$1] " were") }
  $1 !~ /kill/ && far($3, fired[$1]) { complain($1 ": " $3 " fired are shown, " fired[$1] " were") }
  # A machine may have a server more than the one on which the table was made.
  END { for (row in tried) if (!(row in there) && row !~ /^(comparison-|mutated-rdb-)/) { complain(row ": tried, but not shown") } exit wrong }
' "$work/printed" "$work/shown"; then
  echo "README.md is out of date: src/lab/proof-check.sh --update" >&2
  exit 1
fi
echo "README.md shows what the tests tried and lost"
