-- What was said so far and the day of the last step, so that a step need not read all steps before it. Cases of before
-- have none until their next step.
ALTER TABLE engine_case ADD COLUMN form TEXT;
ALTER TABLE engine_case ADD COLUMN last_day TEXT;
