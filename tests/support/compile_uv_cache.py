"""Compiles the modules in uv's cache, whose directory is the argument, once for every environment made from it.

uv links everything that an unpacked wheel holds into each environment it makes, what is compiled included; otherwise every
run in a new environment compiles the same modules again, which is about half of its time. A file appears with its whole
content or not at all, since uv may be reading the directory.
"""

import contextlib
import fcntl
import importlib.util
import itertools
import multiprocessing
import os
import py_compile
import sys
import tempfile
from pathlib import Path


def compile_module(source: Path, scratch: str) -> None:
    target = Path(importlib.util.cache_from_source(str(source)))
    made = Path(scratch, str(os.getpid()))
    # A wheel may hold modules for another Python, which stay as they are; and uv may tidy up what is no longer used.
    with contextlib.suppress(py_compile.PyCompileError, FileNotFoundError):
        py_compile.compile(
            str(source),
            cfile=str(made),
            doraise=True,
            quiet=1,
            # Where uv has to copy instead of link, the time of a source changes; its content never does.
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        target.parent.mkdir(exist_ok=True)
        made.replace(target)


def main(cache: Path) -> None:
    wheels = itertools.chain.from_iterable(each.rglob("*.py") for each in cache.glob("archive-v*"))
    missing = [
        source
        for source in wheels
        if not os.path.lexists(importlib.util.cache_from_source(str(source)))
    ]
    if not missing:
        return
    # Beside the cache: uv removes directories in it that are not its own.
    with (
        tempfile.TemporaryDirectory(dir=cache.parent) as scratch,
        multiprocessing.Pool() as pool,
    ):
        pool.starmap(compile_module, [(source, scratch) for source in missing], chunksize=32)


if __name__ == "__main__":
    directory = Path(sys.argv[1])
    with directory.with_name(f".{directory.name}-compiling").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        main(directory)
