#!/usr/bin/env bash
# Fetches Redis 8, Valkey 8 and Valkey 9 for the tests from Debian, on a Debian machine, without touching what is installed on it and
# without root if FOLDER can be written: packages are downloaded with lists of their own, unpacked, and started with their own libraries.
# A server whose version is not the recorded one (ServerBinaries.recordedVersion) is not compared with.
# usage: src/lab/servers.sh [FOLDER]     default: /opt/aofkit-servers/bin, which the tests look into; else set AOFKIT_SERVERS=FOLDER
#        MIRROR=URI                      default: the mirror that apt is configured with
set -euo pipefail

folder=${1:-/opt/aofkit-servers/bin}
roots=$(dirname "$folder")/roots
mirror=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | head -n 1)}
[ -n "$mirror" ] || { echo "no mirror in apt's configuration: set MIRROR" >&2; exit 1; }
mkdir -p "$folder" "$roots"

# SUITE PACKAGE...: the packages with all they need, unpacked into $roots/SUITE
unpack() {
  local suite=$1 root=$roots/$1 work
  shift
  [ ! -e "$root/complete" ] || return 0
  work=$(mktemp -d)
  mkdir -p "$work/lists/partial" "$work/archives/partial" "$root"
  : >"$work/status"
  echo "deb $mirror $suite main" >"$work/sources.list"
  local apt=(apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::State="$work"
    -o Dir::State::Lists="$work/lists" -o Dir::State::Status="$work/status" -o Dir::Cache="$work" -o Dir::Cache::Archives="$work/archives"
    -o Debug::NoLocking=true -o APT::Sandbox::User=)
  "${apt[@]}" update
  "${apt[@]}" install -y --download-only --no-install-recommends "$@" >/dev/null
  for package in "$work"/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --no-same-owner --keep-directory-symlink
  done
  rm -rf "$work"
  touch "$root/complete"
}

# SUITE NAME PREFIX: launchers $folder/PREFIX-server and so on
launchers() {
  local root=$roots/$1 tool loader
  loader=$(find "$root/" -name 'ld-linux*.so.*' | head -n 1)
  for tool in server cli check-aof check-rdb; do
    printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' "$loader" \
      "$(find "$root/" -name 'libc.so.6' -printf '%h\n' | head -n 1)" "$root/usr/bin/$2-$tool" >"$folder/$3-$tool"
    chmod +x "$folder/$3-$tool"
  done
  "$folder/$3-server" --version
}

unpack sid redis-server redis-tools valkey-server valkey-tools
unpack trixie valkey-server valkey-tools
launchers sid redis redis8
launchers sid valkey valkey9
launchers trixie valkey valkey8
