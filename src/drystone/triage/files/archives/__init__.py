"""Readers of archives and disk images: nothing is written anywhere, and every byte unpacked is paid from the limits."""
