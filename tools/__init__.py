"""What keeps the house in order: budgets, licences, pins."""
