// `lode legacy scan` over made-up estates of 1,000, 3,000 and 10,000 SQL files in four dialects: seconds, processor time, peak memory, and whether they grow with the files. Then once more
// with nothing changed.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const lode = fileURLToPath(new URL('../dist/bin/main.js', import.meta.url));

/** One file: tables, views over tables of other files, or a routine, about 2 KB. */
export function legacyText(i, count) {
  const other = (step) => (i * 7 + step * 31) % count;
  switch (i % 4) {
    case 0:
      return `CREATE TABLE [app].[t${i}] ([id] int NOT NULL PRIMARY KEY, [name] nvarchar(50), [amount] decimal(18,2), [made_at] datetime2)\nGO\nCREATE VIEW [app].[v${i}] AS\nSELECT a.id, a.name, SUM(b.amount) AS amount\nFROM app.t${i} a WITH (NOLOCK) JOIN app.t${other(1)} b ON b.id = a.id LEFT JOIN app.v${other(2)} c ON c.id = a.id\nWHERE a.made_at > DATEADD(day, -30, GETDATE())\nGROUP BY a.id, a.name\nGO\nCREATE PROCEDURE app.p${i} @day date AS\nBEGIN\n  SET NOCOUNT ON\n  IF EXISTS (SELECT 1 FROM app.t${i} WHERE amount IS NULL)\n    UPDATE app.t${i} SET amount = 0 WHERE amount IS NULL\n  INSERT INTO app.t${other(3)} (id, name, amount) SELECT id, name, amount FROM app.v${i} WHERE amount > 0\n  EXEC app.p${other(4)} @day\nEND\nGO\n`;
    case 1:
      return `CREATE TABLE t${i} (id NUMBER(10) NOT NULL, name VARCHAR2(50), amount NUMBER(12,2), CONSTRAINT pk${i} PRIMARY KEY (id));\nCREATE OR REPLACE VIEW v${i} AS\nSELECT a.id, a.name, NVL(b.amount, 0) amount, ROW_NUMBER() OVER (PARTITION BY a.name ORDER BY a.id) rn\nFROM t${i} a, t${other(1)} b WHERE a.id = b.id(+) AND a.name IS NOT NULL\n/\nCREATE OR REPLACE PROCEDURE p${i} (p_id IN NUMBER) IS\n  v_n NUMBER;\nBEGIN\n  FOR r IN (SELECT id, amount FROM v${i} WHERE id = p_id) LOOP\n    UPDATE t${other(2)} SET amount = r.amount WHERE id = r.id;\n  END LOOP;\n  SELECT COUNT(*) INTO v_n FROM t${i};\n  EXECUTE IMMEDIATE 'DELETE FROM t${other(3)} WHERE id = ' || p_id;\nEND;\n/\n`;
    case 2:
      return `CREATE TABLE app.t${i} (id serial PRIMARY KEY, name text, amount numeric, made_at timestamptz);\nCREATE VIEW app.v${i} AS\nWITH recent AS (SELECT id, max(made_at) AS made_at FROM app.t${i} GROUP BY id)\nSELECT a.id, a.name, r.made_at, (SELECT sum(x.amount) FROM app.t${other(1)} x WHERE x.id = a.id) AS amount FROM app.t${i} a JOIN recent r USING (id);\nCREATE FUNCTION app.f${i}(p_day date) RETURNS integer LANGUAGE plpgsql AS $$\nDECLARE n integer;\nBEGIN\n  INSERT INTO app.t${other(2)} (name, amount) SELECT name, amount FROM app.v${i} WHERE made_at::date = p_day;\n  GET DIAGNOSTICS n = ROW_COUNT;\n  RETURN n;\nEND $$;\n`;
    default:
      return `CREATE TABLE t${i} (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(50), amount DECIMAL(12,2)) ENGINE=InnoDB;\nCREATE VIEW v${i} AS SELECT a.id, IFNULL(b.name, 'none') AS name, a.amount FROM t${i} a LEFT JOIN t${other(1)} b ON b.id = a.id;\nDELIMITER //\nCREATE PROCEDURE p${i}(IN days INT)\nBEGIN\n  DECLARE n INT DEFAULT 0;\n  DELETE FROM t${i} WHERE id IN (SELECT id FROM v${other(2)} WHERE amount = 0);\n  SELECT COUNT(*) INTO n FROM t${i};\n  CALL p${other(4)}(n);\nEND//\nDELIMITER ;\n`;
  }
}

export async function benchLegacyScan({ folder }) {
  const root = join(folder, 'bench-legacy');
  rmSync(root, { recursive: true, force: true });
  let last = '';
  for (const count of [1000, 3000, 10_000]) {
    const estate = join(root, String(count));
    for (let i = 0; i < count; i++) {
      const into = join(estate, ['mssql', 'ora', 'pg', 'mysql'][i % 4], String(Math.floor(i / 400)));
      mkdirSync(into, { recursive: true });
      writeFileSync(join(into, `f${i}.sql`), legacyText(i, count));
    }
    last = estate;
    tell(`${count.toLocaleString('en')} SQL files`, await scan(root, estate, ['--fresh']));
  }
  tell('the last again, nothing changed', await scan(root, last, []));
  rmSync(root, { recursive: true, force: true });
}

/** Runs the command and looks at its process: wall clock and processor seconds, peak resident memory. */
function scan(root, estate, options) {
  const started = process.hrtime.bigint();
  const child = spawn(
    process.execPath,
    [lode, 'legacy', 'scan', estate, '--quiet', '--out', join(root, 'inventory.json'), ...options],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  let megabytes = 0;
  let ticks = 0;
  const look = () => {
    try {
      const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'));
      if (peak !== null) megabytes = Math.max(megabytes, Number(peak[1]) / 1024);
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
      ticks = Number(fields[11]) + Number(fields[12]);
    } catch {
      // It has ended.
    }
  };
  const looking = setInterval(look, 50);
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => {
      clearInterval(looking);
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      if (code === 0) resolve({ seconds, processor: ticks / 100, megabytes });
      else reject(new Error(`lode legacy scan ended with ${code}`));
    });
  });
}

function tell(what, { seconds, processor, megabytes }) {
  console.log(
    `legacy scan, ${what}: ${seconds.toFixed(1)} s, processor ${processor.toFixed(1)} s, ${Math.round(megabytes)} MB`,
  );
}
