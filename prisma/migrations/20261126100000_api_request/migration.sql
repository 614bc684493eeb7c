-- Requests of the API that whoever sends them names (Idempotency-Key): kept for a day.
CREATE TABLE api_request (
  holder      text        NOT NULL,
  key         text        NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  fingerprint bytea       NOT NULL,
  claim       text        NOT NULL,
  begun_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  done        boolean     NOT NULL DEFAULT FALSE,
  status      integer,
  version     integer,
  answer      text,
  PRIMARY KEY (holder, key)
);
CREATE INDEX api_request_begun_at ON api_request (begun_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON api_request TO rota_app;
