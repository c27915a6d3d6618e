"""Readers of office documents: Open XML, compound files, RTF, OneNote, sheets as text. Nothing is ever evaluated."""
