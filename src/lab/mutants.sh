#!/usr/bin/env bash
# Mutation testing: changes the code of a package of aof-core in every small way PIT knows, runs the tests of the same package
# against each change, and prints how many changes they notice, and those that they do not.
# usage: src/lab/mutants.sh [PACKAGE[/CLASS]...]     such as: src/lab/mutants.sh resp, or src/lab/mutants.sh 'repair/Image*' commit
#   PACKAGE  resp, manifest, commit and repair by default
#   CLASS    only classes of this name (with * for any letters), or of these, with commas between; the tests are those of
#            the package
# THREADS says how many tests run at a time, 1 by default, all with the least priority, or that in NICE (0 to 19): beside other
# busy work the least is next to nothing, and changes that only slow the tests then look noticed. WITHOUT="NAME..." leaves out
# test classes.
# MINUTES ends a run after so long (20 by default): it fails then, take fewer classes.
# Reports with sources: aof-core/target/pit/NAME/index.html.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
[ $# -gt 0 ] || set -- resp manifest commit repair
cd "$root"
# Where tests make files durable a disk takes most of their time.
tmp=/tmp
[ ! -w /dev/shm ] || tmp=/dev/shm
for part; do
  package=${part%%/*}
  class=${part#"$package"}
  class=${class#/}
  name=${package}${class:+-${class//[*,]/_}}
  log=aof-core/target/pit-$name.log
  IFS=, read -ra names <<<"${class:-*}"
  classes=$(printf "org.aofkit.$package.%s," "${names[@]}")
  without=
  for test in ${WITHOUT:-none}; do
    without+="org.aofkit.$package.$test,"
  done
  mkdir -p aof-core/target
  nice -n "${NICE:-19}" timeout "$((${MINUTES:-20} * 60))" mvn -Ppit -pl aof-core -Dpit.package="$package" \
    -Dpit.classes="${classes%,}" -Dpit.report="$name" -Dpit.threads="${THREADS:-1}" \
    -Dpit.without="${without%,}" -Dpit.tmp="$tmp" \
    test-compile org.pitest:pitest-maven:mutationCoverage >"$log" 2>&1 || { tail -30 "$log"; exit 1; }
  # The columns: file, class, mutator, method, line, what became of it, test.
  awk -F, -v name="$name" '{ all++; count[$6]++ } END {
    noticed = count["KILLED"] + count["TIMED_OUT"] + count["MEMORY_ERROR"] + count["RUN_ERROR"]
    printf "%s: %d changes, %d noticed (%.0f %%), %d not noticed, %d in code that no test of the package runs\n",
      name, all, noticed, 100 * noticed / all, count["SURVIVED"], count["NO_COVERAGE"] }' \
    "aof-core/target/pit/$name/mutations.csv"
  awk -F, '$6 == "SURVIVED" || $6 == "NO_COVERAGE" { sub(/.*\./, "", $3); print "  " $1 ":" $5 " " $4 " " $3 " " $6 }' \
    "aof-core/target/pit/$name/mutations.csv" | sort -t: -k1,1 -k2n
done
