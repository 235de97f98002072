from asyncpg import Pool, Record


async def read(pool: Pool, order: dict) -> str | None:
    # read the shelf, and begin the order with it
    return await pool.fetchval(
        """INSERT INTO orders (id, customer, article, cents, seen, state)
           SELECT $1, $2, article, $4, on_hand,
                  CASE WHEN on_hand > 0 THEN 'read' ELSE 'sold out' END
             FROM stock
            WHERE article = $3
               ON CONFLICT (id) DO NOTHING
           RETURNING state""",
        order["id"], order["customer"], order["article"], order["cents"],
    )


async def write(pool: Pool, order_id: int) -> str | None:
    async with pool.acquire() as connection, connection.transaction():
        # find the order
        order = await connection.fetchrow(
            "SELECT article, seen FROM orders WHERE id = $1 AND state = 'read' FOR UPDATE",
            order_id,
        )
        if order is None:
            return None

        # write what it worked out from what it read
        await connection.execute(
            "UPDATE stock SET on_hand = $2 WHERE article = $1",
            order["article"], order["seen"] - 1,
        )

        # the unit is this order's
        await connection.execute("UPDATE orders SET state = 'taken' WHERE id = $1", order_id)
        return "taken"


async def find(pool: Pool, order_id: int) -> Record | None:
    # look the order up
    return await pool.fetchrow("SELECT state, cents FROM orders WHERE id = $1", order_id)


async def confirm(pool: Pool, order_id: int) -> str:
    # confirm it, and read the shelf again for the picking slip
    await pool.execute(
        """UPDATE orders
              SET state = 'confirmed',
                  remaining = (SELECT on_hand FROM stock WHERE article = orders.article)
            WHERE id = $1 AND state = 'taken'""",
        order_id,
    )
    return "confirmed"


async def put_back(pool: Pool, order_id: int) -> str | None:
    async with pool.acquire() as connection, connection.transaction():
        # cancel the order
        order = await connection.fetchrow(
            """UPDATE orders SET state = 'put back' WHERE id = $1 AND state = 'taken'
               RETURNING article, seen""",
            order_id,
        )
        if order is None:
            return None

        # write back what was there
        await connection.execute(
            "UPDATE stock SET on_hand = $2 WHERE article = $1", order["article"], order["seen"]
        )
        return "put back"
