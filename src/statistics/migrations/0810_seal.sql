CREATE TABLE statistics_seal (
    id                  BIGINT PRIMARY KEY,
    organization        BIGINT NOT NULL,
    shard               BIGINT NOT NULL,
    form                TEXT NOT NULL,
    year                INTEGER NOT NULL,
    known_at            BIGINT NOT NULL,
    event_seq           BIGINT NOT NULL,
    event_digest        TEXT NOT NULL,
    form_digest         TEXT NOT NULL,
    figures             TEXT NOT NULL,
    figures_digest      TEXT NOT NULL,
    remark              TEXT NOT NULL,
    algorithm           TEXT NOT NULL,
    public_key          TEXT NOT NULL,
    signature           TEXT NOT NULL,
    sealed_at           BIGINT NOT NULL,
    sealed_by           BIGINT NOT NULL,
    sealed_by_name      TEXT NOT NULL,
    unsealed_at         BIGINT NOT NULL,
    unsealed_by         BIGINT NOT NULL,
    unsealed_by_name    TEXT NOT NULL,
    unseal_reason       TEXT NOT NULL
);
CREATE UNIQUE INDEX statistics_seal_in_force ON statistics_seal (organization, form, year) WHERE unsealed_at = 0;
CREATE INDEX statistics_seal_by_organization ON statistics_seal (organization, year);
