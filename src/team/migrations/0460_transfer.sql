CREATE TABLE team_transfer (
    case_id             BIGINT PRIMARY KEY,
    member              BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    reach               TEXT NOT NULL,
    from_branch         BIGINT NOT NULL,
    receiver            BIGINT NOT NULL,
    joined_branch       BIGINT NOT NULL,
    bulk                BIGINT NOT NULL,
    released_on         TEXT,
    joined_on           TEXT
);
CREATE INDEX team_transfer_by_member ON team_transfer (member);
CREATE INDEX team_transfer_by_from ON team_transfer (from_branch);
CREATE INDEX team_transfer_by_receiver ON team_transfer (receiver);
CREATE INDEX team_transfer_by_bulk ON team_transfer (bulk) WHERE bulk <> 0;
