CREATE TABLE engine_import (
    id                  BIGINT PRIMARY KEY,
    kind                TEXT NOT NULL,
    target              BIGINT NOT NULL,
    attachment          BIGINT NOT NULL,
    file_name           TEXT NOT NULL,
    effective_on        TEXT NOT NULL,
    mode                TEXT NOT NULL,
    dry_run             INTEGER NOT NULL,
    language            TEXT NOT NULL,
    state               TEXT NOT NULL,
    row_count           INTEGER NOT NULL,
    stored              INTEGER NOT NULL,
    refused             INTEGER NOT NULL,
    report              BIGINT NOT NULL,
    change              BIGINT NOT NULL,
    created_at          BIGINT NOT NULL,
    created_by          BIGINT NOT NULL,
    created_by_name     TEXT NOT NULL,
    undone_at           BIGINT NOT NULL,
    undone_by           BIGINT NOT NULL,
    undone_by_name      TEXT NOT NULL
);
CREATE INDEX engine_import_by_kind ON engine_import (kind, id);
CREATE TABLE engine_import_title (
    account             BIGINT NOT NULL,
    kind                TEXT NOT NULL,
    title               TEXT NOT NULL,
    meaning             TEXT NOT NULL,
    PRIMARY KEY (account, kind, title)
);
