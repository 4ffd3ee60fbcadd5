#!/usr/bin/env bash
# Compares whole processes: `aof-fsck compact --output` of a directory, and a server that does the same job: it starts on the directory,
# is asked for BGREWRITEAOF, and is done when the rewrite is. Files are in the page cache.
# usage: src/bench/compact.sh [-d DIRECTORY] [-s MIB] [-n ROUNDS] [-f FILES] [-e] [-j JAVA_OPTIONS] [-- COMPACT_OPTIONS...]
#   -d DIRECTORY     where the logs are, or are made (3 files; default: a temporary directory, removed at the end)
#   -s MIB           size of a log, 1024 by default; 16 makes a quick smoke run, whose ratios mean nothing
#   -n ROUNDS        measured rounds a log, 3 by default, behind one round that is not counted
#   -f FILES         which of them, "mix small big" by default
#   -e               measure the engine alone (a class that writes the files and nothing else) instead of the tool
#   -j JAVA_OPTIONS  options of the JVM, in one word; by default '-Xmx512m -XX:+UseSerialGC'
# Ours and the server take turns. Peaks are what the kernel says: of ours the resident set, all of it; of the server that of the parent,
# and the sum of the proportional sets of parent and child as it was seen every 0.1 s. CPU is user and system together, in seconds.
# Needs redis-server and redis-cli in PATH (REDIS_SERVER and REDIS_CLI say others), GNU time, and a free port (PORT, 7932 by default).
# JAVA and JAR say which JVM and jar; builds with Maven what is missing.
set -euo pipefail

usage() { sed -n '2,15s/^# \{0,1\}//p' "$0" >&2; exit 2; }
die() { echo "$*" >&2; exit 1; }

dir=
mib=1024
rounds=3
files="mix small big"
engine=
java_options=(-Xmx512m -XX:+UseSerialGC)
while getopts d:s:n:f:ej:h option; do
  case $option in
    d) dir=$OPTARG ;;
    s) mib=$OPTARG ;;
    n) rounds=$OPTARG ;;
    f) files=$OPTARG ;;
    e) engine=yes ;;
    j) read -ra java_options <<<"$OPTARG" ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))

root=$(cd "$(dirname "$0")/../.." && pwd)
java=${JAVA:-java}
jar=${JAR:-$root/aof-fsck/target/aof-fsck.jar}
server=${REDIS_SERVER:-redis-server}
cli=${REDIS_CLI:-redis-cli}
port=${PORT:-7932}
[ -e "$jar" ] && [ -e "$root/aof-fuzz/target/lib" ] || (cd "$root" && mvn -q -DskipTests package)
classes="$root/aof-fuzz/target/classes:$root/aof-core/target/classes:$root/aof-fuzz/target/lib/*"
[ -z "${CLASSES:-}" ] || classes=$CLASSES
for program in "$server" "$cli" /usr/bin/time; do
  command -v "$program" >/dev/null || die "missing: $program (Debian: apt install redis-server redis-tools time)"
done

work=$(mktemp -d "${dir:-${TMPDIR:-/tmp}}/aofkit-bench-XXXXXX")
pid=
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null; rm -rf "$work"' EXIT
dir=${dir:-$work/files}

