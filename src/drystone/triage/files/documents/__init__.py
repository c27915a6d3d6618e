"""Readers of PDF documents and pictures: structure and codes are read, nothing is drawn for anyone."""
