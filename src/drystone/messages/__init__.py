"""What leaves for a person, and threads between people."""
