// Ask through DuckDB's own package for Node.js.
import { DuckDBInstance } from '@duckdb/node-api';
const [file, question] = process.argv.slice(2);
const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY' });
const connection = await instance.connect();
const reader = await connection.runAndReadAll(question);
console.log(JSON.stringify(reader.getRows(), (_, value) => typeof value === 'bigint' ? Number(value) : value));
