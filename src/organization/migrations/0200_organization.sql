CREATE TABLE organization_node (
    id                  BIGINT PRIMARY KEY,
    parent              BIGINT NOT NULL,
    path                TEXT NOT NULL,
    shard               BIGINT NOT NULL,
    status              INTEGER NOT NULL,
    name                TEXT NOT NULL,
    short_name          TEXT NOT NULL,
    code                TEXT NOT NULL,
    type                TEXT NOT NULL,
    sector              TEXT NOT NULL,
    level               TEXT NOT NULL,
    form                TEXT NOT NULL,
    region_code         TEXT NOT NULL,
    term_started_on     TEXT,
    term_expires_on     TEXT,
    sort_order          INTEGER NOT NULL,
    members             INTEGER,
    formal_members      INTEGER,
    founded_on          TEXT NOT NULL,
    dissolved_on        TEXT NOT NULL,
    pinyin              TEXT NOT NULL,
    initials            TEXT NOT NULL,
    version             INTEGER NOT NULL
);
CREATE UNIQUE INDEX organization_node_by_path ON organization_node (path);
CREATE TABLE organization_state (
    id                  BIGINT PRIMARY KEY,
    organization        BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    change              BIGINT NOT NULL,
    decided             INTEGER NOT NULL,
    valid_from          TEXT NOT NULL,
    valid_to            TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    superseded_at       BIGINT NOT NULL,
    active              INTEGER NOT NULL,
    parent              BIGINT NOT NULL,
    name                TEXT NOT NULL,
    short_name          TEXT NOT NULL,
    code                TEXT NOT NULL,
    type                TEXT NOT NULL,
    sector              TEXT NOT NULL,
    level               TEXT NOT NULL,
    form                TEXT NOT NULL,
    region_code         TEXT NOT NULL,
    term_started_on     TEXT,
    term_expires_on     TEXT,
    sort_order          INTEGER NOT NULL,
    members             INTEGER,
    formal_members      INTEGER
);
CREATE INDEX organization_state_by_organization ON organization_state (organization, valid_from);
CREATE INDEX organization_state_by_parent ON organization_state (parent, name);
CREATE INDEX organization_state_by_change ON organization_state (change);
CREATE TABLE organization_change (
    id                  BIGINT PRIMARY KEY,
    kind                TEXT NOT NULL,
    organization        BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    related             BIGINT NOT NULL,
    effective_on        TEXT NOT NULL,
    document_no         TEXT NOT NULL,
    reason              TEXT NOT NULL,
    special_reason      TEXT NOT NULL,
    payload             TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL,
    recorded_by_name    TEXT NOT NULL,
    corrects            BIGINT NOT NULL
);
CREATE INDEX organization_change_by_organization ON organization_change (organization, recorded_at);
CREATE INDEX organization_change_by_day ON organization_change (effective_on);
CREATE INDEX organization_change_by_related ON organization_change (related) WHERE related <> 0;
CREATE INDEX organization_change_by_corrected ON organization_change (corrects) WHERE corrects <> 0;
CREATE TABLE organization_planned (
    effective_on        TEXT NOT NULL,
    organization        BIGINT NOT NULL,
    change              BIGINT NOT NULL,
    PRIMARY KEY (effective_on, organization, change)
);
CREATE INDEX organization_planned_by_organization ON organization_planned (organization);
CREATE TABLE organization_counter (
    name                TEXT PRIMARY KEY,
    value               BIGINT NOT NULL
);
INSERT INTO organization_counter (name, value) VALUES ('segment', 0);
