"""Pages about things, activities and objectives."""
