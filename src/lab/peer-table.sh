#!/usr/bin/env bash
# What is left of each damaged directory in testdata/damaged behind `--fix` of the servers' own check tools and behind each policy
# of aof-fsck: the keys that a real server holds, each in its database, when it is then started in default settings. A dash: it does not start. A question
# mark: that tool is not on this machine. Works on temporary copies. Needs `mvn -DskipTests package` before.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
[ -e "$root/aof-fuzz/target/lib" ] || { echo "missing: aof-fuzz/target/lib; run mvn -DskipTests package first" >&2; exit 1; }
exec java -XX:+UseSerialGC -cp "$root/aof-fuzz/target/classes:$root/aof-fuzz/target/lib/*" \
  org.aofkit.fuzz.lab.PeerTable "$root/testdata/damaged"
