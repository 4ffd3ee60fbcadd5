#!/usr/bin/env bash
# Compares whole processes: `aof-fsck check` of a clean file and `aof-fsck repair --policy salvage` of a copy with many damages.
# usage: src/bench/salvage.sh [-d DIRECTORY] [-s MIB] [-c DAMAGES] [-n PAIRS] [-j JAVA_OPTIONS]
#   -d DIRECTORY     where the files are, or are made: three times their size (default: a temporary directory, removed at the end)
#   -s MIB           size of the file, 1024 by default; 16 makes a quick smoke run, whose ratios mean nothing
#   -c DAMAGES       how many damages, 1000 by default
#   -n PAIRS         measured pairs, 7 by default, behind one pair that is not counted
#   -j JAVA_OPTIONS  options of the JVM besides -Xmx64m, in one word
# The two take turns (A B A B …). Before each repair the damaged file is copied anew and written out, which is not counted; the
# files are in the page cache. JAVA says which program to run, if not the one in PATH; JAR which jar.
set -euo pipefail

usage() { sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
die() { echo "$*" >&2; exit 1; }

dir=
mib=1024
count=1000
pairs=7
java_options=()
while getopts d:s:c:n:j:h option; do
  case $option in
    d) dir=$OPTARG ;;
    s) mib=$OPTARG ;;
    c) count=$OPTARG ;;
    n) pairs=$OPTARG ;;
    j) read -ra java_options <<<"$OPTARG" ;;
    *) usage ;;
  esac
done

root=$(cd "$(dirname "$0")/../.." && pwd)
java=${JAVA:-java}
jar=${JAR:-$root/aof-fsck/target/aof-fsck.jar}
[ -e "$jar" ] && [ -e "$root/aof-fuzz/target/classes" ] || (cd "$root" && mvn -q -DskipTests package)

work=$(mktemp -d "${TMPDIR:-/tmp}/aofkit-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
dir=${dir:-$work/files}
lab=("$java" -cp "$root/aof-fuzz/target/classes:$root/aof-fuzz/target/lib/*")
incr=appendonlydir/appendonly.aof.1.incr.aof

# DIR/clean-MIB and DIR/damaged-MIB-COUNT are data directories of a server with one incr file.
set_around() {
  mkdir -p "$1/appendonlydir"
  : >"$1/appendonlydir/appendonly.aof.1.base.aof"
  printf 'file appendonly.aof.1.base.aof seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n' \
    >"$1/appendonlydir/appendonly.aof.manifest"
}

clean=$dir/clean-$mib
damaged=$dir/damaged-$mib-$count
if [ ! -e "$clean/$incr" ]; then
  echo "making the files in $dir …" >&2
  mkdir -p "$dir/new-$mib"
  "${lab[@]}" org.aofkit.fuzz.bench.AofFiles "$dir/new-$mib" $((mib * 1024 * 1024))
  set_around "$clean"
  mv "$dir/new-$mib/mix.aof" "$clean/$incr"
  rm -r "$dir/new-$mib"
fi
if [ ! -e "$damaged/$incr" ]; then
  set_around "$damaged"
  cp "$clean/$incr" "$damaged/new"
  "${lab[@]}" org.aofkit.fuzz.bench.DamagedFile "$damaged/new" "$count"
  mv "$damaged/new" "$damaged/$incr"
fi

# Milliseconds of a command that has to end with this status.
millis() {
  local expected=$1 status=0 start=$EPOCHREALTIME
  shift
  "$@" >"$work/out" 2>"$work/err" || status=$?
  local end=$EPOCHREALTIME
  [ "$status" -eq "$expected" ] || { tail -n 20 "$work/out" "$work/err" >&2; die "ended with $status: $*"; }
  echo $(((${end/[.,]/} - ${start/[.,]/}) / 1000))
}

# Median, minimum and maximum of lines.
summary() { sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%d %d %d\n", v[int((NR + 1) / 2)], v[1], v[NR] }'; }

ours() { "$java" -Xmx64m "${java_options[@]}" -jar "$jar" "$@"; }

fresh_copy() {
  rm -rf "$dir/copy"
  cp -R "$damaged" "$dir/copy"
  sync -f "$dir/copy"
}

echo "machine: $(nproc) CPUs, $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo), load $(cut -d' ' -f1 /proc/loadavg)"
echo "JVM:     $("$java" -version 2>&1 | sed -n 2p), -Xmx64m ${java_options[*]}"
echo "wall-clock ms of whole processes, median (minimum–maximum) of $pairs, taking turns; mixed file of $mib MiB, $count damages"
echo
: >"$work/a"
: >"$work/b"
for ((i = 0; i <= pairs; i++)); do
  fresh_copy
  cat "$clean/$incr" >/dev/null
  a=$(millis 0 ours check "$clean")
  b=$(millis 1 ours repair --policy salvage "$dir/copy")
  [ "$i" -eq 0 ] || { echo "$a" >>"$work/a"; echo "$b" >>"$work/b"; }
done
rm -rf "$dir/copy"
read -r am al ah < <(summary "$work/a")
read -r bm bl bh < <(summary "$work/b")
printf '%-34s %s (%s–%s)\n' 'check, clean' "$am" "$al" "$ah" 'repair --policy salvage, damaged' "$bm" "$bl" "$bh"
printf '%-34s %s\n' ratio "$(awk -v a="$am" -v b="$bm" 'BEGIN { printf "%.2f", b / a }')"
