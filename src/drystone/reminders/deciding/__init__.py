"""What to say to whom, and when: plain functions without a database, so that laws about them can be tested."""
