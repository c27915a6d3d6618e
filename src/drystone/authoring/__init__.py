"""The only writer of the program folder."""
