-- The ordered feed of changes; every derived thing reads it by sequence and can be rebuilt from it.
CREATE TABLE db_outbox (
    seq          BIGINT PRIMARY KEY,
    topic        TEXT NOT NULL,
    subject      BIGINT NOT NULL,
    payload      TEXT NOT NULL,
    recorded_at  BIGINT NOT NULL
);

-- Numbers that records leave behind: (organisation, day, kind, value, record).
CREATE TABLE db_fact (
    organization  BIGINT NOT NULL,
    day           TEXT NOT NULL,
    kind          TEXT NOT NULL,
    record        BIGINT NOT NULL,
    value         BIGINT NOT NULL,
    PRIMARY KEY (organization, kind, day, record)
);
CREATE INDEX db_fact_by_record ON db_fact (record);
