CREATE TABLE team_mobile (
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
    side                TEXT NOT NULL,
    place               TEXT NOT NULL,
    reason              TEXT NOT NULL,
    expected_until      TEXT,
    keeper              TEXT NOT NULL,
    name                TEXT NOT NULL,
    home                TEXT NOT NULL,
    id_number_index     TEXT NOT NULL,
    sealed              TEXT NOT NULL,
    other               BIGINT NOT NULL,
    participation       BIGINT NOT NULL,
    reported            INTEGER NOT NULL,
    end_kind            TEXT NOT NULL
);
CREATE INDEX team_mobile_by_record ON team_mobile (record);
CREATE INDEX team_mobile_by_member ON team_mobile (member);
CREATE INDEX team_mobile_by_organization ON team_mobile (organization);
CREATE INDEX team_mobile_by_id_number ON team_mobile (id_number_index) WHERE id_number_index <> '';
CREATE TABLE team_contact (
    id                  BIGINT PRIMARY KEY,
    member              BIGINT NOT NULL,
    mobile              BIGINT NOT NULL,
    organization        BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    day                 TEXT NOT NULL,
    way                 TEXT NOT NULL,
    note                TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL,
    recorded_by_name    TEXT NOT NULL
);
CREATE INDEX team_contact_by_member ON team_contact (member, day);
CREATE INDEX team_contact_by_mobile ON team_contact (mobile) WHERE mobile <> 0;
CREATE TABLE team_report_code (
    code                TEXT PRIMARY KEY,
    organization        BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    valid_until         TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL
);
CREATE INDEX team_report_code_by_organization ON team_report_code (organization);
CREATE INDEX team_member_by_lost ON team_member (lost_since) WHERE lost_since IS NOT NULL;
