"""What follows where nothing happens: restricting by the program's own hook, and lifting, always."""
