-- What each policy pack was when the program started: a row for every time it was another one than before. [GEN-05]
CREATE TABLE platform_pack_version (
    id              BIGINT PRIMARY KEY,
    pack            TEXT NOT NULL,
    title           TEXT NOT NULL,
    title_en        TEXT NOT NULL,
    layer           TEXT NOT NULL,
    applies_to      TEXT NOT NULL,
    version         TEXT NOT NULL,
    digest          TEXT NOT NULL,
    seen_at         BIGINT NOT NULL
);
CREATE INDEX platform_pack_version_by_pack ON platform_pack_version (pack, id);
