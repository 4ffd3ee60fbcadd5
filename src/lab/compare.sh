#!/usr/bin/env bash
# Compares COUNT generated directories, from number FIRST on, with each SERVER, and prints the tables; ends with 1 if there is a
# disagreement. Needs `mvn -DskipTests package` before.
# usage: src/lab/compare.sh COUNT FIRST SERVER...      for example 2000 100000 redis-7.0 redis-8.0 valkey-8 valkey-9
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
[ -e "$root/aof-fuzz/target/lib" ] || { echo "missing: aof-fuzz/target/lib; run mvn -DskipTests package first" >&2; exit 1; }
exec java -Daofkit.testdata="$root/testdata" -cp "$root/aof-fuzz/target/classes:$root/aof-fuzz/target/lib/*" \
  org.aofkit.fuzz.compare.Compare "$@"
