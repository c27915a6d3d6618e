"""Questions over the inventory, parsed and safe, with four honest outcomes."""
