CREATE TABLE organization_unit (
    id                  BIGINT PRIMARY KEY,
    area                BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    name                TEXT NOT NULL,
    credit_code         TEXT NOT NULL,
    kind                TEXT NOT NULL,
    sector              TEXT NOT NULL,
    region_code         TEXT NOT NULL,
    staff_count         INTEGER,
    opened_on           TEXT NOT NULL,
    closed_on           TEXT NOT NULL,
    search              TEXT NOT NULL,
    version             INTEGER NOT NULL
);
CREATE INDEX organization_unit_by_area ON organization_unit (area);
CREATE INDEX organization_unit_by_credit_code ON organization_unit (credit_code);
CREATE TABLE organization_unit_state (
    id                  BIGINT PRIMARY KEY,
    unit                BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    change              BIGINT NOT NULL,
    decided             INTEGER NOT NULL,
    valid_from          TEXT NOT NULL,
    valid_to            TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    superseded_at       BIGINT NOT NULL,
    active              INTEGER NOT NULL,
    area                BIGINT NOT NULL,
    name                TEXT NOT NULL,
    credit_code         TEXT NOT NULL,
    kind                TEXT NOT NULL,
    sector              TEXT NOT NULL,
    region_code         TEXT NOT NULL,
    staff_count         INTEGER
);
CREATE INDEX organization_unit_state_by_unit ON organization_unit_state (unit, valid_from);
CREATE TABLE organization_unit_change (
    id                  BIGINT PRIMARY KEY,
    kind                TEXT NOT NULL,
    unit                BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    effective_on        TEXT NOT NULL,
    document_no         TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL,
    recorded_by_name    TEXT NOT NULL
);
CREATE INDEX organization_unit_change_by_unit ON organization_unit_change (unit);
CREATE TABLE organization_unit_link (
    id                  BIGINT PRIMARY KEY,
    organization        BIGINT NOT NULL,
    unit                BIGINT NOT NULL,
    role                TEXT NOT NULL,
    valid_from          TEXT NOT NULL,
    valid_to            TEXT NOT NULL,
    opened_by           BIGINT NOT NULL,
    closed_by           BIGINT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    superseded_at       BIGINT NOT NULL
);
CREATE INDEX organization_unit_link_by_organization ON organization_unit_link (organization);
CREATE INDEX organization_unit_link_by_unit ON organization_unit_link (unit);
CREATE INDEX organization_unit_link_by_opening ON organization_unit_link (opened_by);
CREATE INDEX organization_unit_link_by_closing ON organization_unit_link (closed_by) WHERE closed_by <> 0;
CREATE TABLE organization_unit_guide (
    id                  BIGINT PRIMARY KEY,
    unit                BIGINT NOT NULL,
    name                TEXT NOT NULL,
    valid_from          TEXT NOT NULL,
    valid_to            TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    superseded_at       BIGINT NOT NULL
);
CREATE INDEX organization_unit_guide_by_unit ON organization_unit_guide (unit);
CREATE TABLE organization_counterpart (
    id                  BIGINT PRIMARY KEY,
    organization        BIGINT NOT NULL,
    kind                TEXT NOT NULL,
    name                TEXT NOT NULL,
    founded_on          TEXT NOT NULL,
    closed_on           TEXT NOT NULL,
    recorded_at         BIGINT NOT NULL,
    recorded_by         BIGINT NOT NULL
);
CREATE INDEX organization_counterpart_by_organization ON organization_counterpart (organization);
