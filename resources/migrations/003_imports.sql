-- Imports that are under way, so that a program that dies goes on where it was; and what they made of each source.

CREATE TABLE imports (
    id TEXT NOT NULL PRIMARY KEY,
    clone_id TEXT NOT NULL REFERENCES clones (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'cancelled', 'finished')),
    chat_person TEXT NOT NULL DEFAULT '',
    walked INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE INDEX imports_by_user ON imports (user_id, state);

-- What the user chose: files, and folders that are walked through once.
CREATE TABLE import_paths (
    import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (import_id, place)
) STRICT;

-- documents_done counts the documents from the file's beginning that are dealt with; it grows in the transaction that
-- stores them. It holds for the file as it was: size and time of its last change tell whether it still is.
CREATE TABLE import_files (
    import_id TEXT NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    path TEXT NOT NULL,
    state TEXT NOT NULL,
    bytes INTEGER NOT NULL DEFAULT 0,
    modified_at TEXT,
    documents_done INTEGER NOT NULL DEFAULT 0,
    added INTEGER NOT NULL DEFAULT 0,
    updated INTEGER NOT NULL DEFAULT 0,
    known INTEGER NOT NULL DEFAULT 0,
    removed INTEGER NOT NULL DEFAULT 0,
    passages INTEGER NOT NULL DEFAULT 0,
    document_id TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    error TEXT,
    PRIMARY KEY (import_id, place)
) STRICT;

-- A document as an import stored it. Where its updated_at is another one, the user has changed it since.
CREATE TABLE imported_documents (
    document_id TEXT NOT NULL PRIMARY KEY REFERENCES clone_documents (id) ON DELETE CASCADE,
    clone_id TEXT NOT NULL REFERENCES clones (id) ON DELETE CASCADE,
    source_uri TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    imported_at TEXT NOT NULL
) STRICT;

CREATE INDEX imported_documents_by_source ON imported_documents (clone_id, source_uri);

CREATE INDEX imported_documents_by_hash ON imported_documents (clone_id, content_hash);

-- The names by which a clone's person appears in chats.
CREATE TABLE clone_names (
    clone_id TEXT NOT NULL REFERENCES clones (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (clone_id, name)
) STRICT;

CREATE INDEX documents_by_source ON clone_documents (clone_id, source_uri);

CREATE INDEX documents_by_title ON clone_documents (clone_id, deleted_at, title COLLATE NOCASE);

CREATE INDEX documents_by_time ON clone_documents (clone_id, deleted_at, happened_at);
