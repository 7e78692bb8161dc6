import { describe, expect, test } from 'vitest';
import { readScript, scriptLines } from '../support/script-lines.ts';

describe('when a script says that it runs', () => {
  test.each([
    ['a time', `DAG("d", schedule_interval="0 3 * * *")`, '0 3 * * *'],
    ['a word', `with DAG("d", schedule="@daily") as dag:\n  pass`, '@daily'],
    ['a decorator', `@dag(schedule="@hourly", start_date=x)\ndef f():\n  pass`, '@hourly'],
    [
      'a stretch of time',
      `every = timedelta(hours=1, minutes=30)\nDAG("d", schedule_interval=every)`,
      'every 1 hour 30 minutes',
    ],
    ['days', `DAG("d", schedule_interval=datetime.timedelta(1))`, 'every 1 day'],
    ['a timetable', `DAG("d", timetable=CronTriggerTimetable("0 1 * * 3", timezone="UTC"))`, '0 1 * * 3'],
    ['two', `DAG("d", schedule="@daily")\nDAG("e", schedule="@weekly")`, '@daily; @weekly'],
    ['what only a run knows', `DAG("d", schedule=Variable.get("when"))`, '{Variable.get("when")}'],
    ['nothing', `DAG("d", schedule_interval=None)`, null],
    ['the module schedule', `schedule.every().day.at("02:00").do(job)`, 'every day at 02:00'],
    [
      'the module schedule, counted',
      `import schedule\nschedule.every(10).minutes.do(job)`,
      'every 10 minutes',
    ],
  ])('%s', (_, text, schedule) => {
    expect(readScript(text.replace(/^(?=.*\.do\(job\))/s, 'def job():\n  pass\n'))[0]!.schedule).toBe(
      schedule,
    );
  });

  test('the owner is the DAG’s, unless it is the one that Airflow writes for nobody', () => {
    const owner = (name: string) =>
      readScript(`args = {"owner": "${name}"}\nDAG("d", default_args=args)`)[0]!.owner;
    expect([owner('billing'), owner('airflow')]).toEqual(['billing', null]);
  });
});

describe('tasks and hooks of Airflow', () => {
  test.each([
    ['SQL', `PostgresOperator(sql="INSERT INTO t SELECT a FROM s")`, ['1 insert: s(*) -> t(*)']],
    ['a file that is not there', `PostgresOperator(sql="a b/load.sql")`, ['1 execute (opaque):  -> ']],
    [
      'a file that only a run knows',
      `PostgresOperator(sql="a b/" + group + "/" + task)`,
      ['1 execute (opaque):  -> '],
    ],
    [
      'several',
      `SQLExecuteQueryOperator(sql=["DELETE FROM t", "INSERT INTO t SELECT a FROM s"])`,
      ['1 delete: t(*) -> ', '1 insert: s(*) -> t(*)'],
    ],
    [
      'a function with arguments',
      `def f(t, d):\n  con.execute(f"SELECT a FROM {t}")\nPythonOperator(python_callable=f, op_args=["x"], op_kwargs={"d": 1})\nPythonOperator(python_callable=f, op_kwargs={"t": "y"})`,
      ['2 select: x(*) -> ', '2 select: y(*) -> '],
    ],
    [
      'a hook',
      `h = PostgresHook("c")\ndf = h.get_pandas_df("SELECT a FROM t")\nh.insert_rows(table="u", rows=df.values, target_fields=["A"])\nh.run("DELETE FROM v")`,
      ['2 select: t(*) -> ', '3 insert_rows: t(*) -> u(a)', '4 delete: v(*) -> '],
    ],
    [
      'an operator of one’s own, which is made to be run',
      `class Load(BaseOperator):\n  def __init__(self, table, **kw):\n    super().__init__(**kw)\n    self.table = table\n  def execute(self, context):\n    PostgresHook("c").run(f"INSERT INTO {self.table} SELECT 1")\nLoad(table="t", task_id="a")`,
      ['6 insert:  -> t(*)'],
    ],
    ['a command that touches no data', `BashOperator(bash_command="date")`, []],
    ['a script', `BashOperator(bash_command="python /opt/jobs/load.py --all")`, ['1 run:  -> ']],
    ['another program', `BashOperator(bash_command="./load --all")`, ['1 run (opaque):  -> ']],
  ])('%s', (_, text, expected) => {
    expect(scriptLines(text)).toEqual(expected);
  });
});

