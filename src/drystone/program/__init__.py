"""The program folder: what an organisation expects, as text files, read into frozen objects."""
