"""A made-up organisation, as the exports its systems would really give."""
