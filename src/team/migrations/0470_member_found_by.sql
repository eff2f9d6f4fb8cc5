CREATE TABLE team_member_found_by (
    member              INTEGER PRIMARY KEY,
    suffixes            TEXT NOT NULL
);
INSERT INTO team_member_found_by (member, suffixes)
SELECT member, group_concat(suffix, char(10)) FROM team_member_name GROUP BY member;
DROP INDEX team_member_name_by_member;
