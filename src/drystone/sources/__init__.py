"""Sources stage files and their declared dialect; the engine parses them."""
