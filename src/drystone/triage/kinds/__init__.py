"""What each kind of sign says, in every language, and why it matters. One file per place where signs are found."""
