INSERT INTO engine_import (id, kind, target, attachment, file_name, effective_on, mode, dry_run, language, state, row_count, stored,
                           refused, report, change, created_at, created_by, created_by_name, undone_at, undone_by, undone_by_name)
SELECT id, kind, target, attachment, file_name, effective_on, mode, dry_run, language, state, row_count, stored,
       refused, report, change, created_at, created_by, created_by_name, undone_at, undone_by, undone_by_name
FROM organization_import;
INSERT INTO engine_import (id, kind, target, attachment, file_name, effective_on, mode, dry_run, language, state, row_count, stored,
                           refused, report, change, created_at, created_by, created_by_name, undone_at, undone_by, undone_by_name)
SELECT id, kind, target, attachment, file_name, effective_on, mode, dry_run, language, state, row_count, stored,
       refused, report, change, created_at, created_by, created_by_name, undone_at, undone_by, undone_by_name
FROM team_import;
INSERT INTO engine_import (id, kind, target, attachment, file_name, effective_on, mode, dry_run, language, state, row_count, stored,
                           refused, report, change, created_at, created_by, created_by_name, undone_at, undone_by, undone_by_name)
SELECT id, kind, target, attachment, file_name, effective_on, mode, dry_run, language, state, row_count, stored,
       refused, report, change, created_at, created_by, created_by_name, undone_at, undone_by, undone_by_name
FROM team_development_import;
INSERT INTO engine_import_title (account, kind, title, meaning) SELECT account, kind, title, meaning FROM team_import_title;
INSERT INTO engine_import_title (account, kind, title, meaning) SELECT account, kind, title, meaning FROM team_development_import_title;
DROP TABLE organization_import;
DROP TABLE team_import;
DROP TABLE team_import_title;
DROP TABLE team_development_import;
DROP TABLE team_development_import_title;
