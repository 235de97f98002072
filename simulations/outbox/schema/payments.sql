CREATE TABLE payments (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id   integer NOT NULL,
  customer   text NOT NULL,
  cents      integer NOT NULL,
  charged_at timestamptz NOT NULL DEFAULT now()
);
