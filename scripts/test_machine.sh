#!/bin/sh
# Bring this machine what the tests need beside Python: PostgreSQL, Chromium, a Chinese font.
set -eu
cd "$(dirname "$0")/.."

packages=
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || packages="postgresql"
[ -n "$(find /usr/share/fonts "$HOME/.fonts" -iname '*cjk*' -print -quit 2>/dev/null)" ] || packages="$packages fonts-noto-cjk"
# Playwright carries a Node.js that is linked with it.
.venv/bin/python -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null || packages="$packages libatomic1"
ID=unknown
[ ! -r /etc/os-release ] || . /etc/os-release
# Ubuntu's chromium package only points to a snap, which containers cannot run.
.venv/bin/python -m tests.support.chromium >/dev/null || [ "$ID" = ubuntu ] || packages="$packages chromium"

# shellcheck disable=SC2086  # a list of names
[ -z "$packages" ] || sh scripts/apt.sh $packages
if ! .venv/bin/python -m tests.support.chromium >/dev/null; then
    echo "Installing Chromium."
    if ! .venv/bin/python -m playwright install --with-deps chromium </dev/null; then
        echo "Headwater's tests need Chromium, and it could not be installed (the reasons are above)." >&2
        exit 1
    fi
fi
