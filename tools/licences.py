"""Read the licence of every installed package that Drystone depends on; GPL and AGPL are refused.

Unmodified LGPL and MPL libraries are allowed. A package that says nothing is an error until someone has looked.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

REFUSED = re.compile(r"(?<!l)\b(a?gpl|gnu (affero )?general public)", re.IGNORECASE)
FREE = re.compile(
    r"\b(mit|bsd|apache|isc|psf|python software foundation|mpl|mozilla|lgpl|lesser|zlib|unlicense|0bsd)\b",
    re.IGNORECASE,
)
#: Packages whose metadata says nothing, with what their own licence file says.
LOOKED_AT: dict[str, str] = {"imapclient": "BSD-3-Clause"}


def licence(package: Distribution) -> str:
    """Return what the package's metadata says of its licence, in one line."""
    meta = package.metadata
    said = [meta.get("License-Expression") or "", (meta.get("License") or "").splitlines()[0:1]]
    classifiers = [line for line in meta.get_all("Classifier") or [] if line.startswith("License")]
    words = [said[0], *said[1], *classifiers]
    return "; ".join(str(word) for word in words if word) or LOOKED_AT.get(package.name.lower(), "")


def closure(name: str) -> dict[str, Distribution]:
    """Return every package that ``name`` needs, with all its extras, that is installed here."""
    found: dict[str, Distribution] = {}
    waiting: list[tuple[str, tuple[str, ...]]] = [(name, ("postgres", "sql", "channels"))]
    while waiting:
        current, extras = waiting.pop()
        try:
            package = distribution(current)
        except PackageNotFoundError:
            continue
        if package.name.lower() in found:
            continue
        found[package.name.lower()] = package
        for line in package.requires or []:
            need = Requirement(line)
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                waiting.append((need.name, tuple(need.extras)))
    return found


def main() -> int:
    """Print every package whose licence we may not use or do not know; 1 where there is one."""
    wrong = []
    packages = closure("drystone")
    if len(packages) < 2:
        print("licences: Drystone is not installed here, so nothing can be read; run `make lint`")
        return 1
    for name, package in sorted(packages.items()):
        said = licence(package)
        if REFUSED.search(said) and not FREE.search(said):
            wrong.append(f"{name}: {said}: not allowed")
        elif not FREE.search(said):
            wrong.append(f"{name}: says {said or 'nothing'!r}: look at its licence file, then add it to LOOKED_AT")
    print("\n".join(wrong) or "licences: every dependency is free to use")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
