"""Benchmarks: measured beside peers, reported in docs/benchmarks.md, never part of the tests."""
