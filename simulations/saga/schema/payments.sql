-- What the provider has said about each order.
CREATE TABLE charges (
  order_id integer PRIMARY KEY,
  state    text NOT NULL
);

CREATE TABLE outbox (
  id            uuid PRIMARY KEY,
  aggregatetype text NOT NULL,
  aggregateid   text NOT NULL,
  type          text NOT NULL,
  payload       jsonb NOT NULL,
  written_by    text NOT NULL,
  written_at    timestamptz NOT NULL DEFAULT now(),
  position      bigint GENERATED ALWAYS AS IDENTITY
);
