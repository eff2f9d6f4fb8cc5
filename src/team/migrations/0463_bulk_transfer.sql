CREATE TABLE team_bulk (
    id                  BIGINT PRIMARY KEY,
    organization        BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    workflow            TEXT NOT NULL,
    forms               TEXT NOT NULL,
    job                 BIGINT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL,
    recorded_by_name    TEXT NOT NULL
);
CREATE INDEX team_bulk_by_organization ON team_bulk (organization, id);
CREATE TABLE team_bulk_person (
    bulk                BIGINT NOT NULL,
    member              BIGINT NOT NULL,
    state               TEXT NOT NULL,
    case_id             BIGINT NOT NULL,
    code                TEXT NOT NULL,
    rule                TEXT NOT NULL,
    PRIMARY KEY (bulk, member)
);
CREATE INDEX team_bulk_person_by_state ON team_bulk_person (bulk, state, member);
