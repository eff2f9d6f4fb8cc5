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
CREATE FUNCTION platform_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER platform_audit_no_update BEFORE UPDATE OR DELETE ON platform_audit
    FOR EACH ROW EXECUTE FUNCTION platform_audit_refuse();
CREATE TRIGGER platform_audit_no_truncate BEFORE TRUNCATE ON platform_audit
    FOR EACH STATEMENT EXECUTE FUNCTION platform_audit_refuse();
