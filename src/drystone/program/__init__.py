"""The program folder: what an organisation expects, as text files, read into frozen objects."""

from __future__ import annotations

from drystone.program.loading import Loaded, load
from drystone.program.model import Problem, Program
from drystone.program.schemas import json_schemas
from drystone.program.starting import write_starter

__all__ = ["Loaded", "Problem", "Program", "json_schemas", "load", "write_starter"]
