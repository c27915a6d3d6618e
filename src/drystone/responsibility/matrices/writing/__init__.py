"""A matrix as files that people open: CSV, Markdown, HTML, a spreadsheet, OSCAL. No cell can start a formula."""
