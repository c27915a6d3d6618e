"""Seconds' worth of changed letters, chat tools' bodies and forms: reading them never fails (hours: ``make fuzz``)."""

from __future__ import annotations

import random
from pathlib import Path

from bench import fuzz_intake


def test_nothing_that_comes_in_as_a_report_makes_reading_fail(tmp_path: Path) -> None:
    fuzz_intake.set_up(tmp_path)
    read, known, random_ = fuzz_intake.reader(), fuzz_intake.seeds(), random.Random(20_261_122)
    for _ in range(250):
        read(fuzz_intake.again(random_, known))
