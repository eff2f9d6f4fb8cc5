// Runs the browser tests (or, with --shots, makes the pictures of docs/images, or, with --first-page, measures how soon
// a phone shows its first page) against a real server: the one that
// JISHI_URL and JISHI_ACCOUNTS (a JSON file, role -> {username, password}) name, else one of its own with the demo world.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { free_port, until } from '../system/process.mjs';
import { prepare } from './people.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const folder = mkdtempSync(join(tmpdir(), 'jishi-browser.'));
let server;

/// The accounts that `jishi demo` prints: lines of "role  username  password".
export function accounts_of(printed) {
    const accounts = {};
    for (const line of printed.split('\n')) {
        const [role, username, password] = line.trim().split(/\s+/);
        if (/^[a-z]+(_[a-z]+)*$/.test(role ?? '') && password) accounts[role] ??= { username, password };
    }
    return accounts;
}

/// The packs of the product, and for the tests one that is made up.
function packs_folder() {
    const packs = join(folder, 'packs');
    mkdirSync(packs);
    for (const from of [join(root, 'packs'), ...(process.argv.includes('--shots') ? [] : [join(here, 'packs')])])
        for (const one of readdirSync(from, { withFileTypes: true })) if (one.isDirectory()) symlinkSync(join(from, one.name), join(packs, one.name));
    return packs;
}

async function start() {
    const program = process.env.JISHI ?? join(root, 'build/release/jishi');
    const options = ['--data', join(folder, 'data'), '--packs', packs_folder()];
    const made = spawnSync(program, ['demo', process.env.JISHI_DEMO ?? 'shapotou', ...options], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`the demo world was not made: ${made.stderr || made.error}`);
    const port = await free_port();
    server = spawn(program, ['serve', ...options, '--port', String(port), '--web', join(root, 'web/dist')], { stdio: ['ignore', 'ignore', 'inherit'] });
    let over = false;
    server.on('exit', () => (over = true));
    const base = `http://127.0.0.1:${port}`;
    await until('the server', async () => {
        if (over) throw new Error('the server ended');
        return fetch(`${base}/readyz`).then((answer) => answer.ok, () => false);
    }, { seconds: 60, every_ms: 50 });
    return { base, accounts: accounts_of(made.stdout) };
}

async function main() {
    const other = ['shots', 'first-page'].find((word) => process.argv.includes(`--${word}`));
    const given = process.env.JISHI_URL;
    const { base, accounts } = given ? { base: given, accounts: JSON.parse(readFileSync(process.env.JISHI_ACCOUNTS, 'utf8')) } : await start();
    // A given server keeps the changed passwords; so does the file, for the next run.
    const file = given ? process.env.JISHI_ACCOUNTS : join(folder, 'people.json');
    writeFileSync(file, `${JSON.stringify(await prepare(base, accounts), null, 2)}\n`);
    mkdirSync(join(root, 'build/browser'), { recursive: true });
    const env = { ...process.env, JISHI_URL: base, JISHI_ACCOUNTS: file };
    if (other) return spawnSync(process.execPath, [join(here, `${other}.mjs`), ...process.argv.slice(2).filter((word) => word !== `--${other}`)], { stdio: 'inherit', env }).status ?? 1;
    const wanted = process.argv.slice(2);
    const files = readdirSync(here).filter((name) => name.endsWith('.test.mjs') && (!wanted.length || wanted.some((word) => name.includes(word)))).sort();
    let passed = 0;
    let failed = 0;
    for (const name of files) {
        const run = spawn(process.execPath, ['--test', '--test-reporter=tap', join(here, name)], { env, stdio: ['ignore', 'pipe', 'inherit'], timeout: 10 * 60_000 });  // one that hangs fails
        let printed = '';
        run.stdout.on('data', (chunk) => { printed += chunk; process.stdout.write(chunk); });
        await new Promise((resolve) => run.on('exit', resolve));
        passed += Number(/^# pass (\d+)/m.exec(printed)?.[1] ?? 0);
        failed += Number(/^# fail (\d+)/m.exec(printed)?.[1] ?? 1);
    }
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return failed > 0 || passed === 0 ? 1 : 0;
}

let status = 1;
try {
    status = await main();
} catch (error) {
    process.stderr.write(`${error.stack}\n0 passed, 1 failed\n`);
} finally {
    if (server) {
        const ended = new Promise((resolve) => server.on('exit', resolve));
        server.kill('SIGTERM');
        await ended;
    }
    rmSync(folder, { recursive: true, force: true });
}
process.exit(status);
