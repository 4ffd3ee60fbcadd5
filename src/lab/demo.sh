#!/usr/bin/env bash
# The main job on the shipped incident: check, repair a copy, check again; and what a real Redis then holds, beside what it
# holds after the peer's own `--fix` on another copy. Changes nothing but temporary copies.
# Needs `mvn -DskipTests package` before.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
jar=$root/aof-fsck/target/aof-fsck.jar
lab=(java -XX:+UseSerialGC -cp "$root/aof-fuzz/target/classes:$root/aof-fuzz/target/lib/*")
[ -e "$jar" ] || { echo "missing: $jar; run mvn -DskipTests package first" >&2; exit 1; }

work=$(mktemp -d "${TMPDIR:-/tmp}/aofkit-demo-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
cp -R "$root/testdata/incident/data" data
cp -R data data-left
cp -R data data-for-peer
ln -s "$jar" aof-fsck.jar

show() {
  local expected=$1 status=0
  shift
  echo "\$ aof-fsck $*"
  java -jar aof-fsck.jar "$@" || status=$?
  echo "(exit code $status)"
  echo
  [ "$status" -eq "$expected" ] || { echo "expected exit code $expected" >&2; exit 1; }
}

show 4 check data
show 1 repair data
show 0 check data

echo "\$ redis-check-aof --fix data-for-peer/appendonlydir/appendonly.aof.manifest"
"${lab[@]}" org.aofkit.fuzz.lab.PeerTool --fix data-for-peer/appendonlydir/appendonly.aof.manifest | tail -n 3
echo
echo "What a real Redis 7.0.15 makes of each:"
"${lab[@]}" org.aofkit.fuzz.lab.PeerComparison \
  "as the incident left it" data-left \
  "after aof-fsck repair" data \
  "after redis-check-aof --fix" data-for-peer
