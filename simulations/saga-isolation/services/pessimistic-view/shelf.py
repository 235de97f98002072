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
    # write the order; the shelf stays as it is
    return await pool.fetchval(
        """UPDATE orders SET state = 'ordered' WHERE id = $1 AND state = 'read'
           RETURNING state""",
        order_id,
    )


async def find(pool: Pool, order_id: int) -> Record | None:
    # look the order up
    return await pool.fetchrow("SELECT state, cents FROM orders WHERE id = $1", order_id)


async def take(pool: Pool, order_id: int) -> str | None:
    async with pool.acquire() as connection, connection.transaction():
        # find the order
        order = await connection.fetchrow(
            "SELECT article, seen FROM orders WHERE id = $1 AND state = 'ordered' FOR UPDATE",
            order_id,
        )
        if order is None:
            return None

        # write what it worked out from what it read
        await connection.execute(
            "UPDATE stock SET on_hand = $2 WHERE article = $1",
            order["article"], order["seen"] - 1,
        )

        # confirm it, and read the shelf again for the picking slip
        await connection.execute(
            """UPDATE orders
                  SET state = 'confirmed',
                      remaining = (SELECT on_hand FROM stock WHERE article = orders.article)
                WHERE id = $1""",
            order_id,
        )
        return "confirmed"


async def cancel(pool: Pool, order_id: int) -> str | None:
    # cancel the order, unless it has been paid since: there is nothing to put back
    return await pool.fetchval(
        """UPDATE orders SET state = 'cancelled' WHERE id = $1 AND state = 'ordered'
           RETURNING state""",
        order_id,
    )
