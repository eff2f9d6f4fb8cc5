CREATE TABLE team_member_found_by (
    member              BIGINT PRIMARY KEY,
    suffixes            TEXT NOT NULL
);
INSERT INTO team_member_found_by (member, suffixes)
SELECT member, string_agg(suffix, chr(10)) FROM team_member_name GROUP BY member;
DROP INDEX team_member_name_by_member;
