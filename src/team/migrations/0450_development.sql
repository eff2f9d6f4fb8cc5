CREATE TABLE team_applicant (
    id                  BIGINT PRIMARY KEY,
    shard               BIGINT NOT NULL,
    organization        BIGINT NOT NULL,
    name                TEXT NOT NULL,
    pinyin              TEXT NOT NULL,
    initials            TEXT NOT NULL,
    sex                 TEXT NOT NULL,
    birth_date          TEXT NOT NULL,
    ethnicity           TEXT NOT NULL,
    native_place        TEXT NOT NULL,
    education           TEXT NOT NULL,
    occupation          TEXT NOT NULL,
    front_line          INTEGER NOT NULL,
    league_member       INTEGER NOT NULL,
    id_number           TEXT NOT NULL,
    id_number_index     TEXT NOT NULL,
    phone               TEXT NOT NULL,
    address             TEXT NOT NULL,
    case_id             BIGINT NOT NULL,
    stage               TEXT NOT NULL,
    applied_on          TEXT,
    activist_on         TEXT,
    educated_from       TEXT,
    target_on           TEXT,
    pre_reviewed_on     TEXT,
    accepted_on         TEXT,
    approved_on         TEXT,
    probation_ends_on   TEXT,
    full_on             TEXT,
    registered_at       BIGINT NOT NULL,
    registered_by       BIGINT NOT NULL,
    version             INTEGER NOT NULL
);
CREATE UNIQUE INDEX team_applicant_by_id_number ON team_applicant (id_number_index);
CREATE INDEX team_applicant_by_organization ON team_applicant (organization, id);
CREATE INDEX team_applicant_by_case ON team_applicant (case_id);
CREATE INDEX team_applicant_by_accepted ON team_applicant (accepted_on, organization);
CREATE TABLE team_applicant_stage (
    id                  BIGINT PRIMARY KEY,
    applicant           BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    organization        BIGINT NOT NULL,
    case_id             BIGINT NOT NULL,
    stage               TEXT NOT NULL,
    effective_on        TEXT NOT NULL,
    rule_set            TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL,
    recorded_by_name    TEXT NOT NULL
);
CREATE INDEX team_applicant_stage_by_applicant ON team_applicant_stage (applicant, id);
CREATE TABLE team_development_plan (
    id                  BIGINT PRIMARY KEY,
    organization        BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    year                INTEGER NOT NULL,
    quota               INTEGER NOT NULL,
    document_no         TEXT NOT NULL,
    reason              TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    superseded_at       BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL,
    recorded_by_name    TEXT NOT NULL
);
CREATE INDEX team_development_plan_by_organization ON team_development_plan (organization, year);
