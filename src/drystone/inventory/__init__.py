"""Records become people, accounts, devices and other things; merges, conflicts, claims and owners."""
