#!/bin/sh
# Install Debian or Ubuntu packages, or say in one sentence why that cannot be. Usage: apt.sh PACKAGE...
set -eu

if ! command -v apt-get >/dev/null; then
    echo "Headwater needs what Debian calls $*, and this machine has no apt-get to install it with." >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root=sudo
else
    echo "Headwater needs packages that only an administrator can install: sudo apt-get install $*" >&2
    exit 1
fi

echo "Installing $*."
$as_root apt-get -qq update
# </dev/null: no package may wait for an answer. The long log is shown only where something failed.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -y --no-install-recommends install "$@" </dev/null >"$log" 2>&1; then
    cat "$log" >&2
    echo "Headwater needs $*, and apt-get could not install it (its reasons are above)." >&2
    exit 1
fi
