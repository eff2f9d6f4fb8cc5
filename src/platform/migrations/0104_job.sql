CREATE TABLE platform_job (
    id                  BIGINT PRIMARY KEY,
    kind                TEXT NOT NULL,
    title               TEXT NOT NULL,
    state               TEXT NOT NULL,
    created_by          BIGINT NOT NULL REFERENCES platform_account (id),
    parameters          TEXT NOT NULL,
    progress_done       BIGINT NOT NULL DEFAULT 0,
    progress_total      BIGINT NOT NULL DEFAULT 0,
    message             TEXT NOT NULL DEFAULT '',
    result              TEXT NOT NULL DEFAULT '',
    result_file         BIGINT NOT NULL DEFAULT 0,
    error_code          TEXT NOT NULL DEFAULT '',
    error_detail        TEXT NOT NULL DEFAULT '',
    attempts            INTEGER NOT NULL DEFAULT 0,
    remote              TEXT NOT NULL,
    request_id          TEXT NOT NULL,
    created_at          BIGINT NOT NULL,
    started_at          BIGINT NOT NULL DEFAULT 0,
    finished_at         BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX platform_job_by_account ON platform_job (created_by, id);
CREATE INDEX platform_job_by_state ON platform_job (state, id);
