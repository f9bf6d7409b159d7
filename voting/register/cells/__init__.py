"""A file that somebody delivers, as a table of texts: CSV or a workbook, however it is packed and encoded."""
