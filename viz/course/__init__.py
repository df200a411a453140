"""The course on paper: worksheets, their markup, and the badge."""
