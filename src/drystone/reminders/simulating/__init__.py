"""A made-up year: people who act, delay, ignore, are away and leave, told things by the rules that tell real people."""
