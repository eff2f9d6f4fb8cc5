CREATE INDEX team_applicant_stage_by_organization ON team_applicant_stage (organization, effective_on);
