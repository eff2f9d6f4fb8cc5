ALTER TABLE organization_node ADD COLUMN term_postponed_to TEXT;
ALTER TABLE organization_state ADD COLUMN term_postponed_to TEXT;
