-- What a model thought before it answered, and why it ended: kept apart from the words themselves.
ALTER TABLE messages ADD COLUMN reasoning TEXT NOT NULL DEFAULT '';

ALTER TABLE messages ADD COLUMN stop_reason TEXT NOT NULL DEFAULT '';
