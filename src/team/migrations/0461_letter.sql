CREATE TABLE team_letter (
    id                  BIGINT PRIMARY KEY,
    case_id             BIGINT NOT NULL,
    member              BIGINT NOT NULL,
    organization        BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    year                INTEGER NOT NULL,
    number              INTEGER NOT NULL,
    code                TEXT NOT NULL,
    issued_on           TEXT NOT NULL,
    valid_until         TEXT NOT NULL,
    state               TEXT NOT NULL,
    printed             TEXT NOT NULL,
    closed_on           TEXT,
    recorded_at         BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL,
    recorded_by_name    TEXT NOT NULL
);
CREATE UNIQUE INDEX team_letter_by_code ON team_letter (code);
CREATE UNIQUE INDEX team_letter_by_number ON team_letter (organization, year, number);
CREATE INDEX team_letter_by_case ON team_letter (case_id);
CREATE TABLE team_arrival (
    id                  BIGINT PRIMARY KEY,
    organization        BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    branch              BIGINT NOT NULL,
    member              BIGINT NOT NULL,
    name                TEXT NOT NULL,
    particulars         TEXT NOT NULL,
    sealed              TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL,
    recorded_by_name    TEXT NOT NULL
);
CREATE INDEX team_arrival_by_organization ON team_arrival (organization);
