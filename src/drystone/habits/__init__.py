"""Lessons and answers: what each person is offered this week, and what stays of what they answered."""
