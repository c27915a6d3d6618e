"""What someone answers for, and the evidence that it is done."""
