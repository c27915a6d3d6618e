"""Who is here: people, positions and holdings as the last run saw them, and how they sign in."""
