"""Blind rounds, what came of them, and who accepted their part."""
