#!/usr/bin/env bash
# Mutation testing: changes the code of a package of aof-core in every small way PIT knows, runs the tests of the same package
# against each change, and prints how many changes they notice, and those that they do not.
# usage: src/lab/mutants.sh [PACKAGE...]     resp, manifest, commit and repair by default; some minutes each
# THREADS says how many tests run at a time, 2 by default. Reports with sources: aof-core/target/pit/PACKAGE/index.html.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
[ $# -gt 0 ] || set -- resp manifest commit repair
cd "$root"
for package; do
  log=aof-core/target/pit-$package.log
  mkdir -p aof-core/target
  mvn -Ppit -pl aof-core -Dpit.package="$package" -Dpit.threads="${THREADS:-2}" \
    test-compile org.pitest:pitest-maven:mutationCoverage >"$log" 2>&1 || { tail -30 "$log"; exit 1; }
  # The columns: file, class, mutator, method, line, what became of it, test.
  awk -F, -v package="$package" '{ all++; count[$6]++ } END {
    noticed = count["KILLED"] + count["TIMED_OUT"] + count["MEMORY_ERROR"] + count["RUN_ERROR"]
    printf "%s: %d changes, %d noticed (%.0f %%), %d not noticed, %d in code that no test of the package runs\n",
      package, all, noticed, 100 * noticed / all, count["SURVIVED"], count["NO_COVERAGE"] }' \
    "aof-core/target/pit/$package/mutations.csv"
  awk -F, '$6 == "SURVIVED" || $6 == "NO_COVERAGE" { sub(/.*\./, "", $3); print "  " $1 ":" $5 " " $4 " " $3 " " $6 }' \
    "aof-core/target/pit/$package/mutations.csv" | sort
done
