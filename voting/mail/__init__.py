"""Letters to members by e-mail: an outbox in the database, emptied by a worker."""
