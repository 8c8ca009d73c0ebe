#!/usr/bin/env python3
"""Builds the wheel, looks into it and tests it in a fresh virtual environment.

Needs a Python package index for scikit-build-core and pybind11; says so and passes when there is none. The tests come from
the distribution's pytest, so that only the wheel itself is new in the environment.

    tools/check_wheel.py [--python /usr/bin/python3]
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def call(*command: object, **options) -> subprocess.CompletedProcess:
    return subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, text=True, **options)


def logged(*command: object, **options) -> None:
    done = call(*command, capture_output=True, **options)
    if done.returncode:
        print(done.stdout + done.stderr)
        raise SystemExit(f"exit code {done.returncode}: {' '.join(map(str, command))}")


def contents_wrong(wheel: pathlib.Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    roots = {name.split("/")[0] for name in names}
    wrong = [f"{name} has no business in the wheel" for name in sorted(roots)
             if name != "emptor" and not name.endswith(".dist-info")]
    wrong += [f"{name} has no business in the wheel" for name in names if name.endswith((".cpp", ".hpp", ".h", ".a", ".pc"))]
    expected = [f"emptor/{path.relative_to(ROOT / 'python/emptor').as_posix()}"
                for path in sorted((ROOT / "python/emptor").rglob("*"))
                if path.is_file() and path.suffix in (".py", ".pyi", ".typed", "") and "__pycache__" not in path.parts]
    wrong += [f"{name} is missing in the wheel" for name in expected if name not in names]
    for what, found in (("the module", any(name.startswith("emptor/_core.") and name.endswith(".so") for name in names)),
                        ("the licence", any(name.endswith("/LICENSE") and ".dist-info/" in name for name in names))):
        if not found:
            wrong.append(f"{what} is missing in the wheel")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description="Builds and tests the wheel.")
    parser.add_argument("--python", default="/usr/bin/python3")
    python = parser.parse_args().python
    out = ROOT / "build/wheels"
    for old in out.glob("*.whl"):
        old.unlink()

    with tempfile.TemporaryDirectory(prefix="emptor-wheel-") as name:
        folder = pathlib.Path(name)
        logged(python, "-m", "venv", folder / "build")
        pip = [folder / "build/bin/python", "-m", "pip", "--disable-pip-version-check", "--quiet"]
        # Asked before the build, so that a missing index is told from a build that fails.
        if call(*pip, "install", "--retries", "1", "--timeout", "20", "scikit-build-core>=0.10", "pybind11>=2.10",
                capture_output=True).returncode:
            print("The wheel is skipped: no Python package index that has scikit-build-core can be reached.")
            return 0
        environment = {**os.environ, "VIRTUAL_ENV": str(folder / "build")}
        logged(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", out, ROOT, env=environment)
        (wheel,) = out.glob("*.whl")
        wrong = contents_wrong(wheel)
        if wrong:
            print("\n".join(wrong))
            return 1
        print(f"Built {wheel.name}, {wheel.stat().st_size / 1e6:.1f} MB.", flush=True)

        logged(python, "-m", "venv", "--system-site-packages", folder / "use")
        logged(folder / "use/bin/python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-index",
               "--no-deps", wheel)
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        environment |= {"PYTHONDONTWRITEBYTECODE": "1", "EMPTOR_BINARY_DIR": str(ROOT / "build/dev")}
        return call(folder / "use/bin/python", "-m", "pytest", "-q", "-p", "no:cacheprovider", ROOT / "tests/python",
                    cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
