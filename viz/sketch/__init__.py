"""Small drawings for the course, as SVG: light enough to open at once, on a page, on paper and in a lecture alike."""
