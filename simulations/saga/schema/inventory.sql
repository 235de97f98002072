CREATE TABLE stock (
  sku     text PRIMARY KEY,
  on_hand integer NOT NULL CHECK (on_hand >= 0),
  held    integer NOT NULL DEFAULT 0 CHECK (held >= 0),
  shipped integer NOT NULL DEFAULT 0
);
INSERT INTO stock (sku, on_hand) VALUES ('desk-lamp', 5), ('oak-shelf', 5), ('wall-clock', 0);

CREATE TABLE reservations (
  order_id integer PRIMARY KEY,
  sku      text NOT NULL,
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
