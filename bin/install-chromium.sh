#!/bin/sh
# Installs Chromium for the tests that open pages, from Debian's or Ubuntu's packages. Does nothing where it is there.
set -eu
path="${CHROMIUM_PATH:-/usr/bin/chromium}"
if [ -x "$path" ]; then
  echo "Chromium is at $path"
  exit 0
fi
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "Install Chromium with your system's packages, and set CHROMIUM_PATH if it is not /usr/bin/chromium." >&2
  exit 1
fi
apt-get update -q
apt-get install -q -y --no-install-recommends chromium
