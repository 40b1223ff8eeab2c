"""What a reader sees: numbers in words, findings for titles, tables, charts, and their HTML."""
