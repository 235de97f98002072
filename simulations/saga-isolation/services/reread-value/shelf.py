from asyncpg import Connection, Pool, Record


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

        # read the value again, and keep it from changing
        on_hand = await reread(connection, order["article"])

        # it has changed: begin again with what is there now
        if on_hand != order["seen"]:
            state = "read" if on_hand > 0 else "sold out"
            await connection.execute(
                "UPDATE orders SET seen = $2, state = $3 WHERE id = $1", order_id, on_hand, state
            )
            if on_hand <= 0:
                return state

        # write what it worked out
        await connection.execute(
            "UPDATE stock SET on_hand = $2 WHERE article = $1", order["article"], on_hand - 1
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
               RETURNING article""",
            order_id,
        )
        if order is None:
            return None

        # read the value again, and give one back to it
        on_hand = await reread(connection, order["article"])
        await connection.execute(
            "UPDATE stock SET on_hand = $2 WHERE article = $1", order["article"], on_hand + 1
        )
        return "put back"


async def reread(connection: Connection, article: str) -> int:
    return await connection.fetchval(
        "SELECT on_hand FROM stock WHERE article = $1 FOR UPDATE", article
    )
