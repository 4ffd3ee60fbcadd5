#!/usr/bin/env bash
# Prints the fenced block that follows a marker in README.md.
# usage: src/lab/readme-block.sh MARKER        for <!-- MARKER -->
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
awk -v marker="<!-- $1 -->" '
  $0 == marker { armed = 1; next }
  armed && /^```/ { if (inside) { found = 1; exit } inside = 1; next }
  inside { print }
  END { if (!found) { print "no block behind " marker " in README.md" > "/dev/stderr"; exit 1 } }
' "$root/README.md"
