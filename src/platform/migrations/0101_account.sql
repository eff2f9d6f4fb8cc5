CREATE TABLE platform_account (
    id                  BIGINT PRIMARY KEY,
    username            TEXT NOT NULL,
    username_key        TEXT NOT NULL,
    display_name        TEXT NOT NULL,
    search              TEXT NOT NULL,
    password_hash       TEXT NOT NULL,
    password_changed_at BIGINT NOT NULL,
    must_change_password INTEGER NOT NULL,
    failures            INTEGER NOT NULL DEFAULT 0,
    locked_until        BIGINT NOT NULL DEFAULT 0,
    disabled_at         BIGINT NOT NULL DEFAULT 0,
    totp_secret         TEXT NOT NULL DEFAULT '',
    totp_pending        TEXT NOT NULL DEFAULT '',
    totp_last_step      BIGINT NOT NULL DEFAULT 0,
    last_login_at       BIGINT NOT NULL DEFAULT 0,
    created_at          BIGINT NOT NULL,
    created_by          BIGINT NOT NULL
);
CREATE UNIQUE INDEX platform_account_by_username ON platform_account (username_key);
CREATE TABLE platform_old_password (
    account             BIGINT NOT NULL REFERENCES platform_account (id),
    replaced_at         BIGINT NOT NULL,
    password_hash       TEXT NOT NULL,
    PRIMARY KEY (account, replaced_at)
);
CREATE TABLE platform_session (
    id                  BIGINT PRIMARY KEY,
    account             BIGINT NOT NULL REFERENCES platform_account (id),
    token_hash          TEXT NOT NULL,
    created_at          BIGINT NOT NULL,
    last_seen_at        BIGINT NOT NULL,
    expires_at          BIGINT NOT NULL,
    remote              TEXT NOT NULL,
    user_agent          TEXT NOT NULL
);
CREATE UNIQUE INDEX platform_session_by_token ON platform_session (token_hash);
CREATE INDEX platform_session_by_account ON platform_session (account);
CREATE TABLE platform_grant (
    id                  BIGINT PRIMARY KEY,
    account             BIGINT NOT NULL REFERENCES platform_account (id),
    role                TEXT NOT NULL,
    organization        BIGINT NOT NULL DEFAULT 0,
    subtree             INTEGER NOT NULL,
    given_at            BIGINT NOT NULL,
    given_by            BIGINT NOT NULL,
    taken_at            BIGINT NOT NULL DEFAULT 253402300799000000,
    taken_by            BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX platform_grant_by_account ON platform_grant (account, taken_at);
CREATE INDEX platform_grant_by_organization ON platform_grant (organization, taken_at);
CREATE UNIQUE INDEX platform_grant_held_once ON platform_grant (account, role, organization)
    WHERE taken_at = 253402300799000000;
