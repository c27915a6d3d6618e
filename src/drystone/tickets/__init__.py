"""Tickets of gaps, in the queues in which people work already."""
