"""How far separate answers agree: splits of one activity, coefficients of the whole, and what a manager can act on."""
