// Asks DuckDB the questions of a benchmark: node duckdb.mjs PACKAGE FOLDER. Loads FOLDER/rows.csv into a table in memory, runs
// each line of FOLDER/questions.sql several times on two threads, and prints the fastest run of each in milliseconds.
import { openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [, , folder_of_package, folder] = process.argv;
const { DuckDBInstance } = createRequire(join(folder_of_package, 'package.json'))(folder_of_package);
const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
const connection = await instance.connect();
// The first line only: the whole file is larger than a string may be.
const head = Buffer.alloc(4096);
const titles = head.toString('utf8', 0, readSync(openSync(join(folder, 'rows.csv'), 'r'), head)).split('\n', 1)[0].split(',');
const types = titles.map((title) => `'${title}': '${title === 'county' ? 'USMALLINT' : 'UTINYINT'}'`).join(', ');
await connection.run(`CREATE TABLE rows AS SELECT * FROM read_csv('${join(folder, 'rows.csv')}', header = true, columns = {${types}})`);
for (const question of readFileSync(join(folder, 'questions.sql'), 'utf8').trim().split('\n')) {
    let best = Infinity;
    for (let run = 0; run < 5; ++run) {
        const began = process.hrtime.bigint();
        const reader = await connection.runAndReadAll(question);
        reader.getRows();
        best = Math.min(best, Number(process.hrtime.bigint() - began) / 1e6);
    }
    console.log(best);
}
