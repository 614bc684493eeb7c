-- Environments in other accounts: the role that Rota assumes there, and how each one stands.
ALTER TABLE environment
  ADD COLUMN role_arn text,
  ADD COLUMN external_id text,
  ADD COLUMN dispatch_queue_arn text,
  ADD COLUMN dead_letter_queue_arn text,
  ADD COLUMN bucket text,
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD COLUMN disabled_at timestamptz(3),
  ADD COLUMN checked_at timestamptz(3),
  ADD COLUMN healthy boolean,
  ADD COLUMN error_code text,
  ADD COLUMN error text,
  ADD COLUMN unreachable_since timestamptz(3);

-- A role is assumed with an external id, always.
ALTER TABLE environment
  ADD CONSTRAINT environment_role_with_external_id CHECK ((role_arn IS NULL) = (external_id IS NULL));

CREATE UNIQUE INDEX environment_name_folded ON environment (lower(name));

-- A grant for one environment must not become one for all when that environment goes.
ALTER TABLE role_grant DROP CONSTRAINT role_grant_environment_id_fkey,
  ADD CONSTRAINT role_grant_environment_id_fkey FOREIGN KEY (environment_id) REFERENCES environment (id)
    ON DELETE RESTRICT ON UPDATE CASCADE;

-- One that never had schedules can be removed.
GRANT DELETE ON environment, environment_pace TO rota_app;
