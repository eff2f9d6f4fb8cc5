CREATE TABLE engine_definition (
    digest              TEXT PRIMARY KEY,
    workflow            TEXT NOT NULL,
    text                TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL
);
CREATE TABLE engine_case (
    id                  BIGINT PRIMARY KEY,
    workflow            TEXT NOT NULL,
    definition          TEXT NOT NULL REFERENCES engine_definition (digest),
    subject_kind        TEXT NOT NULL,
    subject             BIGINT NOT NULL,
    organization        BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    state               INTEGER NOT NULL,
    step                TEXT NOT NULL,
    step_since          TEXT NOT NULL,
    due_on              TEXT,
    due_provisional     INTEGER NOT NULL,
    earliest_on         TEXT,
    acts_at             BIGINT NOT NULL,
    acts_account        BIGINT NOT NULL,
    label               TEXT NOT NULL,
    started_on          TEXT NOT NULL,
    started_at          BIGINT NOT NULL,
    started_by          BIGINT NOT NULL,
    suspended_on        TEXT,
    ended_on            TEXT,
    version             INTEGER NOT NULL,
    steps_done          INTEGER NOT NULL
);
CREATE INDEX engine_case_by_organization ON engine_case (organization, id);
CREATE INDEX engine_case_by_subject ON engine_case (subject_kind, subject) WHERE subject <> 0;
CREATE TABLE engine_step (
    id                  BIGINT PRIMARY KEY,
    case_id             BIGINT NOT NULL REFERENCES engine_case (id),
    shard               BIGINT NOT NULL,
    number              INTEGER NOT NULL,
    deed                INTEGER NOT NULL,
    step                TEXT NOT NULL,
    action              TEXT NOT NULL,
    to_step             TEXT NOT NULL,
    day                 TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    account             BIGINT NOT NULL,
    account_name        TEXT NOT NULL,
    on_behalf_of        BIGINT NOT NULL,
    document_no         TEXT NOT NULL,
    reason              TEXT NOT NULL,
    from_paper          INTEGER NOT NULL,
    rule                TEXT NOT NULL,
    due_on              TEXT,
    form                TEXT NOT NULL,
    papers              TEXT NOT NULL
);
CREATE UNIQUE INDEX engine_step_by_case ON engine_step (case_id, number);
CREATE TABLE engine_deadline (
    case_id             BIGINT NOT NULL REFERENCES engine_case (id),
    level               INTEGER NOT NULL,
    kind                INTEGER NOT NULL,
    shard               BIGINT NOT NULL,
    organization        BIGINT NOT NULL,
    permission          TEXT NOT NULL,
    accounts            TEXT NOT NULL,
    shown_from          TEXT NOT NULL,
    shown_until         TEXT NOT NULL,
    due_on              TEXT,
    warn_on             TEXT,
    PRIMARY KEY (case_id, level)
);
CREATE INDEX engine_deadline_by_organization ON engine_deadline (organization);
