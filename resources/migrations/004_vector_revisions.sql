-- How an index finds what changed since it was last looked at, without reading everything.
-- A revision is the later of "one after the last" and the clock in microseconds: one made after an old copy of the
-- database was brought back is never taken for one made before.
-- embedding_revision is the clone's revision at which a passage got its vector. clone_revisions.removal is the last one
-- at which vectors were taken away, hidden or shown again: until it moves, an index asks for new vectors alone.

ALTER TABLE clone_document_chunks ADD COLUMN embedding_revision INTEGER NOT NULL DEFAULT 0;

ALTER TABLE clone_revisions ADD COLUMN removal INTEGER NOT NULL DEFAULT 0;

DROP INDEX chunks_by_model;

-- Counting what has no vector, and finding new vectors, read this alone, and not the rows with their texts and vectors.
CREATE INDEX chunks_by_model ON clone_document_chunks (
    clone_id, embedding_provider, embedding_model, dimensions, embedding_revision, document_id
);

DROP TRIGGER chunks_added;

CREATE TRIGGER chunks_added AFTER INSERT ON clone_document_chunks BEGIN
    INSERT INTO chunks_fts (rowid, search_text) VALUES (new.row, new.search_text);
    INSERT INTO clone_revisions (clone_id, revision)
        VALUES (new.clone_id, max(CAST(strftime('%s') AS INTEGER) * 1000000, new.embedding_revision))
        ON CONFLICT (clone_id) DO UPDATE SET revision = max(revision + 1, excluded.revision);
END;

DROP TRIGGER chunks_changed;

CREATE TRIGGER chunks_changed AFTER UPDATE ON clone_document_chunks BEGIN
    INSERT INTO clone_revisions (clone_id, revision)
        VALUES (new.clone_id, max(CAST(strftime('%s') AS INTEGER) * 1000000, new.embedding_revision))
        ON CONFLICT (clone_id) DO UPDATE SET revision = max(revision + 1, excluded.revision);
END;

-- A vector that is of another model now, or was taken away.
CREATE TRIGGER chunks_changed_model AFTER UPDATE OF embedding_provider, embedding_model, dimensions
    ON clone_document_chunks WHEN old.dimensions > 0 AND (old.embedding_provider <> new.embedding_provider
        OR old.embedding_model <> new.embedding_model OR old.dimensions <> new.dimensions) BEGIN
    INSERT INTO clone_revisions (clone_id, revision) VALUES (new.clone_id, CAST(strftime('%s') AS INTEGER) * 1000000)
        ON CONFLICT (clone_id) DO UPDATE SET revision = max(revision + 1, excluded.revision);
    UPDATE clone_revisions SET removal = revision WHERE clone_id = new.clone_id;
END;

DROP TRIGGER chunks_removed;

CREATE TRIGGER chunks_removed AFTER DELETE ON clone_document_chunks BEGIN
    INSERT INTO chunks_fts (chunks_fts, rowid, search_text) VALUES ('delete', old.row, old.search_text);
    INSERT INTO clone_revisions (clone_id, revision) VALUES (old.clone_id, CAST(strftime('%s') AS INTEGER) * 1000000)
        ON CONFLICT (clone_id) DO UPDATE SET revision = max(revision + 1, excluded.revision);
    UPDATE clone_revisions SET removal = revision WHERE clone_id = old.clone_id;
END;

DROP TRIGGER documents_hidden_or_shown;

CREATE TRIGGER documents_hidden_or_shown AFTER UPDATE OF deleted_at ON clone_documents BEGIN
    INSERT INTO clone_revisions (clone_id, revision) VALUES (new.clone_id, CAST(strftime('%s') AS INTEGER) * 1000000)
        ON CONFLICT (clone_id) DO UPDATE SET revision = max(revision + 1, excluded.revision);
    UPDATE clone_revisions SET removal = revision WHERE clone_id = new.clone_id;
END;

CREATE TRIGGER clones_hidden_or_shown AFTER UPDATE OF deleted_at ON clones BEGIN
    INSERT INTO clone_revisions (clone_id, revision) VALUES (new.id, CAST(strftime('%s') AS INTEGER) * 1000000)
        ON CONFLICT (clone_id) DO UPDATE SET revision = max(revision + 1, excluded.revision);
    UPDATE clone_revisions SET removal = revision WHERE clone_id = new.id;
END;
