CREATE TABLE team_merge (
    change              BIGINT PRIMARY KEY,
    survivor            BIGINT NOT NULL,
    merged              BIGINT NOT NULL,
    account             BIGINT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    undone_at           BIGINT NOT NULL
);
CREATE INDEX team_merge_by_merged ON team_merge (merged);
CREATE INDEX team_merge_by_survivor ON team_merge (survivor);
CREATE TABLE team_merge_row (
    change              BIGINT NOT NULL,
    what                TEXT NOT NULL,
    row_id              BIGINT NOT NULL,
    PRIMARY KEY (change, what, row_id)
);
CREATE TABLE team_apart (
    one                 BIGINT NOT NULL,
    other               BIGINT NOT NULL,
    reason              TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL,
    PRIMARY KEY (one, other)
);
CREATE INDEX team_member_by_person ON team_member (name, birth_date);
