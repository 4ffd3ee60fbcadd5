#!/usr/bin/env bash
# Fuzzes the parsers for a given time each, with Jazzer, which follows what code an input reaches.
# usage: src/lab/fuzz.sh DURATION [TARGET...]     such as: src/lab/fuzz.sh 5m, or src/lab/fuzz.sh 8h scanner rdb
#   DURATION  for each target, one after the other: 90s, 5m or 2h
#   TARGET    scanner, manifest, rdb, lzf, listpack, ziplist, journal; all of them by default
# Begins with testdata/fuzz/TARGET/ and goes on with what earlier runs on this machine found (target/fuzz/TARGET). The seed is
# printed; SEED=N makes it another one. An input that breaks a promise is written to testdata/fuzz/TARGET/broken-*, which every
# test run tries from then on, and the exit status is 1; give it a name that says what it was once the bug is mended.
# KEEP=1 writes the smallest set of inputs that reaches all that was reached to testdata/fuzz/TARGET/inputs.txt.
# JAVA says which java to run. Needs JDK 17 or later, x86-64 or arm64, and Jazzer from Maven Central (mvn fetches it).
set -euo pipefail

usage() { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }

[ $# -ge 1 ] || usage
case $1 in
  *[!0-9smh]* | [smh]* | '') usage ;;
  *h) seconds=$((${1%h} * 3600)) ;;
  *m) seconds=$((${1%m} * 60)) ;;
  *) seconds=${1%s} ;;
esac
shift
[ $# -gt 0 ] || set -- scanner manifest rdb lzf listpack ziplist journal

root=$(cd "$(dirname "$0")/../.." && pwd)
java=${JAVA:-java}
seed=${SEED:-$(($(date +%s) % 1000000000))}
work=$root/target/fuzz
fuzz=$root/aof-fuzz/target
jazzer=$fuzz/jazzer
# Always, since what is fuzzed must be what stands in the sources; quick where nothing has changed.
(cd "$root" && mvn -q -Pfuzz -DskipTests -pl aof-fuzz -am package)
classes="$fuzz/classes:$fuzz/lib/*:$jazzer/*"

fuzz() {
  local target=$1
  shift
  # libFuzzer's own mutations: those of Jazzer know types, and take most of the time of an input that is only bytes.
  "$java" -Xmx1g -XX:+UseSerialGC -XX:-OmitStackTraceInFastThrow --enable-native-access=ALL-UNNAMED -cp "$classes" \
    com.code_intelligence.jazzer.Jazzer \
    --target_class=org.aofkit.fuzz.endless.JazzerEntry --target_args="$target" --mutator_framework=false \
    --instrumentation_includes='org.aofkit.**' --instrumentation_excludes='org.aofkit.fuzz.**' \
    --custom_hook_includes='org.aofkit.none' --trace=cov:cmp --reproducer_path="$work/$target" \
    -max_len=2048 -timeout=10 -rss_limit_mb=4096 -print_final_stats=1 "$@"
}

status=0
for target; do
  found=$work/$target/found
  mkdir -p "$found" "$root/testdata/fuzz/$target"
  "$java" -cp "$classes" org.aofkit.fuzz.endless.Corpus seed "$target" "$found" "$root/testdata"
  "$java" -cp "$classes" org.aofkit.fuzz.endless.Corpus unpack "$root/testdata/fuzz/$target" "$found"
  echo "=== $target: $seconds s, SEED=$seed, $(find "$found" -type f | wc -l) inputs to begin with, $(nproc) CPUs, load $(cut -d' ' -f1 /proc/loadavg)"
  log=$work/$target/log
  if fuzz "$target" -max_total_time="$seconds" -seed="$seed" -artifact_prefix="$root/testdata/fuzz/$target/broken-" \
    "$found" >"$log" 2>&1; then
    sed -nE 's/^stat::number_of_executed_units: *([0-9]+)/tried: \1/p; s/^stat::average_exec_per_sec: *([0-9]+)/a second: \1/p' "$log"
    echo "kept: $(find "$found" -type f | wc -l); broken: none"
  else
    status=1
    grep -aE '^(== Java Exception|Caused by|\sat org\.aofkit|artifact_prefix|ERROR|java\.|DEDUP_TOKEN|Exception in)' "$log" | head -20 ||
      tail -20 "$log"
  fi
  if [ "${KEEP:-}" = 1 ]; then
    rm -rf "$work/$target/small"
    mkdir "$work/$target/small"
    fuzz "$target" -merge=1 "$work/$target/small" "$found" >"$work/$target/merge-log" 2>&1
    "$java" -cp "$classes" org.aofkit.fuzz.endless.Corpus pack "$work/$target/small" "$root/testdata/fuzz/$target"
    echo "kept in testdata/fuzz/$target: $(wc -l <"$root/testdata/fuzz/$target/inputs.txt") inputs"
  fi
done
exit $status
