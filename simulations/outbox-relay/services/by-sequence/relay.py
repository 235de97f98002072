import asyncio

import asyncpg
from aiokafka import AIOKafkaProducer

POLL_EVERY_SECONDS = 0.010


async def main() -> None:
    connection = await asyncpg.connect(database="orders")
    async with AIOKafkaProducer(bootstrap_servers="broker:9092", acks="all") as producer:
        while True:
            # read what came after the last one sent
            rows = await connection.fetch(
                """SELECT o.id, o.aggregatetype, o.aggregateid, o.type, o.payload, o.position
                     FROM outbox o, relay_cursor c
                    WHERE c.relay = 'relay-1'
                      AND o.position > c.last_position
                    ORDER BY o.position
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
                    "UPDATE relay_cursor SET last_position = $1 WHERE relay = 'relay-1'",
                    row["position"],
                )

            if not rows:
                # clear away what has been sent
                await connection.execute(
                    """DELETE FROM outbox o USING relay_cursor c
                        WHERE c.relay = 'relay-1' AND o.position <= c.last_position"""
                )

                # wait for more
                await asyncio.sleep(POLL_EVERY_SECONDS)


if __name__ == "__main__":
    asyncio.run(main())
