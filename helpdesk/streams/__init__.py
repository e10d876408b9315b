"""What browsers see live: wake-ups between those who change things and those who wait."""
