"""What is done with reports: the one door for writing, for pages, mail, commands and the desk alike."""

from __future__ import annotations

from drystone.reports.clocking import strike as strike
from drystone.reports.handling import claim as claim
from drystone.reports.handling import close as close
from drystone.reports.handling import hand_over as hand_over
from drystone.reports.handling import next_word as next_word
from drystone.reports.handling import note as note
from drystone.reports.handling import step_done as step_done
from drystone.reports.saying import say as say
from drystone.reports.taking import Carried as Carried
from drystone.reports.taking import Taken as Taken
from drystone.reports.taking import Thing as Thing
from drystone.reports.taking import Told as Told
from drystone.reports.taking import attach as attach
from drystone.reports.taking import take as take
from drystone.reports.times import Span as Span
