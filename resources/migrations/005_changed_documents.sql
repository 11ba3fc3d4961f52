-- How an index in memory finds the documents that were changed since it last looked.

CREATE INDEX documents_by_change ON clone_documents (clone_id, updated_at, id);
