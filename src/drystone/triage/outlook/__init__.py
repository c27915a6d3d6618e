"""Reads messages as Outlook saves them (.msg) and sends them (winmail.dat), by our own reading of the open specifications."""
