#!/usr/bin/env bash
# Runs a command as an init container would run it: an arbitrary UID without a passwd entry, group 0, no capabilities and no
# way to new ones, and every file system read-only but for one directory, which is given to that UID.
# usage: src/lab/constrained.sh DIR COMMAND...
# Exit status: the command's; 77 when this machine does not allow it (root is needed).
set -euo pipefail

[ $# -ge 2 ] || { echo "usage: $0 DIR COMMAND..." >&2; exit 2; }
uid=1000650000

if [ "${AOFKIT_CONSTRAINED:-}" != inside ]; then
  if [ "$(id -u)" -ne 0 ] || ! unshare --mount true 2>/dev/null || ! command -v setpriv >/dev/null; then
    echo "skipped: this needs root, mount namespaces and setpriv" >&2
    exit 77
  fi
  AOFKIT_CONSTRAINED=inside exec unshare --mount --propagation private "$0" "$@"
fi

dir=$(cd "$1" && pwd -P)
shift
chown -R "$uid:0" "$dir"
mount --bind "$dir" "$dir"
# The last mount point first: a mount below another one is reached through it.
while read -r _ point _; do
  point=$(printf '%b' "$point")
  case $point in
    "$dir" | /proc | /proc/* | /dev/pts | /dev/mqueue | /sys/fs/cgroup) ;;
    *) mount -o remount,bind,ro "$point" 2>/dev/null || true ;;
  esac
done < <(tac /proc/self/mounts)
unset AOFKIT_CONSTRAINED
cd /
exec env -u HOME setpriv --reuid "$uid" --regid 0 --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs -- "$@"
