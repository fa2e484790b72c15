"""Peers in memory: whole state, one actor, and what differs between two days, from the rows of a timeline.

Facts are told by number, as in columns of keys; in `state-named` in words.
Run as `peers.py pandas|polars|duckdb state|state-named|actor|diff FOLDER RUNS OUT`; writes what it measured as JSON.
"""

import json
import sys
import time

LAST = 2**31 - 1


class Pandas:
    def __init__(self, path):
        import pandas

        self.pandas = pandas
        self.rows = pandas.read_csv(path, sep="\t", keep_default_na=False)
        self.columns = ["number", "answer", "be", "bl", "ee", "el"]
        self.words = ["fluent", *self.columns[1:]]
        self.by_subject = self.rows.groupby("subject").indices
        self.by_object = self.rows.groupby("object").indices

    def held(self, rows, day):
        return rows[(rows.valid_from.values <= day) & (rows.valid_to.values >= day)]

    def state(self, day):
        return self.held(self.rows, day)[self.columns]

    def state_named(self, day):
        return self.held(self.rows, day)[self.words]

    def actor(self, actor, day):
        none = self.rows.index.values[:0]
        subject = self.rows.take(self.by_subject.get(actor, none))
        other = self.rows.take(self.by_object.get(actor, none))
        other = other[other.subject != actor]
        return self.held(self.pandas.concat([subject, other]), day)[self.columns]

    def diff(self, a, b):
        old = self.held(self.rows, a)[["number", "answer"]]
        new = self.held(self.rows, b)[["number", "answer"]]
        both = old.merge(new, on="number", how="outer", suffixes=("_a", "_b")).fillna(0)
        both = both[both.answer_a != both.answer_b]
        return both.assign(answer=(both.answer_a * 8 + both.answer_b).astype(int), be=0, bl=0, ee=0, el=0)[self.columns]

    def lines(self, frame):
        return list(frame.itertuples(index=False, name=None))


class Polars:
    def __init__(self, path):
        import polars

        self.polars = polars
        self.rows = polars.read_csv(path, separator="\t").with_columns(polars.col("object").fill_null(""))
        self.columns = ["number", "answer", "be", "bl", "ee", "el"]
        self.words = ["fluent", *self.columns[1:]]

    def held(self, day):
        column = self.polars.col
        return self.rows.lazy().filter((column("valid_from") <= day) & (column("valid_to") >= day))

    def state(self, day):
        return self.held(day).select(self.columns).collect()

    def state_named(self, day):
        return self.held(day).select(self.words).collect()

    def actor(self, actor, day):
        column = self.polars.col
        named = (column("subject") == actor) | (column("object") == actor)
        return self.held(day).filter(named).select(self.columns).collect()

    def diff(self, a, b):
        column = self.polars.col
        old = self.held(a).select("number", old="answer")
        new = self.held(b).select("number", new="answer")
        both = old.join(new, on="number", how="full", coalesce=True).with_columns(
            column("old").fill_null(0), column("new").fill_null(0)
        )
        zero = [self.polars.lit(0).alias(name) for name in self.columns[2:]]
        answer = (column("old") * 8 + column("new")).alias("answer")
        return both.filter(column("old") != column("new")).select("number", answer, *zero).collect()

    def lines(self, frame):
        return frame.rows()


class DuckDB:
    def __init__(self, path):
        import duckdb

        self.connection = duckdb.connect(":memory:")
        read = f"SELECT * FROM read_csv('{path}', delim='\t', header=true, quote='', nullstr='\\N')"
        self.connection.execute(f"CREATE TABLE spans AS {read}")
        self.connection.execute("CREATE INDEX by_subject ON spans (subject)")
        self.connection.execute("CREATE INDEX by_object ON spans (object)")

    def asked(self, select, values):
        return self.connection.execute(select, values).to_arrow_table()

    def state(self, day):
        select = "SELECT number, answer, be, bl, ee, el FROM spans WHERE valid_from <= $1 AND valid_to >= $1"
        return self.asked(select, [day])

    def state_named(self, day):
        select = "SELECT fluent, answer, be, bl, ee, el FROM spans WHERE valid_from <= $1 AND valid_to >= $1"
        return self.asked(select, [day])

    def actor(self, actor, day):
        select = """SELECT number, answer, be, bl, ee, el FROM spans
            WHERE subject = $1 AND valid_from <= $2 AND valid_to >= $2
            UNION ALL SELECT number, answer, be, bl, ee, el FROM spans
            WHERE object = $1 AND subject <> $1 AND valid_from <= $2 AND valid_to >= $2"""
        return self.asked(select, [actor, day])

    def diff(self, a, b):
        select = """WITH a AS (SELECT number, answer FROM spans WHERE valid_from <= $1 AND valid_to >= $1),
                b AS (SELECT number, answer FROM spans WHERE valid_from <= $2 AND valid_to >= $2)
            SELECT coalesce(a.number, b.number) AS number,
                coalesce(a.answer, 0) * 8 + coalesce(b.answer, 0) AS answer, 0 AS be, 0 AS bl, 0 AS ee, 0 AS el
            FROM a FULL JOIN b ON a.number = b.number WHERE a.answer IS DISTINCT FROM b.answer"""
        return self.asked(select, [a, b])

    def lines(self, table):
        return list(zip(*(column.to_pylist() for column in table.columns)))


def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def main(peer, operation, folder, runs, out):
    with open(f"{folder}/questions.json") as file:
        questions = json.load(file)
    days = questions["days"]
    side = {"pandas": Pandas, "polars": Polars, "duckdb": DuckDB}[peer](f"{folder}/rows.tsv")
    asked = {
        "state": [(day,) for day in days],
        "state-named": [(day,) for day in days],
        "actor": [(actor, days[4]) for actor in questions["actors"]],
        "diff": [(days[2], days[5])],
    }[operation]
    ask = getattr(side, operation.replace("-", "_"))
    answers = [sorted(tuple(line) for line in side.lines(ask(*question))) for question in asked]
    samples = []
    for _ in range(int(runs)):
        for question in asked:
            begin = time.perf_counter_ns()
            ask(*question)
            samples.append(time.perf_counter_ns() - begin)
    with open(out, "w") as file:
        json.dump(
            {
                "samples": samples,
                "units": 1,
                "rows": sum(len(lines) for lines in answers),
                "lines": ["".join(f"{'|'.join(str(v) for v in line)}\n" for line in lines) + "\n" for lines in answers],
                "peak": peak(),
            },
            file,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
