"""Incidents: what responders run when a report, or a whole wave, is more than a report."""
