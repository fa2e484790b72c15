"""Questions to a chronology in pandas, DuckDB and Polars, by way of Parquet.

Run it as a script, or cell by cell where your editor knows `# %%`:

    annals export parquet -o spans.parquet
    annals export parquet --rows stretches -o stretches.parquet
    annals export parquet --rows events -o events.parquet
    pip install pandas pyarrow duckdb polars
    python examples/notebook.py [ACTOR [FACT [BEFORE AFTER]]]

Three tables answer different questions. A row of *stretches* is a run of days on which the answer about a fact is the
same: what was true on a date is read from it without loss. A row of *spans* is one time in which a fact holds, with both
bounds of both ends and the reports and sources behind it. `end_*` is the first day without; an empty cell is an open
end. `direct-member-of` is what sources tell, `member-of` adds membership by way of other bodies. A row of *events* is a
report of one source, with the bounds of the event.

Every question below is asked three times; the three must agree. The answers are printed as one JSON document.
"""

# %% What is read
import json
import sys
from datetime import date

import duckdb
import pandas as pd
import polars as pl

SPANS, STRETCHES, EVENTS = "spans.parquet", "stretches.parquet", "events.parquet"
asked = sys.argv[1:] + ["cpa", "member-of cpa cme", "2015-06-30", "2018-06-30"][len(sys.argv) - 1 :]
ACTOR, FACT = asked[0], asked[1].split(maxsplit=3)
BEFORE, AFTER = date.fromisoformat(asked[2]), date.fromisoformat(asked[3])

KEY = ["fluent", "subject", "object", "value"]
# `annals at` leaves these out: direct memberships are among the memberships.
HOLDS = ["yes", "possible", "disputed"]

spans_pd, stretches_pd, events_pd = (pd.read_parquet(path) for path in (SPANS, STRETCHES, EVENTS))
spans_pl, stretches_pl, events_pl = (pl.read_parquet(path) for path in (SPANS, STRETCHES, EVENTS))
db = duckdb.connect()
db.execute(f"create view spans as from '{SPANS}'")
db.execute(f"create view stretches as from '{STRETCHES}'")
db.execute(f"create view events as from '{EVENTS}'")


def rows(found):
    """Rows as lists of texts, in one order, whichever library found them."""
    plain = [[None if cell is None or cell != cell else str(cell) for cell in row] for row in found]
    return sorted(plain, key=lambda row: [cell or "" for cell in row])


def agreed(question, by_pandas, by_duckdb, by_polars):
    """The answer on which all three agree."""
    answers = [rows(by_pandas), rows(by_duckdb), rows(by_polars)]
    if not answers[0] == answers[1] == answers[2]:
        sys.exit(f"{question}: pandas, DuckDB and Polars differ\n{answers}")
    return answers[0]


# %% The state at a date: what held of an actor, certainly, perhaps or in dispute
def state_pandas(day):
    t = stretches_pd
    on = (t["from"].isna() | (t["from"] <= day)) & (t["to"].isna() | (t["to"] >= day))
    about = (t["subject"] == ACTOR) | (t["object"] == ACTOR)
    told = t["answer"].isin(HOLDS) & (t["fluent"] != "direct-member-of")
    return t[on & about & told][KEY + ["answer"]].values.tolist()


def state_duckdb(day):
    query = """
        select fluent, subject, object, value, answer from stretches
        where coalesce("from" <= $day, true) and coalesce("to" >= $day, true)
          and $actor in (subject, object)
          and answer in ('yes', 'possible', 'disputed') and fluent <> 'direct-member-of'
    """
    return db.execute(query, {"day": day, "actor": ACTOR}).fetchall()


def state_polars(day):
    on = (pl.col("from") <= day).fill_null(True) & (pl.col("to") >= day).fill_null(True)
    about = (pl.col("subject") == ACTOR) | (pl.col("object") == ACTOR).fill_null(False)
    told = pl.col("answer").is_in(HOLDS) & (pl.col("fluent") != "direct-member-of")
    return stretches_pl.filter(on & about & told).select(KEY + ["answer"]).rows()


state = agreed("state", state_pandas(AFTER), state_duckdb(AFTER), state_polars(AFTER))


