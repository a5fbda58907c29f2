#!/bin/sh
# Bring .venv up to date with the locked requirements. Usage: environment.sh run|dev
#
# dev holds all of run. A stamp in .venv remembers what was installed from which lock, so that a second
# call costs a few milliseconds.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd -P)
wanted=$1

good_python() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    for candidate in python3 python3.13 python3.12 python3.11; do
        if good_python "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

# A .venv of a removed Python or of a checkout that was moved since cannot be mended: it is made again.
if ! good_python .venv/bin/python || ! grep -qF "$here/.venv" .venv/bin/activate 2>/dev/null; then
    if ! python=$(find_python); then
        sh scripts/apt.sh python3 python3-venv
        if ! python=$(find_python); then
            echo "Headwater needs Python 3.11 or newer, which this machine's packages do not have." >&2
            exit 1
        fi
    fi
    # Debian's python3 comes without what a virtual environment needs.
    "$python" -c 'import ensurepip, venv' 2>/dev/null || sh scripts/apt.sh "$python-venv"
    "$python" -m venv --clear .venv
fi

digest=$(cat pyproject.toml requirements/*.txt | sha256sum | cut -d ' ' -f 1)
for level in dev "$wanted"; do
    if [ "$(cat ".venv/installed-$level" 2>/dev/null)" = "$digest" ]; then
        exit 0
    fi
done

echo "Bringing .venv up to date; the first time takes a minute."
pip() { .venv/bin/python -m pip -qq --disable-pip-version-check --no-input "$@"; }
pip install --root-user-action=ignore --require-hashes --requirement "requirements/$wanted.txt"
pip install --root-user-action=ignore --no-deps --no-build-isolation --editable .
echo "$digest" >".venv/installed-$wanted"
