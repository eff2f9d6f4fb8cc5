// A throw-away installation of the built program: its own data folder, port and, if asked, PostgreSQL database.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from './client.mjs';
import { create_database, drop_database } from './postgres.mjs';
import { free_port, until } from './process.mjs';

export const program = process.env.JISHI;
export const source = process.env.JISHI_SOURCE_DIR;

export class Installation {
    /// @param engine    'sqlite' or 'postgresql' (on the shared throw-away cluster), or a URL
    /// @param settings  environment variables of the configuration
    static async create({ engine = 'sqlite', settings = {}, folder } = {}) {
        const one = new Installation();
        one.folder = folder ?? mkdtempSync(join(tmpdir(), 'jishi-test.'));
        one.data = join(one.folder, 'data');
        one.own_database = engine === 'postgresql';
        one.database = one.own_database ? create_database() : engine === 'sqlite' ? '' : engine;
        one.settings = { JISHI_DATA_FOLDER: one.data, JISHI_PACKS_FOLDER: join(source, 'packs'), ...settings };
        if (one.database) one.settings.JISHI_DATABASE_URL = one.database;
        one.port = await free_port();
        one.base = `http://127.0.0.1:${one.port}`;
        one.process = null;
        return one;
    }

    /// Runs a command of the program to its end. @return what it printed
    run(...words) {
        return execFileSync(program, words, { encoding: 'utf8', env: { ...process.env, ...this.settings },
            stdio: ['ignore', 'pipe', openSync(join(this.folder, 'log'), 'a')], maxBuffer: 1 << 26 });
    }

    /// Makes an account; its initial password must be changed at the first log-in.
    account(username, role, organization) {
        const printed = this.run('account', 'create', username, '--role', role, ...(organization ? ['--organization', organization] : []));
        return printed.trim().split(/\s+/).pop();
    }

    /// Starts the server and waits for its first answer. @return seconds until then
    async start({ wrap = [], seconds = 60 } = {}) {
        const began = Date.now();
        const log = openSync(join(this.folder, 'log'), 'a');
        const command = [...wrap, program, 'serve', '--port', String(this.port), '--web', join(source, 'web/dist')];
        this.process = spawn(command[0], command.slice(1), { env: { ...process.env, ...this.settings }, stdio: ['ignore', log, log] });
        this.ended = new Promise((resolve) => this.process.on('exit', (code, signal) => { this.over = true; resolve({ code, signal }); }));
        this.over = false;
        await until(`the server on ${this.base}`, async () => {
            if (this.over) throw new Error(`the server ended: ${this.log().slice(-2000)}`);
            return (await this.ready()) === 200;
        }, { seconds, every_ms: 5 });
        return (Date.now() - began) / 1000;
    }

    /// Status of /readyz; 0 when nobody answers.
    ready() {
        return new Promise((resolve) => {
            http.get(`${this.base}/readyz`, { agent: false }, (response) => { response.resume(); resolve(response.statusCode); }).on('error', () => resolve(0));
        });
    }

    async kill() { this.process.kill('SIGKILL'); await this.ended; this.process = null; }

    /// @return the exit code of a stop by SIGTERM
    async stop() {
        if (!this.process) return 0;
        this.process.kill('SIGTERM');
        const { code } = await this.ended;
        this.process = null;
        return code;
    }

    client(options) { return new Client(this.base, options); }
    log() { return readFileSync(join(this.folder, 'log'), 'utf8'); }

    async remove() {
        if (this.process) await this.kill();
        if (this.own_database) drop_database(this.database);
        rmSync(this.folder, { recursive: true, force: true });
    }
}
