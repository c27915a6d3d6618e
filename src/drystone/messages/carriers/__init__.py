"""How a message leaves, one file per channel. Nothing here decides; what servers answer never holds an address here."""
