// Read the sources of the Evidence project, and answer from the files that it makes of them. Its
// last step has DuckDB fetch an extension, and waits for ever where that cannot be had: after a
// while what was read until then is looked at.
import { spawn } from 'child_process';
import { readdirSync } from 'fs';
import { DuckDBInstance } from '@duckdb/node-api';

const [, question] = process.argv.slice(2);
const run = spawn('npm', ['run', 'sources'], { detached: true, stdio: 'ignore' });
const ended = new Promise((resolve) => run.on('exit', () => resolve(true)));
const isComplete = await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 60000))]);
if (!isComplete) process.kill(-run.pid, 'SIGKILL');
const place = isComplete ? 'template/static/data' : 'meta';
const isOfGroups = (name) => /group_profiles[^/]*\.parquet$/.test(name);
const file = `.evidence/${place}/` + readdirSync(`.evidence/${place}`, { recursive: true }).find(isOfGroups);
console.log(isComplete ? 'Complete.' : 'Read; the last step waits for an extension of DuckDB.');
const connection = await (await DuckDBInstance.create()).connect();
const asked = question.replace('from group_profiles', `from '${file}'`);
const rows = (await connection.runAndReadAll(asked)).getRows();
console.log(JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? Number(value) : value)));
process.exit(0);
