#!/usr/bin/env bash
# What the tests have tried, how often, in how many of the cases the fault or damage happened (of comparisons: how many directories were
# compared), and in how many something was lost. Printed from what the last `mvn verify` has counted.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
[ -e "$root/aof-fuzz/target/proof" ] || { echo "missing: aof-fuzz/target/proof; run mvn verify first" >&2; exit 1; }
exec java -XX:+UseSerialGC -cp "$root/aof-fuzz/target/classes" org.aofkit.fuzz.proof.ProofTable "$root/aof-fuzz/target/proof"