# %% One fact: when it held, how surely, and by which reports
fluent, subject, object_, value = (FACT + [None] * 4)[:4]
ENDS = ["begin_earliest", "begin_latest", "end_earliest", "end_latest"]


def fact_pandas():
    t = spans_pd
    fits = (t["fluent"] == fluent) & (t["subject"] == subject)
    fits &= t["object"].isna() if object_ is None else t["object"] == object_
    fits &= t["value"].isna() if value is None else t["value"] == value
    found = t[fits]
    because = found["begun_by"].map(";".join)
    return found[["answer"] + ENDS].astype(object).assign(because=because).values.tolist()


def fact_duckdb():
    query = """
        select answer, begin_earliest, begin_latest, end_earliest, end_latest, array_to_string(begun_by, ';') from spans
        where fluent = ? and subject = ? and object is not distinct from ? and value is not distinct from ?
    """
    return db.execute(query, [fluent, subject, object_, value]).fetchall()


def fact_polars():
    same = [pl.col(key).eq_missing(pl.lit(given)) for key, given in zip(KEY, (fluent, subject, object_, value))]
    because = pl.col("begun_by").list.join(";")
    return spans_pl.filter(same).select(["answer"] + ENDS + [because]).rows()


fact = agreed("fact", fact_pandas(), fact_duckdb(), fact_polars())


# %% The difference of two dates: what of the actor is answered otherwise (null: it does not hold)
def diff_pandas():
    states = [pd.DataFrame(state_pandas(day), columns=KEY + ["answer"]) for day in (BEFORE, AFTER)]
    # Blanks must be equal to be joined.
    before, after = (s.astype(object).where(s.notna(), "") for s in states)
    both = before.merge(after, on=KEY, how="outer", suffixes=("_before", "_after"))
    both = both.astype(object).where(both.notna(), None)
    turned = both[both["answer_before"] != both["answer_after"]]
    return turned.replace({"": None}).values.tolist()


def diff_duckdb():
    query = """
        with told as (
            select *, coalesce("from", '0001-01-01') as first, coalesce("to", '9999-12-31') as last from stretches
            where $actor in (subject, object)
              and answer in ('yes', 'possible', 'disputed') and fluent <> 'direct-member-of'),
        before as (from told where $before between first and last),
        after as (from told where $after between first and last)
        select coalesce(a.fluent, b.fluent), coalesce(a.subject, b.subject), coalesce(a.object, b.object),
               coalesce(a.value, b.value), b.answer, a.answer
        from before b full join after a
          on a.fluent = b.fluent and a.subject = b.subject
         and a.object is not distinct from b.object and a.value is not distinct from b.value
        where a.answer is distinct from b.answer
    """
    return db.execute(query, {"actor": ACTOR, "before": BEFORE, "after": AFTER}).fetchall()


def diff_polars():
    schema = {name: pl.String for name in KEY + ["answer"]}
    before, after = (pl.DataFrame(state_polars(day), schema=schema, orient="row") for day in (BEFORE, AFTER))
    both = before.join(after, on=KEY, how="full", coalesce=True, nulls_equal=True, suffix="_after")
    turned = both.filter(pl.col("answer").ne_missing(pl.col("answer_after")))
    return turned.select(KEY + ["answer", "answer_after"]).rows()


diff = agreed("diff", diff_pandas(), diff_duckdb(), diff_polars())


# %% The history of an actor: the reports it takes part in, and when each may have been
EVENT = ["id", "kind"] + ENDS


def history_pandas():
    mine = events_pd[events_pd["actors"].map(lambda actors: ACTOR in actors)]
    return mine[EVENT].astype(object).values.tolist()


def history_duckdb():
    return db.execute(f"select {', '.join(EVENT)} from events where list_contains(actors, ?)", [ACTOR]).fetchall()


def history_polars():
    return events_pl.filter(pl.col("actors").list.contains(ACTOR)).select(EVENT).rows()


history = agreed("history", history_pandas(), history_duckdb(), history_polars())

# %% All answers
json.dump({"state": state, "fact": fact, "diff": diff, "history": history}, sys.stdout, indent=1)
print()
