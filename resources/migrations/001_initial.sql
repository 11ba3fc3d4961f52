-- The tables of a profile. A blank line ends a statement (triggers have semicolons inside).
-- Ids are UUID texts, times UTC ISO 8601 with milliseconds; an empty text stands for "not said".
-- `row` is there for full-text search: an implicit rowid would not survive VACUUM.
-- deleted_at is set on what lies in the trash: it is invisible but for restore and purge. A message takes along what
-- follows it: deleted_with is the id of the one that was trashed, of which restore brings everything back.

-- "CMem": what tells our files from other programs' (see Store.cpp).

PRAGMA application_id = 0x434D656D;

CREATE TABLE users (
    id TEXT NOT NULL PRIMARY KEY,
    display_name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE clones (
    id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    relation TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    personality TEXT NOT NULL DEFAULT '',
    speaking_style TEXT NOT NULL DEFAULT '',
    greeting TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '',
    avatar TEXT NOT NULL DEFAULT '',
    llm_provider TEXT NOT NULL DEFAULT '',
    llm_model TEXT NOT NULL DEFAULT '',
    embedding_provider TEXT NOT NULL DEFAULT '',
    embedding_model TEXT NOT NULL DEFAULT '',
    tts_provider TEXT NOT NULL DEFAULT '',
    tts_voice_id TEXT NOT NULL DEFAULT '',
    temperature REAL NOT NULL DEFAULT 0.7,
    max_tokens INTEGER,
    remember_conversations INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    deleted_at TEXT
) STRICT;

CREATE INDEX clones_by_user ON clones (user_id, deleted_at);

CREATE TABLE conversations (
    id TEXT NOT NULL PRIMARY KEY,
    clone_id TEXT NOT NULL REFERENCES clones (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title TEXT NOT NULL DEFAULT '',
    pinned INTEGER NOT NULL DEFAULT 0,
    current_message_id TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    deleted_at TEXT
) STRICT;

CREATE INDEX conversations_by_clone ON conversations (clone_id, deleted_at, updated_at);

CREATE TABLE messages (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('user', 'clone')),
    content TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('complete', 'partial', 'failed')),
    parent_id TEXT NOT NULL DEFAULT '',
    citations TEXT NOT NULL DEFAULT '[]',
    provider TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    prompt_tokens INTEGER,
    completion_tokens INTEGER,
    latency_ms INTEGER,
    error TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    deleted_at TEXT,
    deleted_with TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX messages_by_parent ON messages (conversation_id, parent_id);

CREATE TABLE clone_documents (
    id TEXT NOT NULL PRIMARY KEY,
    clone_id TEXT NOT NULL REFERENCES clones (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    source_type TEXT NOT NULL CHECK (source_type IN ('manual', 'file', 'chat_export', 'conversation')),
    source_uri TEXT NOT NULL DEFAULT '',
    content_hash TEXT NOT NULL,
    happened_at TEXT,
    characters INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    deleted_at TEXT,
    content TEXT NOT NULL
) STRICT;

CREATE INDEX documents_by_clone ON clone_documents (clone_id, deleted_at, created_at);

CREATE UNIQUE INDEX documents_by_hash ON clone_documents (clone_id, content_hash) WHERE deleted_at IS NULL;

CREATE TABLE clone_document_chunks (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    clone_id TEXT NOT NULL REFERENCES clones (id) ON DELETE CASCADE,
    document_id TEXT NOT NULL REFERENCES clone_documents (id) ON DELETE CASCADE,
    chunk_index INTEGER NOT NULL,
    content TEXT NOT NULL,
    search_text TEXT NOT NULL,
    start_offset INTEGER NOT NULL,
    end_offset INTEGER NOT NULL,
    speaker TEXT NOT NULL DEFAULT '',
    happened_at TEXT,
    embedding BLOB,
    embedding_provider TEXT NOT NULL DEFAULT '',
    embedding_model TEXT NOT NULL DEFAULT '',
    dimensions INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX chunks_by_document ON clone_document_chunks (document_id, chunk_index);

-- Counting what has no vector yet reads this alone, and not the rows with their texts and vectors.
CREATE INDEX chunks_by_model ON clone_document_chunks (clone_id, embedding_provider, embedding_model, dimensions, document_id);

CREATE TABLE settings (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

-- What an index in memory was built from: grows with every change to a clone's passages, whoever makes it.
CREATE TABLE clone_revisions (
    clone_id TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL
) STRICT;

-- Terms come folded and stemmed already; categories beside letters and digits would only be separators.
CREATE VIRTUAL TABLE chunks_fts USING fts5 (
    search_text, content='clone_document_chunks', content_rowid='row', tokenize="unicode61 remove_diacritics 0"
);

CREATE VIRTUAL TABLE messages_fts USING fts5 (
    content, content='messages', content_rowid='row', tokenize="unicode61 remove_diacritics 2"
);

CREATE TRIGGER chunks_added AFTER INSERT ON clone_document_chunks BEGIN
    INSERT INTO chunks_fts (rowid, search_text) VALUES (new.row, new.search_text);
    INSERT INTO clone_revisions (clone_id, revision) VALUES (new.clone_id, 1)
        ON CONFLICT (clone_id) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER chunks_removed AFTER DELETE ON clone_document_chunks BEGIN
    INSERT INTO chunks_fts (chunks_fts, rowid, search_text) VALUES ('delete', old.row, old.search_text);
    INSERT INTO clone_revisions (clone_id, revision) VALUES (old.clone_id, 1)
        ON CONFLICT (clone_id) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER chunks_reworded AFTER UPDATE OF search_text ON clone_document_chunks BEGIN
    INSERT INTO chunks_fts (chunks_fts, rowid, search_text) VALUES ('delete', old.row, old.search_text);
    INSERT INTO chunks_fts (rowid, search_text) VALUES (new.row, new.search_text);
END;

CREATE TRIGGER chunks_changed AFTER UPDATE ON clone_document_chunks BEGIN
    INSERT INTO clone_revisions (clone_id, revision) VALUES (new.clone_id, 1)
        ON CONFLICT (clone_id) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER documents_hidden_or_shown AFTER UPDATE OF deleted_at ON clone_documents BEGIN
    INSERT INTO clone_revisions (clone_id, revision) VALUES (new.clone_id, 1)
        ON CONFLICT (clone_id) DO UPDATE SET revision = revision + 1;
END;

CREATE TRIGGER messages_added AFTER INSERT ON messages BEGIN
    INSERT INTO messages_fts (rowid, content) VALUES (new.row, new.content);
END;

CREATE TRIGGER messages_removed AFTER DELETE ON messages BEGIN
    INSERT INTO messages_fts (messages_fts, rowid, content) VALUES ('delete', old.row, old.content);
END;

CREATE TRIGGER messages_reworded AFTER UPDATE OF content ON messages BEGIN
    INSERT INTO messages_fts (messages_fts, rowid, content) VALUES ('delete', old.row, old.content);
    INSERT INTO messages_fts (rowid, content) VALUES (new.row, new.content);
END;