describe('what jobs do besides', () => {
  test.each([
    ['a procedure', `con = pyodbc.connect(x)\ncon.cursor().callproc("dw.refresh", [1])`, ['2 call:  -> ']],
    [
      'rows at once',
      `from psycopg2.extras import execute_values\nexecute_values(cur, "INSERT INTO t SELECT a FROM s", rows)`,
      ['2 insert: s(*) -> t(*)'],
    ],
    [
      'a copy of a file into a table',
      `with open("a.csv") as f:\n  cur.copy_from(f, "dw.t", columns=("X", "y"))`,
      ['1 open: file:a.csv(*) -> ', '2 copy_from: file:a.csv(*) -> dw.t(x,y)'],
    ],
    [
      'a table of pandas into Snowflake',
      `write_pandas(con, pd.read_csv("a.csv", usecols=["x"]), "T")`,
      ['1 write_pandas: file:a.csv(x) -> t(x)', '1 read_csv: file:a.csv(x) -> '],
    ],
    [
      'a file of the memory is none',
      `b = io.StringIO()\npd.read_csv("a.csv", usecols=["x"]).to_csv(b)\ns3.put_object(Bucket="lake", Key="a/b.csv", Body=b.getvalue())`,
      ['2 read_csv: file:a.csv(x) -> ', '3 put_object: file:a.csv(x) -> file:s3://lake/a/b.csv(*)'],
    ],
    [
      'an object of a store',
      `r = s3.get_object(Bucket="lake", Key="a.parquet")\npd.read_parquet(io.BytesIO(r["Body"].read())).to_sql("t", con)`,
      ['1 get_object: file:s3://lake/a.parquet(*) -> ', '2 to_sql: file:s3://lake/a.parquet(*) -> t(*)'],
    ],
    [
      'a file that is sent',
      `s3.upload_file("/tmp/a.csv", BUCKET, "k.csv")`,
      [
        '1 upload_file: file:/tmp/a.csv(*) -> ',
        '1 upload_file (scanned): file:/tmp/a.csv(*) -> file:s3://{bucket}/k.csv(*)',
      ],
    ],
    ['text that stands in the script', `pd.read_json('[{"a": 1}]')\npd.read_csv("a,b\\n1,2")`, []],
    [
      'a thread',
      `def f(t):\n  con.execute("SELECT a FROM " + t)\nThread(target=f, args=("x",)).start()\npool.map(f, ["y", "z"])\nwith ThreadPoolExecutor() as e:\n  e.submit(f, "w")`,
      ['2 select: x(*) -> ', '2 select: y(*) -> ', '2 select: z(*) -> ', '2 select: w(*) -> '],
    ],
    [
      'a function that others call is followed with what they say, wherever it stands',
      `def run(q):\n  con.execute(q)\ndef main():\n  run("SELECT a FROM t")`,
      ['2 select: t(*) -> '],
    ],
  ])('%s', (_, text, expected) => {
    expect(scriptLines(text).toSorted()).toEqual([...expected].sort());
  });

  test.each([
    ['os.path.join(os.path.dirname(__file__), "in.csv")', 'file:jobs/in.csv'],
    ['Path(__file__).resolve().parent.parent / "data" / "in.csv"', 'file:data/in.csv'],
    ['os.getcwd() + "/in.csv"', 'file:in.csv'],
    ['os.path.expandvars("$HOME/data/in.csv")', 'file:{home}/data/in.csv'],
    ['"../data/./in.csv"', 'file:../data/in.csv'],
  ])('the file that %s is', (path, file) => {
    expect(readScript(`pd.read_csv(${path})`).at(-1)!.id).toBe(file);
  });
});
