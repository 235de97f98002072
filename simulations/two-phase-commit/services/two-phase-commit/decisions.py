from asyncpg import UndefinedObjectError
from fastapi import APIRouter, Request

router = APIRouter()


def quoted(gid: str) -> str:
    """These statements take no parameters, so the name is quoted by hand."""
    return "'" + gid.replace("'", "''") + "'"


@router.post("/decisions", status_code=204)
async def end_prepared(request: Request) -> None:
    decision = await request.json()
    pool = request.app.state.pool

    try:
        # end what was prepared
        verb = "COMMIT" if decision["outcome"] == "committed" else "ROLLBACK"
        await pool.execute(f"{verb} PREPARED {quoted(decision['gid'])}")
    except UndefinedObjectError:
        # told a second time: it has ended already
        pass


@router.get("/in-doubt")
async def in_doubt(request: Request) -> list[str]:
    # list what is in doubt
    rows = await request.app.state.pool.fetch(
        "SELECT gid FROM pg_prepared_xacts WHERE gid LIKE 'order-%' ORDER BY gid"
    )

    return [row["gid"] for row in rows]
