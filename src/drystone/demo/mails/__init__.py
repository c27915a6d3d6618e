"""Made-up mails: every attack that triage should notice, honest mails that it must not accuse, and every usual way in
which mail programs forward them. Built by code; nothing in them works.
"""

from drystone.demo.mails.corpus import OURS, Made, corpus

__all__ = ["OURS", "Made", "corpus"]
