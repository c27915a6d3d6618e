"""Laws and standards as profiles: which rows they ask for, who has to hold them, and what shows it."""
