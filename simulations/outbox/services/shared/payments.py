import asyncio
import json

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

            # charge the customer
            await pool.execute(
                "INSERT INTO payments (order_id, customer, cents) VALUES ($1, $2, $3)",
                order["id"], order["customer"], order["cents"],
            )

            await consumer.commit()


if __name__ == "__main__":
    asyncio.run(main())
