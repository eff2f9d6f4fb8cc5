-- Notices (engine_deadline of kind 2) that somebody has read.
CREATE TABLE engine_notice_read (
    account             BIGINT NOT NULL,
    case_id             BIGINT NOT NULL REFERENCES engine_case (id),
    level               INTEGER NOT NULL,
    read_at             BIGINT NOT NULL,
    PRIMARY KEY (account, case_id, level)
);
CREATE INDEX engine_notice_read_by_case ON engine_notice_read (case_id);
