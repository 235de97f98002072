import asyncio

from asyncpg import Pool, Record

ASK_AGAIN_SECONDS = 0.010
ATTEMPTS_MOST = 25


async def read(pool: Pool, order: dict) -> str | None:
    # begin the order, unless an earlier try has: then this one goes on where that one stopped
    await pool.execute(
        """INSERT INTO orders (id, customer, article, cents, state)
           VALUES ($1, $2, $3, $4, 'waiting')
               ON CONFLICT (id) DO NOTHING""",
        order["id"], order["customer"], order["article"], order["cents"],
    )

    for _ in range(ATTEMPTS_MOST):
        state = await lock_and_read(pool, order)
        if state is not None:
            return state

        # another order's saga is not over: ask again later
        await asyncio.sleep(ASK_AGAIN_SECONDS)

    return "waiting"


async def lock_and_read(pool: Pool, order: dict) -> str | None:
    async with pool.acquire() as connection, connection.transaction():
        # see how far the order is: another try may have read for it
        state = await connection.fetchval(
            "SELECT state FROM orders WHERE id = $1 FOR UPDATE", order["id"]
        )
        if state != "waiting":
            return state

        # lock the shelf for this order, unless another has it
        on_hand = await connection.fetchval(
            """UPDATE stock SET pending = $2 WHERE article = $1 AND pending IS NULL
               RETURNING on_hand""",
            order["article"], order["id"],
        )
        if on_hand is None:
            return None

        # keep what was read
        state = "read" if on_hand > 0 else "sold out"
        await connection.execute(
            "UPDATE orders SET seen = $2, state = $3 WHERE id = $1", order["id"], on_hand, state
        )

        # nothing to buy: unlock it at once
        if state == "sold out":
            await connection.execute(
                "UPDATE stock SET pending = NULL WHERE article = $1", order["article"]
            )
        return state


async def write(pool: Pool, order_id: int) -> str | None:
    await comes_after(pool, order_id, ["waiting"])

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
    await comes_after(pool, order_id, ["waiting", "read"])

    # look the order up
    return await pool.fetchrow("SELECT state, cents FROM orders WHERE id = $1", order_id)


async def confirm(pool: Pool, order_id: int) -> str | None:
    async with pool.acquire() as connection, connection.transaction():
        # confirm it, and read the shelf again for the picking slip
        article = await connection.fetchval(
            """UPDATE orders
                  SET state = 'confirmed',
                      remaining = (SELECT on_hand FROM stock WHERE article = orders.article)
                WHERE id = $1 AND state = 'taken'
               RETURNING article""",
            order_id,
        )
        if article is None:
            return None

        # unlock the shelf
        await connection.execute("UPDATE stock SET pending = NULL WHERE article = $1", article)
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

        # write back what was there, and unlock the shelf
        await connection.execute(
            "UPDATE stock SET on_hand = $2, pending = NULL WHERE article = $1",
            order["article"], order["seen"],
        )
        return "put back"


async def comes_after(pool: Pool, order_id: int, earlier: list[str]) -> None:
    """While a step of an order waits for the lock, its next steps wait for that step."""
    for _ in range(ATTEMPTS_MOST):
        # see how far the order is
        state = await pool.fetchval("SELECT state FROM orders WHERE id = $1", order_id)
        if state not in earlier:
            return

        await asyncio.sleep(ASK_AGAIN_SECONDS)
