#!/usr/bin/env bash
# Compares whole processes: `aof-fsck check` of a dump and the servers' own check tools on the same files, which are in the page cache.
# usage: src/bench/rdb.sh [-d DIRECTORY] [-s MIB] [-n ROUNDS] [-e] [-j JAVA_OPTIONS] [-- CHECK_OPTIONS...]
#   -d DIRECTORY     where the files are, or are made (3 files; default: a temporary directory, removed at the end)
#   -s MIB           size of a file, 1024 by default; 16 makes a quick smoke run, whose ratios mean nothing
#   -n ROUNDS        measured rounds a file, 5 by default, behind one round that is not counted
#   -e               measure the engine alone (a class that reads the file and nothing else) instead of the tool
#   -j JAVA_OPTIONS  options of the JVM besides -Xmx64m, in one word: -j '-XX:+UseSerialGC'
# Ours and the peers take turns (A B C D A B C D …), so that what else the machine does hits all. Peers are redis-check-rdb in
# PATH (or REDIS_CHECK_RDB), and redis8-check-rdb and valkey9-check-rdb in AOFKIT_SERVERS or /opt/aofkit-servers/bin, where there.
# JAVA and JAR say which JVM and jar. Needs GNU time for the memory; builds with Maven what is missing.
set -euo pipefail

usage() { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
die() { echo "$*" >&2; exit 1; }

dir=
mib=1024
rounds=5
engine=
java_options=()
while getopts d:s:n:ej:h option; do
  case $option in
    d) dir=$OPTARG ;;
    s) mib=$OPTARG ;;
    n) rounds=$OPTARG ;;
    e) engine=yes ;;
    j) read -ra java_options <<<"$OPTARG" ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))

root=$(cd "$(dirname "$0")/../.." && pwd)
java=${JAVA:-java}
jar=${JAR:-$root/aof-fsck/target/aof-fsck.jar}
[ -e "$jar" ] && [ -e "$root/aof-fuzz/target/lib" ] || (cd "$root" && mvn -q -DskipTests package)
classes="$root/aof-fuzz/target/classes:$root/aof-fuzz/target/lib/*"
[ -z "${CLASSES:-}" ] || classes=$CLASSES

names=(ours)
peers=()
for peer in "${REDIS_CHECK_RDB:-redis-check-rdb}" "${AOFKIT_SERVERS:-/opt/aofkit-servers/bin}"/{redis8,valkey9}-check-rdb; do
  if found=$(command -v "$peer"); then
    names+=("$(basename "$found")")
    peers+=("$found")
  fi
done
[ ${#peers[@]} -gt 0 ] || die "missing: redis-check-rdb (Debian: apt install redis-tools)"

work=$(mktemp -d "${TMPDIR:-/tmp}/aofkit-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
dir=${dir:-$work/files}

make_files() {
  local shape
  for shape in str types lzf; do
    [ -e "$dir/$shape-$mib.rdb" ] || break
    [ "$shape" = lzf ] && return
  done
  echo "making the files in $dir …" >&2
  mkdir -p "$dir/new-$mib"
  "$java" -cp "$classes" org.aofkit.fuzz.bench.RdbFiles "$dir/new-$mib" $((mib * 1024 * 1024))
  for shape in str types lzf; do
    mv "$dir/new-$mib/$shape.rdb" "$dir/$shape-$mib.rdb"
  done
  rmdir "$dir/new-$mib"
}

# Milliseconds of a command that has to succeed.
millis() {
  local start=$EPOCHREALTIME
  "$@" >"$work/out" 2>"$work/err" || { cat "$work/out" "$work/err" >&2; die "failed: $*"; }
  local end=$EPOCHREALTIME
  echo $(((${end/[.,]/} - ${start/[.,]/}) / 1000))
}

# Median, minimum and maximum of lines.
summary() { sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%d %d %d\n", v[int((NR + 1) / 2)], v[1], v[NR] }'; }

if [ -n "$engine" ]; then
  ours=("$java" -Xmx64m "${java_options[@]}" -cp "$classes" org.aofkit.fuzz.bench.RdbCheck "$@")
else
  ours=("$java" -Xmx64m "${java_options[@]}" -jar "$jar" check "$@")
fi

make_files
echo "machine: $(nproc) CPUs, $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo), load $(cut -d' ' -f1 /proc/loadavg)"
echo "JVM:     $("$java" -version 2>&1 | sed -n 2p), -Xmx64m ${java_options[*]}"
echo "ours:    $([ -n "$engine" ] && echo "the engine alone" || echo "aof-fsck check") $*"
echo "wall-clock ms of whole processes, median (minimum–maximum) of $rounds, taking turns; $mib MiB a file, warm page cache"
echo
printf '%-6s  %-18s  %-22s  %7s  %9s  %5s\n' file program ms ratio peak load

for shape in str types lzf; do
  file=$dir/$shape-$mib.rdb
  cat "$file" >/dev/null
  for name in "${names[@]}"; do
    : >"$work/$name"
  done
  for ((i = 0; i <= rounds; i++)); do
    for ((k = 0; k < ${#names[@]}; k++)); do
      if [ "$k" -eq 0 ]; then
        took=$(millis "${ours[@]}" "$file")
      else
        took=$(millis "${peers[k - 1]}" "$file")
      fi
      [ "$i" -eq 0 ] || echo "$took" >>"$work/${names[k]}"
    done
  done
  read -r base _ < <(summary "$work/ours")
  for ((k = 0; k < ${#names[@]}; k++)); do
    command=("${ours[@]}")
    [ "$k" -eq 0 ] || command=("${peers[k - 1]}")
    peak='?'
    if [ -x /usr/bin/time ]; then
      /usr/bin/time -f %M -o "$work/peak" "${command[@]}" "$file" >/dev/null
      peak=$(($(tail -n 1 "$work/peak") / 1024))
    fi
    read -r median least most < <(summary "$work/${names[k]}")
    printf '%-6s  %-18s  %-22s  %6sx  %5s MiB  %5s\n' "$shape" "${names[k]}" "$median ($least–$most)" \
      "$(awk -v a="$base" -v b="$median" 'BEGIN { printf "%.1f", b / a }')" "$peak" "$(cut -d' ' -f1 /proc/loadavg)"
  done
done
