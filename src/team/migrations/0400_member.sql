CREATE TABLE team_member (
    id                      BIGINT PRIMARY KEY,
    shard                   BIGINT NOT NULL,
    known_from              TEXT NOT NULL,
    withdrawn               INTEGER NOT NULL,
    branch                  BIGINT NOT NULL,
    status                  TEXT NOT NULL,
    entry                   TEXT NOT NULL,
    category                TEXT NOT NULL,
    name                    TEXT NOT NULL,
    sex                     TEXT NOT NULL,
    birth_date              TEXT,
    ethnicity               TEXT NOT NULL,
    native_place            TEXT NOT NULL,
    education               TEXT NOT NULL,
    degree                  TEXT NOT NULL,
    occupation              TEXT NOT NULL,
    technical_post          TEXT NOT NULL,
    social_stratum          TEXT NOT NULL,
    joined_on               TEXT,
    join_kind               TEXT NOT NULL,
    join_branch             TEXT NOT NULL,
    full_on                 TEXT,
    marital_status          TEXT NOT NULL,
    work_started_on         TEXT,
    migrant_worker          INTEGER NOT NULL,
    front_line              INTEGER NOT NULL,
    mobile                  INTEGER NOT NULL,
    mobile_to               TEXT NOT NULL,
    lost_since              TEXT,
    lost_reason             TEXT NOT NULL,
    seniority_months        INTEGER,
    residence               TEXT NOT NULL,
    registered_residence    TEXT NOT NULL,
    archive_unit            TEXT NOT NULL,
    pinyin                  TEXT NOT NULL,
    initials                TEXT NOT NULL,
    id_number               TEXT NOT NULL,
    id_number_index         TEXT NOT NULL,
    phone                   TEXT NOT NULL,
    phone_index             TEXT NOT NULL,
    address                 TEXT NOT NULL,
    version                 INTEGER NOT NULL
);
CREATE UNIQUE INDEX team_member_by_id_number ON team_member (id_number_index) WHERE id_number_index <> '';
CREATE INDEX team_member_by_phone ON team_member (phone_index) WHERE phone_index <> '';
CREATE INDEX team_member_by_branch ON team_member (branch, id);
CREATE INDEX team_member_by_pinyin ON team_member (pinyin, id);
CREATE TABLE team_state (
    id                      BIGINT PRIMARY KEY,
    member                  BIGINT NOT NULL,
    shard                   BIGINT NOT NULL,
    change                  BIGINT NOT NULL,
    decided                 BIGINT NOT NULL,
    valid_from              TEXT NOT NULL,
    valid_to                TEXT NOT NULL,
    recorded_at             BIGINT NOT NULL,
    superseded_at           BIGINT NOT NULL,
    active                  INTEGER NOT NULL,
    branch                  BIGINT NOT NULL,
    status                  TEXT NOT NULL,
    entry                   TEXT NOT NULL,
    category                TEXT NOT NULL,
    name                    TEXT NOT NULL,
    sex                     TEXT NOT NULL,
    birth_date              TEXT,
    ethnicity               TEXT NOT NULL,
    native_place            TEXT NOT NULL,
    education               TEXT NOT NULL,
    degree                  TEXT NOT NULL,
    occupation              TEXT NOT NULL,
    technical_post          TEXT NOT NULL,
    social_stratum          TEXT NOT NULL,
    joined_on               TEXT,
    join_kind               TEXT NOT NULL,
    join_branch             TEXT NOT NULL,
    full_on                 TEXT,
    marital_status          TEXT NOT NULL,
    work_started_on         TEXT,
    migrant_worker          INTEGER NOT NULL,
    front_line              INTEGER NOT NULL,
    mobile                  INTEGER NOT NULL,
    mobile_to               TEXT NOT NULL,
    lost_since              TEXT,
    lost_reason             TEXT NOT NULL,
    seniority_months        INTEGER,
    residence               TEXT NOT NULL,
    registered_residence    TEXT NOT NULL,
    archive_unit            TEXT NOT NULL
);
CREATE INDEX team_state_by_member ON team_state (member, valid_from);
CREATE INDEX team_state_by_branch ON team_state (branch, valid_from);
CREATE INDEX team_state_by_change ON team_state (change);
CREATE TABLE team_change (
    id                  BIGINT PRIMARY KEY,
    kind                TEXT NOT NULL,
    member              BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    organization        BIGINT NOT NULL,
    related             BIGINT NOT NULL,
    effective_on        TEXT NOT NULL,
    document_no         TEXT NOT NULL,
    reason              TEXT NOT NULL,
    payload             TEXT NOT NULL,
    sealed              TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL,
    recorded_by_name    TEXT NOT NULL,
    corrects            BIGINT NOT NULL,
    cause               BIGINT NOT NULL
);
CREATE INDEX team_change_by_member ON team_change (member, recorded_at);
CREATE INDEX team_change_by_corrected ON team_change (corrects) WHERE corrects <> 0;
CREATE INDEX team_change_by_cause ON team_change (cause) WHERE cause <> 0;
CREATE TABLE team_planned (
    effective_on    TEXT NOT NULL,
    member          BIGINT NOT NULL,
    change          BIGINT NOT NULL,
    PRIMARY KEY (effective_on, member, change)
);
CREATE INDEX team_planned_by_member ON team_planned (member);
CREATE TABLE team_participation (
    id                  BIGINT PRIMARY KEY,
    member              BIGINT NOT NULL,
    organization        BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    kind                TEXT NOT NULL,
    valid_from          TEXT NOT NULL,
    valid_to            TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    superseded_at       BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL,
    recorded_by_name    TEXT NOT NULL
);
CREATE INDEX team_participation_by_member ON team_participation (member);
CREATE INDEX team_participation_by_organization ON team_participation (organization);
CREATE TABLE team_account (
    account      BIGINT PRIMARY KEY,
    member       BIGINT NOT NULL,
    linked_at    BIGINT NOT NULL,
    linked_by    BIGINT NOT NULL
);
CREATE UNIQUE INDEX team_account_by_member ON team_account (member);
