"""Matrices in any file: read, judged by named rules, reported, and brought into a program or out of it."""
