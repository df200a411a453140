"""What the browser draws itself, a folder each: JavaScript, CSS and HTML, and pack.py, which packs the data.

shared.js and shared.css come before each component's own.
"""
