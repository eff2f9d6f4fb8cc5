CREATE INDEX organization_state_by_day ON organization_state (valid_from);
