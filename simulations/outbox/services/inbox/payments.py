import asyncio
import json
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaConsumer


async def main() -> None:
    pool = await asyncpg.create_pool(database="payments", max_size=4)
    consumer = AIOKafkaConsumer(
        "orders",
        bootstrap_servers="broker:9092",
        group_id="payments",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    async with consumer:
        async for message in consumer:
            order = json.loads(message.value)
            message_id = UUID(dict(message.headers)["id"].decode())

            async with pool.acquire() as connection, connection.transaction():
                # claim the message
                claimed = await connection.fetchval(
                    """INSERT INTO inbox (message_id) VALUES ($1)
                       ON CONFLICT DO NOTHING RETURNING true""",
                    message_id,
                )

                # charge the customer
                if claimed:
                    await connection.execute(
                        "INSERT INTO payments (order_id, customer, cents) VALUES ($1, $2, $3)",
                        order["id"], order["customer"], order["cents"],
                    )

            await consumer.commit()


if __name__ == "__main__":
    asyncio.run(main())
