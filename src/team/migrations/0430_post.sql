CREATE TABLE team_post (
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
    post                TEXT NOT NULL,
    way                 TEXT NOT NULL,
    origin              TEXT NOT NULL,
    document_no         TEXT NOT NULL,
    reason              TEXT NOT NULL,
    holder_name         TEXT NOT NULL,
    body_name           TEXT NOT NULL,
    sent_by             TEXT NOT NULL,
    period_to           TEXT,
    decided_to          TEXT NOT NULL,
    end_kind            TEXT NOT NULL,
    end_document_no     TEXT NOT NULL,
    end_reason          TEXT NOT NULL,
    follow_kind         TEXT NOT NULL
);
CREATE INDEX team_post_by_record ON team_post (record);
CREATE INDEX team_post_by_member ON team_post (member, valid_from);
CREATE INDEX team_post_by_organization ON team_post (organization, valid_from);
