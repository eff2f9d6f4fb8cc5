CREATE TABLE platform_audit (
    seq                 BIGINT PRIMARY KEY,
    recorded_at         BIGINT NOT NULL,
    account             BIGINT NOT NULL,
    username            TEXT NOT NULL,
    action              TEXT NOT NULL,
    subject_kind        TEXT NOT NULL,
    subject             TEXT NOT NULL,
    organization        BIGINT NOT NULL,
    before              TEXT NOT NULL,
    after               TEXT NOT NULL,
    rule                TEXT NOT NULL,
    remote              TEXT NOT NULL,
    request_id          TEXT NOT NULL,
    hash                TEXT NOT NULL
);
CREATE INDEX platform_audit_by_account ON platform_audit (account, seq);
CREATE INDEX platform_audit_by_subject ON platform_audit (subject, seq);
CREATE TRIGGER platform_audit_no_update BEFORE UPDATE ON platform_audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER platform_audit_no_delete BEFORE DELETE ON platform_audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
