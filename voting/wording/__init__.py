"""Values into sentences and the texts of documents, in the language of the moment; knows no request."""
