"""What people tell us when something went wrong or looks odd, and what they are told; who told stands apart."""
