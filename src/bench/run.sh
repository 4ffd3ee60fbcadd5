#!/usr/bin/env bash
# Compares whole processes: `aof-fsck check` and Redis's own redis-check-aof on the same files, which are in the page cache.
# usage: src/bench/run.sh [-d DIRECTORY] [-s MIB] [-n PAIRS] [-j JAVA_OPTIONS] [-- CHECK_OPTIONS...]
#   -d DIRECTORY     where the files are, or are made (3 files; default: a temporary directory, removed at the end)
#   -s MIB           size of a file, 1024 by default; 16 makes a quick smoke run, whose ratios mean nothing
#   -n PAIRS         measured pairs a file, 7 by default, behind one pair that is not counted
#   -j JAVA_OPTIONS  options of the JVM besides -Xmx64m, in one word: -j '-XX:+UseSerialGC'
# Ours and the peer take turns (A B A B …), so that what else the machine does hits both. JAVA and REDIS_CHECK_AOF say which
# programs to run, if not those in PATH; JAR which jar. Needs GNU time for the memory; builds the jar with Maven if it is missing.
set -euo pipefail

usage() { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
die() { echo "$*" >&2; exit 1; }

dir=
mib=1024
pairs=7
java_options=()
while getopts d:s:n:j:h option; do
  case $option in
    d) dir=$OPTARG ;;
    s) mib=$OPTARG ;;
    n) pairs=$OPTARG ;;
    j) read -ra java_options <<<"$OPTARG" ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))

root=$(cd "$(dirname "$0")/../.." && pwd)
java=${JAVA:-java}
jar=${JAR:-$root/aof-fsck/target/aof-fsck.jar}
peer=$(command -v "${REDIS_CHECK_AOF:-redis-check-aof}") || die "missing: redis-check-aof (Debian: apt install redis-tools)"
[ -e "$jar" ] && [ -e "$root/aof-fuzz/target/classes" ] || (cd "$root" && mvn -q -DskipTests package)

work=$(mktemp -d "${TMPDIR:-/tmp}/aofkit-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
dir=${dir:-$work/files}

# DIR/SHAPE-MIB is the data directory of a server with one incr file.
make_files() {
  local shape target
  for shape in mix small big; do
    [ -e "$dir/$shape-$mib/appendonlydir/appendonly.aof.manifest" ] || break
    [ "$shape" = big ] && return
  done
  echo "making the files in $dir …" >&2
  mkdir -p "$dir/new-$mib"
  "$java" -cp "$root/aof-fuzz/target/classes:$root/aof-fuzz/target/lib/*" org.aofkit.fuzz.bench.AofFiles \
    "$dir/new-$mib" $((mib * 1024 * 1024))
  for shape in mix small big; do
    target=$dir/$shape-$mib/appendonlydir
    mkdir -p "$target"
    mv "$dir/new-$mib/$shape.aof" "$target/appendonly.aof.1.incr.aof"
    : >"$target/appendonly.aof.1.base.aof"
    printf 'file appendonly.aof.1.base.aof seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n' \
      >"$target/appendonly.aof.manifest"
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

ours() { "$java" -Xmx64m "${java_options[@]}" -jar "$jar" "$@"; }

make_files
echo "machine: $(nproc) CPUs, $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo), load $(cut -d' ' -f1 /proc/loadavg)"
echo "JVM:     $("$java" -version 2>&1 | sed -n 2p), -Xmx64m ${java_options[*]}"
echo "peer:    $peer, $("${REDIS_SERVER:-redis-server}" --version 2>/dev/null | cut -d' ' -f1-3 || echo 'version unknown')"
echo "options: check $*"
echo "wall-clock ms of whole processes, median (minimum–maximum) of $pairs, taking turns; $mib MiB a file, warm page cache"
echo
printf '%-6s  %-22s  %-24s  %6s  %10s\n' file ours redis-check-aof ratio 'ours: peak'

for shape in mix small big; do
  data=$dir/$shape-$mib
  file=$data/appendonlydir/appendonly.aof.1.incr.aof
  cat "$file" >/dev/null
  : >"$work/a"
  : >"$work/b"
  for ((i = 0; i <= pairs; i++)); do
    a=$(millis ours check "$@" "$data")
    b=$(millis "$peer" "$file")
    [ "$i" -eq 0 ] || { echo "$a" >>"$work/a"; echo "$b" >>"$work/b"; }
  done
  peak='?'
  if [ -x /usr/bin/time ]; then
    /usr/bin/time -f %M -o "$work/peak" "$java" -Xmx64m "${java_options[@]}" -jar "$jar" check "$@" "$data" >/dev/null
    peak=$(($(tail -n 1 "$work/peak") / 1024))
  fi
  read -r am al ah < <(summary "$work/a")
  read -r bm bl bh < <(summary "$work/b")
  printf '%-6s  %-22s  %-24s  %5sx  %6s MiB\n' "$shape" "$am ($al–$ah)" "$bm ($bl–$bh)" \
    "$(awk -v a="$am" -v b="$bm" 'BEGIN { printf "%.1f", b / a }')" "$peak"
done

: >"$work/a"
for ((i = 0; i <= pairs; i++)); do
  a=$(millis ours --version)
  [ "$i" -eq 0 ] || echo "$a" >>"$work/a"
done
read -r am al ah < <(summary "$work/a")
echo
echo "--version: $am ($al–$ah) ms"
echo "load now: $(cut -d' ' -f1 /proc/loadavg)"
