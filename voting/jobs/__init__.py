"""Long work, such as a document of many pages: asked for, done in a process of its own, and fetched."""
