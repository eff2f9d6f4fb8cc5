CREATE INDEX organization_unit_state_by_area ON organization_unit_state (area);
CREATE INDEX organization_unit_state_by_credit_code ON organization_unit_state (credit_code) WHERE credit_code <> '';
CREATE INDEX organization_change_by_special_reason ON organization_change (organization) WHERE special_reason <> '';
CREATE TABLE organization_unit_planned (
    effective_on        TEXT NOT NULL,
    unit                BIGINT NOT NULL,
    PRIMARY KEY (effective_on, unit)
);
