#!/usr/bin/env bash
# Compares AofWriter, in a process of its own, with what `redis-benchmark -P 64` makes a server append: the same commands, no fsync.
# usage: src/bench/append.sh [-n ROUNDS] [-c COMMANDS] [-d DIRECTORY]
#   -n ROUNDS     measured rounds, 3 by default, behind one that is not counted
#   -c COMMANDS   commands a round, 2000000 by default
#   -d DIRECTORY  where the logs are written (default: a temporary directory); all are removed
# Ours and the server take turns. The time of ours is that of the whole process, with the start of the JVM; the server's is from the
# first command to the last reply, the server being up. Needs redis-server and redis-benchmark in PATH (REDIS_SERVER and REDIS_BENCHMARK
# say others), and a free port (PORT, 7931 by default). JAVA says which JVM; builds with Maven what is missing.
set -euo pipefail

usage() { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
die() { echo "$*" >&2; exit 1; }

rounds=3
commands=2000000
parent=${TMPDIR:-/tmp}
while getopts n:c:d:h option; do
  case $option in
    n) rounds=$OPTARG ;;
    c) commands=$OPTARG ;;
    d) parent=$OPTARG ;;
    *) usage ;;
  esac
done

root=$(cd "$(dirname "$0")/../.." && pwd)
java=${JAVA:-java}
server=${REDIS_SERVER:-redis-server}
load=${REDIS_BENCHMARK:-redis-benchmark}
port=${PORT:-7931}
classes="$root/aof-fuzz/target/classes:$root/aof-core/target/classes:$root/aof-fuzz/target/lib/*"
[ -e "$root/aof-fuzz/target/lib" ] || (cd "$root" && mvn -q -DskipTests package)
for program in "$server" "$load"; do
  command -v "$program" >/dev/null || die "missing: $program (Debian: apt install redis-server redis-tools)"
done

work=$(mktemp -d "$parent/aofkit-bench-XXXXXX")
pid=
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null; rm -rf "$work"' EXIT

now() { echo "${EPOCHREALTIME/[.,]/}"; }
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# Milliseconds in which the server took the commands; leaves the size of its incr in $bytes.
server_round() {
  local dir=$work/server begin end
  mkdir "$dir"
  "$server" --port "$port" --dir "$dir" --appendonly yes --appendfsync no --save '' --auto-aof-rewrite-percentage 0 >"$work/log" 2>&1 &
  pid=$!
  until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>"$work/out"; do
    kill -0 "$pid" || die "the server does not start: $(tail -n 3 "$work/log")"
    sleep 0.05
  done
  begin=$(now)
  "$load" -p "$port" -t set -r 1000000 -n "$commands" -d "$1" -P 64 -q >"$work/out" 2>&1
  end=$(now)
  kill "$pid"
  wait "$pid" || true
  pid=
  bytes=$(stat -c %s "$dir"/appendonlydir/*.incr.aof)
  rm -r "$dir"
  took=$(((end - begin) / 1000))
}

our_round() {
  local dir=$work/ours begin end
  mkdir "$dir"
  begin=$(now)
  "$java" -Xmx64m -cp "$classes" org.aofkit.fuzz.bench.AppendLoad "$dir" "$commands" "$1" "$2"
  end=$(now)
  bytes=$(stat -c %s "$dir"/appendonlydir/*.incr.aof)
  rm -r "$dir"
  took=$(((end - begin) / 1000))
}

echo "machine: $(nproc) CPUs, $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo), load $(cut -d' ' -f1 /proc/loadavg)"
echo "server:  $("$server" --version | cut -d' ' -f1-3), $("$load" --version)"
echo "$commands SETs; ms, median of $rounds, taking turns; a ratio above 1: ours is faster"
echo
printf '%-8s  %8s  %18s  %18s\n' 'value' 'server' 'one a call' 'batches of 64'
for size in 3 100 1000; do
  rm -f "$work"/ms-*
  for ((i = 0; i <= rounds; i++)); do
    server_round "$size"
    expected=$bytes
    [ "$i" -eq 0 ] || echo "$took" >>"$work/ms-server"
    for batch in 1 64; do
      our_round "$size" "$batch"
      [ "$bytes" -eq "$expected" ] || die "the server wrote $expected bytes, ours are $bytes"
      [ "$i" -eq 0 ] || echo "$took" >>"$work/ms-$batch"
    done
  done
  theirs=$(median "$work/ms-server")
  one=$(median "$work/ms-1")
  many=$(median "$work/ms-64")
  printf '%-8s  %8d  %8d %8sx  %8d %8sx\n' "$size" "$theirs" "$one" "$(awk -v a="$one" -v b="$theirs" 'BEGIN { printf "%.2f", b / a }')" \
    "$many" "$(awk -v a="$many" -v b="$theirs" 'BEGIN { printf "%.2f", b / a }')"
done
