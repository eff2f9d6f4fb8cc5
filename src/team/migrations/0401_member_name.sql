CREATE TABLE team_member_name (
    suffix              TEXT NOT NULL,
    member              BIGINT NOT NULL,
    branch              BIGINT NOT NULL,
    PRIMARY KEY (suffix, member)
) WITHOUT ROWID;
CREATE INDEX team_member_name_by_member ON team_member_name (member);
