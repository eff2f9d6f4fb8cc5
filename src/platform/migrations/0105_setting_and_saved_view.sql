CREATE TABLE platform_setting (
    key                 TEXT PRIMARY KEY,
    kind                TEXT NOT NULL,
    value               TEXT NOT NULL,
    changed_at          BIGINT NOT NULL,
    changed_by          BIGINT NOT NULL
);
CREATE TABLE platform_saved_view (
    id                  BIGINT PRIMARY KEY,
    account             BIGINT NOT NULL REFERENCES platform_account (id),
    page                TEXT NOT NULL,
    name                TEXT NOT NULL,
    query               TEXT NOT NULL,
    created_at          BIGINT NOT NULL
);
CREATE UNIQUE INDEX platform_saved_view_by_name ON platform_saved_view (account, page, name);
