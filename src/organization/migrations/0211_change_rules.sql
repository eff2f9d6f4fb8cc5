-- The rules by which a change was decided: a JSON list of {key, rule, pack, version, from}. [GEN-05]
ALTER TABLE organization_change ADD COLUMN rules TEXT NOT NULL DEFAULT '[]';
