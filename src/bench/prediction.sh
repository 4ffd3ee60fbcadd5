#!/usr/bin/env bash
# Compares whole processes: `aof-fsck check --threads 1` and one that finds the frames of the same file and does nothing else.
# usage: src/bench/prediction.sh [-d DIRECTORY] [-s MIB] [-n PAIRS]
#   -d DIRECTORY     where the files are, or are made (3 files; default: a temporary directory, removed at the end)
#   -s MIB           size of a file, 1024 by default; 16 makes a quick smoke run, whose ratios mean nothing
#   -n PAIRS         measured pairs a file, 7 by default, behind one pair that is not counted
# The two take turns (A B A B …). CPU time is that of all threads, the compiler's included. Needs GNU time. JAVA says which program to
# run, if not the one in PATH; builds the jar with Maven if it is missing.
set -euo pipefail

usage() { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }

dir=
mib=1024
pairs=7
while getopts d:s:n:h option; do
  case $option in
    d) dir=$OPTARG ;;
    s) mib=$OPTARG ;;
    n) pairs=$OPTARG ;;
    *) usage ;;
  esac
done

root=$(cd "$(dirname "$0")/../.." && pwd)
java=${JAVA:-java}
jar=$root/aof-fsck/target/aof-fsck.jar
lab="$root/aof-fuzz/target/classes:$root/aof-fuzz/target/lib/*"
[ -e "$jar" ] && [ -e "$root/aof-fuzz/target/classes" ] || (cd "$root" && mvn -q -DskipTests package)

work=$(mktemp -d "${TMPDIR:-/tmp}/aofkit-bench-XXXXXX")
trap 'rm -rf "$work"' EXIT
dir=${dir:-$work/files}
mkdir -p "$dir/$mib"
if [ ! -e "$dir/$mib/big.aof" ]; then
  echo "making the files in $dir/$mib …" >&2
  "$java" -cp "$lab" org.aofkit.fuzz.bench.AofFiles "$dir/$mib" $((mib * 1024 * 1024))
fi

# Appends wall-clock and CPU milliseconds of a command that has to succeed to a file.
measure() {
  local to=$1
  shift
  /usr/bin/time -f '%e %U %S' -o "$work/time" "$@" >/dev/null
  awk '{ printf "%d %d\n", 1000 * $1, 1000 * ($2 + $3) }' "$work/time" >>"$to"
}

# Median of a column.
median() { awk -v c="$2" '{ print $c }' "$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", b / a }'; }

echo "machine: $(nproc) CPUs, $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo), load $(cut -d' ' -f1 /proc/loadavg)"
echo "JVM:     $("$java" -version 2>&1 | sed -n 2p), -Xmx64m"
echo "ms of whole processes, median of $pairs, taking turns; $mib MiB a file"
echo
printf '%-6s  %-22s  %-22s  %-14s\n' file 'frames, wall and CPU' 'check, wall and CPU' 'ratios'
for shape in mix small big; do
  file=$dir/$mib/$shape.aof
  cat "$file" >/dev/null
  : >"$work/a"
  : >"$work/b"
  for ((i = 0; i <= pairs; i++)); do
    [ "$i" -ne 1 ] || { : >"$work/a"; : >"$work/b"; }
    measure "$work/a" "$java" -Xmx64m -cp "$lab" org.aofkit.fuzz.bench.PredictionCost frames "$file"
    measure "$work/b" "$java" -Xmx64m -jar "$jar" check --threads 1 "$file"
  done
  aw=$(median "$work/a" 1) ac=$(median "$work/a" 2) bw=$(median "$work/b" 1) bc=$(median "$work/b" 2)
  printf '%-6s  %-22s  %-22s  %s, %s\n' "$shape" "$aw, $ac" "$bw, $bc" "$(ratio "$aw" "$bw")" "$(ratio "$ac" "$bc")"
done
