"""A document as each channel writes it down. Nothing here sends, and nothing here trusts a text."""
