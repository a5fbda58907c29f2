#!/bin/sh
# Bring this machine what the tests need beside Python: PostgreSQL, Chromium, a Chinese font.
set -eu
cd "$(dirname "$0")/.."

packages=
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || packages="postgresql"
[ -n "$(find /usr/share/fonts "$HOME/.fonts" -iname '*cjk*' -print -quit 2>/dev/null)" ] || packages="$packages fonts-noto-cjk"
. /etc/os-release 2>/dev/null || ID=unknown
browser=$(.venv/bin/python -m tests.support.chromium || true)
# Ubuntu's chromium package only points to a snap, which containers cannot run.
[ -n "$browser" ] || [ "$ID" = ubuntu ] || packages="$packages chromium"

# shellcheck disable=SC2086  # a list of names
[ -z "$packages" ] || sh scripts/apt.sh $packages
if ! .venv/bin/python -m tests.support.chromium >/dev/null; then
    echo "Installing Chromium."
    if ! .venv/bin/python -m playwright install --with-deps chromium </dev/null; then
        echo "Headwater's tests need Chromium, and it could not be installed (the reasons are above)." >&2
        exit 1
    fi
fi
