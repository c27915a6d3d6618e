"""Reads messages as Outlook saves them, by our own reading of the open specifications."""
