CREATE TABLE app_idempotency (
    account          BIGINT NOT NULL,
    idempotency_key  TEXT NOT NULL,
    fingerprint      TEXT NOT NULL,
    status           INTEGER NOT NULL,
    content_type     TEXT NOT NULL,
    body             TEXT NOT NULL,
    recorded_at      BIGINT NOT NULL,
    PRIMARY KEY (account, idempotency_key)
);
CREATE INDEX app_idempotency_by_time ON app_idempotency (recorded_at);
