"""What to say to whom, when: one message per person with what is theirs to do, at a good moment and seldom."""
