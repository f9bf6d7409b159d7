"""The kinds of file in which a document can be had."""

from voting.report.docx_file import document_docx
from voting.report.pdf import document_pdf

DOCUMENTS = {"docx": document_docx, "pdf": document_pdf}
"""By the ending of a file's name, the function that makes a file of this kind from a document."""
