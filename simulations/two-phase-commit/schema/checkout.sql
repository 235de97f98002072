-- The coordinator's log. The first row of an order decides it; no row means aborted.
CREATE TABLE decisions (
  gid        text PRIMARY KEY,
  outcome    text NOT NULL CHECK (outcome IN ('committed', 'aborted')),
  decided_at timestamptz NOT NULL DEFAULT now()
);
