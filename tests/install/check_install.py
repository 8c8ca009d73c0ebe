#!/usr/bin/env python3
"""Installs a build and uses it as others would: by find_package, by pkg-config and by add_subdirectory.

    tests/install/check_install.py --build build/dev --cmake cmake
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def call(*command: object, env: dict[str, str] | None = None) -> str:
    done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          env={**os.environ, **(env or {})})
    if done.returncode:
        print(f"exit code {done.returncode}: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
        raise SystemExit(1)
    return done.stdout


def main() -> int:
    parser = argparse.ArgumentParser(description="Uses the installed library as others would.")
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--cmake", default="cmake")
    arguments = parser.parse_args()
    cmake, build = arguments.cmake, arguments.build.resolve()
    use = json.loads((build / "consumer.json").read_text(encoding="utf-8"))
    version = use["version"]
    says_c, says_core = f"emptor {version} c\n", f"emptor {version} core\n"
    passed = 0

    def expect(what: str, said: str, expected: str) -> None:
        nonlocal passed
        if said != expected:
            print(f"{what}: expected {expected!r}, got {said!r}")
            raise SystemExit(1)
        passed += 1
        print(f"{what}: passed", flush=True)

    with tempfile.TemporaryDirectory(prefix="emptor-install-") as name:
        folder = pathlib.Path(name)
        prefix = folder / "prefix"
        for component in ("runtime", "development"):
            call(cmake, "--install", build, "--prefix", folder / "first", "--component", component)
        # A package may be moved after it was installed.
        shutil.move(folder / "first", prefix)
        config = ["-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}", "-DCMAKE_BUILD_TYPE=Debug",
                  f"-DCMAKE_C_COMPILER={use['cc']}", f"-DCMAKE_CXX_COMPILER={use['cxx']}"]

        def find_package(to: str, *extra: str) -> pathlib.Path:
            call(cmake, "-S", HERE / "find_package", "-B", folder / to, *config, *extra)
            call(cmake, "--build", folder / to)
            return folder / to

        wanted = ".".join(version.split(".")[:2])
        built = find_package("both", f"-DEMPTOR_WANTED={wanted}")
        expect("find_package, C", call(built / "consumer_c"), says_c)
        expect("find_package, C++", call(built / "consumer_core"), says_core)

        built = find_package("only_c", f"-DEMPTOR_WANTED={wanted}", "-DEMPTOR_COMPONENTS=c", "-DCMAKE_DISABLE_FIND_PACKAGE_SQLite3=ON")
        expect("find_package, C only, without what the core needs", call(built / "consumer_c"), says_c)
        expect("find_package, C only, has no C++ target", str((built / "consumer_core").exists()), "False")

        refused = subprocess.run([cmake, "-S", HERE / "find_package", "-B", folder / "refused", *config, "-DEMPTOR_WANTED=999.0"],
                                 capture_output=True, text=True)
        expect("find_package of another major version is refused", str(refused.returncode != 0), "True")

        (package,) = prefix.rglob("emptor.pc")
        path = {"PKG_CONFIG_PATH": str(package.parent)}
        expect("pkg-config, version", call("pkg-config", "--modversion", "emptor", env=path), f"{version}\n")
        flags = call("pkg-config", "--cflags", "--libs", "emptor", env=path).split()
        call(use["cc"], "-std=c99", HERE / "program/main.c", "-o", folder / "by_pkg_config", *flags)
        library = call("pkg-config", "--variable=libdir", "emptor", env=path).strip()
        expect("pkg-config, C", call(folder / "by_pkg_config", env={"LD_LIBRARY_PATH": library}), says_c)

        # Compiled anew, and without optimising, since only the linking and the options are in question.
        inside = folder / "inside"
        call(cmake, "-S", HERE / "add_subdirectory", "-B", inside, *config, f"-DEMPTOR_SOURCE={ROOT}", "-DCMAKE_CXX_FLAGS_DEBUG=-O0")
        call(cmake, "--build", inside, "--target", "consumer_c", "consumer_core")
        expect("add_subdirectory, C", call(inside / "consumer_c"), says_c)
        expect("add_subdirectory, C++", call(inside / "consumer_core"), says_core)

        installed = sorted(path.relative_to(prefix).as_posix() for path in prefix.rglob("*") if path.is_file())
        foreign = [path for path in installed if "emptor" not in path]
        expect("nothing foreign is installed", str(foreign), "[]")

    print(f"{passed} passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
