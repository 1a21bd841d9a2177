"""What turns the checked pages into a site: numbers, badges, pictures, drawn formulas."""