now() { echo "${EPOCHREALTIME/[.,]/}"; }
summary() { sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%d %d %d\n", v[int((NR + 1) / 2)], v[1], v[NR] }'; }

make_files() {
  local shape all=yes
  for shape in mix small big; do
    [ -e "$dir/$shape-$mib.aof" ] || all=
  done
  [ -z "$all" ] || return 0
  echo "making the logs in $dir …" >&2
  mkdir -p "$dir/new-$mib"
  "$java" -cp "$classes" org.aofkit.fuzz.bench.AofFiles "$dir/new-$mib" $((mib * 1024 * 1024))
  for shape in mix small big; do
    mv "$dir/new-$mib/$shape.aof" "$dir/$shape-$mib.aof"
  done
  rmdir "$dir/new-$mib"
}

# A directory with the log as its only file, which is not copied.
directory() {
  mkdir -p "$1/appendonlydir"
  ln "$2" "$1/appendonlydir/appendonly.aof.1.incr.aof"
  echo 'file appendonly.aof.1.incr.aof seq 1 type i' >"$1/appendonlydir/appendonly.aof.manifest"
}

# Appends milliseconds, CPU, peak and size of a compaction by ours.
ours_round() {
  local begin end
  rm -rf "$work/ours"
  begin=$(now)
  if [ -n "$engine" ]; then
    /usr/bin/time -f '%M %U %S' -o "$work/time" "$java" "${java_options[@]}" -cp "$classes" \
      org.aofkit.fuzz.bench.CompactRun "$work/in" "$work/ours" >"$work/out" 2>&1 || { cat "$work/out" >&2; die "failed"; }
  else
    /usr/bin/time -f '%M %U %S' -o "$work/time" "$java" "${java_options[@]}" -jar "$jar" \
      compact "$work/in" --output "$work/ours" "$@" >"$work/out" 2>&1 || { cat "$work/out" >&2; die "failed"; }
  fi
  end=$(now)
  echo $(((end - begin) / 1000)) >>"$work/ours.ms"
  read -r peak user system <"$work/time"
  echo $((peak / 1024)) >"$work/ours.peak"
  awk -v u="$user" -v s="$system" 'BEGIN { printf "%.1f\n", u + s }' >"$work/ours.cpu"
  find "$work/ours" -type f -printf '%s\n' | awk '{ s += $1 } END { print s }' >"$work/ours.size"
  rm -rf "$work/ours"
}

# Kilobytes in which parent and child of the server lie, shared pages counted once.
proportional() {
  local p sum=0
  for p in "$pid" $(pgrep -P "$pid" || true); do
    sum=$((sum + $(awk '/^Pss:/ { print $2 }' "/proc/$p/smaps_rollup" 2>/dev/null || echo 0) + 0))
  done
  echo "$sum"
}

# Jiffies of the server and of its children that have ended.
jiffies() { sed 's/.*) //' "/proc/$pid/stat" | awk '{ print $12 + $13 + $14 + $15 }'; }

server_round() {
  local begin end both most=0
  rm -rf "$work/server"
  directory "$work/server" "$1"
  begin=$(now)
  "$server" --port "$port" --dir "$work/server" --appendonly yes --save '' --auto-aof-rewrite-percentage 0 >"$work/log" 2>&1 &
  pid=$!
  until "$cli" -p "$port" ping 2>/dev/null | grep -q PONG; do
    kill -0 "$pid" || die "the server does not start: $(tail -n 3 "$work/log")"
    sleep 0.02
  done
  "$cli" -p "$port" bgrewriteaof >/dev/null
  until "$cli" -p "$port" info persistence | grep -q 'aof_rewrite_in_progress:0'; do
    both=$(proportional)
    [ "$both" -le "$most" ] || most=$both
    sleep 0.1
  done
  end=$(now)
  "$cli" -p "$port" info persistence | grep -q 'aof_last_bgrewrite_status:ok' || die "the rewrite failed: $(tail -n 3 "$work/log")"
  echo $(((end - begin) / 1000)) >>"$work/server.ms"
  jiffies | awk -v hz="$(getconf CLK_TCK)" '{ printf "%.1f\n", $1 / hz }' >"$work/server.cpu"
  echo $(($(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status") / 1024)) >"$work/server.peak"
  echo $((most / 1024)) >"$work/server.both"
  find "$work/server/appendonlydir" -type f -printf '%s\n' | awk '{ s += $1 } END { print s }' >"$work/server.size"
  kill -9 "$pid"
  wait "$pid" 2>/dev/null || true
  pid=
  rm -rf "$work/server"
}

make_files
echo "machine: $(nproc) CPUs, $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo), load $(cut -d' ' -f1 /proc/loadavg)"
echo "JVM:     $("$java" -version 2>&1 | sed -n 2p), ${java_options[*]}"
echo "server:  $("$server" --version)"
echo "ours:    $([ -n "$engine" ] && echo "the engine alone" || echo "aof-fsck compact --output") $*"
echo "wall-clock ms of whole processes, median (minimum–maximum) of $rounds, taking turns; $mib MiB a log, warm page cache"
echo
printf '%-6s  %-7s  %-24s  %6s  %6s  %-22s  %11s  %5s\n' log program ms ratio CPU peak output load

for shape in $files; do
  log=$dir/$shape-$mib.aof
  rm -rf "$work/in"
  directory "$work/in" "$log"
  cat "$log" >/dev/null
  rm -f "$work"/{ours,server}.ms
  for ((i = 0; i <= rounds; i++)); do
    ours_round "$@"
    server_round "$log"
    [ "$i" -gt 0 ] || rm -f "$work"/{ours,server}.ms
  done
  read -r base _ < <(summary "$work/ours.ms")
  for name in ours server; do
    read -r median least most < <(summary "$work/$name.ms")
    peak="$(cat "$work/$name.peak") MiB"
    [ "$name" = ours ] || peak="$peak ($(cat "$work/server.both") both)"
    printf '%-6s  %-7s  %-22s  %5sx  %6s  %-22s  %11s  %5s\n' "$shape" "$name" "$median ($least–$most)" \
      "$(awk -v a="$base" -v b="$median" 'BEGIN { printf "%.1f", b / a }')" "$(cat "$work/$name.cpu")" "$peak" \
      "$(cat "$work/$name.size")" "$(cut -d' ' -f1 /proc/loadavg)"
  done
done
