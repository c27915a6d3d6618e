"""The kinds of signs that looking into files can find, each with its sentences in every language."""
