// Ask through DuckDB as WebAssembly, as pages in a browser do.
import { createRequire } from 'module';
import { dirname, join } from 'path';
import { readFileSync } from 'fs';
const require = createRequire(import.meta.url);
const duckdb = require('@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs');
const folder = dirname(require.resolve('@duckdb/duckdb-wasm'));
const bundle = (kind) => ({ mainModule: join(folder, `duckdb-${kind}.wasm`), mainWorker: join(folder, `duckdb-node-${kind}.worker.cjs`) });
const [file, question] = process.argv.slice(2);
const database = await duckdb.createDuckDB({ mvp: bundle('mvp'), eh: bundle('eh') }, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
await database.instantiate();
database.registerFileBuffer('published.duckdb', new Uint8Array(readFileSync(file)));
const connection = database.connect();
connection.query("attach 'published.duckdb' as published (read_only)");
connection.query('use published');
const rows = connection.query(question).toArray().map((row) => Object.values(row.toJSON()));
console.log(JSON.stringify(rows, (_, value) => typeof value === 'bigint' ? Number(value) : value));
process.exit(0);
