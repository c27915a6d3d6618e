"""Activity × thing → who holds R, A, C and I, by which step."""
