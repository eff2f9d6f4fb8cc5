CREATE TABLE team_discipline (
    id                  BIGINT PRIMARY KEY,
    record              BIGINT NOT NULL,
    member              BIGINT NOT NULL,
    organization        BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    valid_from          TEXT NOT NULL,
    valid_to            TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    superseded_at       BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL,
    recorded_by_name    TEXT NOT NULL,
    kind                TEXT NOT NULL,
    ground              TEXT NOT NULL,
    authority           TEXT NOT NULL,
    document_no         TEXT NOT NULL,
    decided_on          TEXT NOT NULL,
    months              INTEGER,
    rights_to           TEXT NOT NULL,
    blocked_to          TEXT NOT NULL,
    grade_to            TEXT NOT NULL,
    appealed_on         TEXT,
    appeal_answered_on  TEXT,
    end_kind            TEXT NOT NULL,
    end_document_no     TEXT NOT NULL
);
CREATE INDEX team_discipline_by_record ON team_discipline (record);
CREATE INDEX team_discipline_by_member ON team_discipline (member, valid_from);
CREATE INDEX team_discipline_by_organization ON team_discipline (organization, valid_from);
CREATE TABLE team_award (
    id                  BIGINT PRIMARY KEY,
    record              BIGINT NOT NULL,
    member              BIGINT NOT NULL,
    organization        BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    valid_from          TEXT NOT NULL,
    valid_to            TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    superseded_at       BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL,
    recorded_by_name    TEXT NOT NULL,
    title               TEXT NOT NULL,
    name                TEXT NOT NULL,
    level               TEXT NOT NULL,
    authority           TEXT NOT NULL,
    document_no         TEXT NOT NULL,
    end_document_no     TEXT NOT NULL,
    end_reason          TEXT NOT NULL
);
CREATE INDEX team_award_by_record ON team_award (record);
CREATE INDEX team_award_by_member ON team_award (member, valid_from);
CREATE INDEX team_award_by_organization ON team_award (organization, valid_from);
CREATE TABLE team_reserve (
    id                  BIGINT PRIMARY KEY,
    record              BIGINT NOT NULL,
    member              BIGINT NOT NULL,
    organization        BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    valid_from          TEXT NOT NULL,
    valid_to            TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    superseded_at       BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL,
    recorded_by_name    TEXT NOT NULL,
    kind                TEXT NOT NULL,
    origin              TEXT NOT NULL,
    end_kind            TEXT NOT NULL
);
CREATE INDEX team_reserve_by_record ON team_reserve (record);
CREATE INDEX team_reserve_by_member ON team_reserve (member);
CREATE INDEX team_reserve_by_organization ON team_reserve (organization, valid_from);
CREATE TABLE team_hardship (
    id                  BIGINT PRIMARY KEY,
    record              BIGINT NOT NULL,
    member              BIGINT NOT NULL,
    organization        BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    valid_from          TEXT NOT NULL,
    valid_to            TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    superseded_at       BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL,
    recorded_by_name    TEXT NOT NULL,
    ground              TEXT NOT NULL,
    end_kind            TEXT NOT NULL
);
CREATE INDEX team_hardship_by_record ON team_hardship (record);
CREATE INDEX team_hardship_by_member ON team_hardship (member);
CREATE INDEX team_hardship_by_organization ON team_hardship (organization, valid_from);
