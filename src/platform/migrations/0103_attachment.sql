CREATE TABLE platform_attachment (
    id                  BIGINT PRIMARY KEY,
    owner               BIGINT NOT NULL REFERENCES platform_account (id),
    name                TEXT NOT NULL,
    type                TEXT NOT NULL,
    size                BIGINT NOT NULL,
    sha256              TEXT NOT NULL,
    subject_kind        TEXT NOT NULL DEFAULT '',
    subject             TEXT NOT NULL DEFAULT '',
    made                INTEGER NOT NULL DEFAULT 0,
    created_at          BIGINT NOT NULL
);
CREATE INDEX platform_attachment_by_owner ON platform_attachment (owner);
CREATE INDEX platform_attachment_by_content ON platform_attachment (sha256);
CREATE INDEX platform_attachment_by_subject ON platform_attachment (subject_kind, subject);
