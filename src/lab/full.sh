#!/usr/bin/env bash
# A volume with no byte free and a log that no server loads goes to a running server with every key, and the space that
# was won is printed: the incident of incident.sh, with the volume filled up to its last byte before it is mended.
#
# usage: src/lab/full.sh [SERVER-PROGRAM]
#
# Three ways: rescue by way of another volume; a repair with its journal on another volume and then compact by way of
# that volume; and, with some room left, init --min-free, which repairs and compacts before the server starts.
#
# Needs `mvn -DskipTests package` before, and a mount: root, or user namespaces. Exit status: 0 every key came back each
# time, 1 not, 77 skipped because nothing can be mounted here.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
jar=$root/aof-fsck/target/aof-fsck.jar
other=$(mktemp -d "${TMPDIR:-/tmp}/aofkit-full-XXXXXX")
trap 'rm -rf "$other"' EXIT
tool="java -XX:+UseSerialGC -Xmx64m -jar $jar"

cat >"$other/both.sh" <<END
#!/usr/bin/env bash
$tool repair --quiet --quarantine $other/kept "\$1" || [ \$? -eq 1 ]
$tool compact --quiet --scratch $other/scratch "\$1"
END
chmod +x "$other/both.sh"

run() {
  echo "== $1"
  AOFKIT_LEAVE_FREE=$2 AOFKIT_MEND=$3 "$root/src/lab/incident.sh" "${@:4}"
  echo
}

run "rescue" 0 "$tool rescue --quiet --scratch $other/rescue" "$@"
run "repair, then compact" 0 "$other/both.sh" "$@"
run "init --min-free" 4194304 "$tool init --quiet --min-free 95%" "$@"
