#!/usr/bin/env bash
# Reproduces the incident for real and mends it: a small tmpfs fills up under a Redis, the AOF gets a hole of NUL bytes,
# the restart fails, `aof-fsck init` mends the directory, the server starts with every key it held.
#
# usage: src/lab/incident.sh [SERVER-PROGRAM]
#   SERVER-PROGRAM   a redis-server or valkey-server; default: Redis 7.0.15 out of the test dependency
#   AOFKIT_MEND      the mending command, to which the data directory is appended (split at blanks)
#   AOFKIT_VOLUME    size of the tmpfs, default 16m
#
# Needs `mvn -DskipTests package` before, and a mount: root, or user namespaces. Exit status: 0 every key came back,
# 1 not, 77 skipped because nothing can be mounted here.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
server=${1:--}
if [ "$server" != - ]; then
  server=$(command -v "$server") || { echo "no such program: $1" >&2; exit 1; }
fi

if [ "${AOFKIT_INCIDENT_MOUNTS:-}" != own ]; then
  # In a mount namespace of its own the volume goes when the script ends, however it ends.
  if [ "$(id -u)" -eq 0 ] && unshare --mount true 2>/dev/null; then
    AOFKIT_INCIDENT_MOUNTS=own exec unshare --mount --propagation private "$0" "$server"
  elif unshare --user --map-root-user --mount true 2>/dev/null; then
    AOFKIT_INCIDENT_MOUNTS=own exec unshare --user --map-root-user --mount "$0" "$server"
  elif [ "$(id -u)" -ne 0 ]; then
    echo "skipped: this needs root or user namespaces to mount a small tmpfs" >&2
    [ "${CI:-}" = true ] && exit 1
    exit 77
  fi
fi

classes=$root/aof-fuzz/target/classes
libraries=$root/aof-fuzz/target/lib
jar=$root/aof-fsck/target/aof-fsck.jar
for needed in "$classes" "$libraries" "$jar"; do
  [ -e "$needed" ] || { echo "missing: $needed; run mvn -DskipTests package first" >&2; exit 1; }
done

work=$(mktemp -d "${TMPDIR:-/tmp}/aofkit-incident-XXXXXX")
volume=$work/volume
mkdir "$volume"
clean_up() {
  umount "$volume" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT
if ! mount -t tmpfs -o "size=${AOFKIT_VOLUME:-16m}" tmpfs "$volume"; then
  echo "skipped: no tmpfs can be mounted here" >&2
  exit 77
fi

if [ -n "${AOFKIT_MEND:-}" ]; then
  read -r -a mend <<<"$AOFKIT_MEND"
else
  mend=(java -XX:+UseSerialGC -Xmx64m -jar "$jar" init)
fi
java -XX:+UseSerialGC -cp "$classes:$libraries/*" org.aofkit.fuzz.lab.Incident "$volume" "$server" "${mend[@]}"
