"""A tool-box that knows no domain: secrets, small numbers, calendars, tables. No models, no nouns of ours."""
