"""What is known about who really sent a message: as the receiving server wrote it down, or asked again of the DNS."""
