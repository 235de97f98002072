import asyncio

import asyncpg
from aiokafka import AIOKafkaProducer

POLL_EVERY_SECONDS = 0.010


async def main() -> None:
    connection = await asyncpg.connect(database="orders")
    async with AIOKafkaProducer(bootstrap_servers="broker:9092", acks="all") as producer:
        while True:
            # read what came after the last one sent and can no longer be overtaken
            rows = await connection.fetch(
                """SELECT o.id, o.aggregatetype, o.aggregateid, o.type, o.payload, o.position,
                          o.transaction_id::text
                     FROM outbox o, relay_cursor c
                    WHERE c.relay = 'relay-1'
                      AND (o.transaction_id, o.position) > (c.last_transaction, c.last_position)
                      AND o.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
                    ORDER BY o.transaction_id, o.position
                    LIMIT 10"""
            )

            for row in rows:
                # publish it
                await producer.send_and_wait(
                    row["aggregatetype"],
                    key=row["aggregateid"].encode(),
                    value=row["payload"].encode(),
                    headers=[("id", str(row["id"]).encode()), ("type", row["type"].encode())],
                )

                # remember how far it came
                await connection.execute(
                    """UPDATE relay_cursor SET last_transaction = $1::text::xid8, last_position = $2
                        WHERE relay = 'relay-1'""",
                    row["transaction_id"], row["position"],
                )

            if not rows:
                # clear away what has been sent
                await connection.execute(
                    """DELETE FROM outbox o USING relay_cursor c
                        WHERE c.relay = 'relay-1'
                          AND (o.transaction_id, o.position)
                              <= (c.last_transaction, c.last_position)"""
                )

                # wait for more
                await asyncio.sleep(POLL_EVERY_SECONDS)


if __name__ == "__main__":
    asyncio.run(main())
