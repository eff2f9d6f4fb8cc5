// Databases on the throw-away cluster of `./dev test`, and clusters of a test's own that may be stopped.
import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { free_port } from './process.mjs';

const bin = process.env.JISHI_TEST_POSTGRES_BIN ?? '/usr/lib/postgresql/15/bin';
export const shared = process.env.JISHI_TEST_POSTGRES;  // undefined: no cluster, PostgreSQL is left out

const run = (program, ...words) => execFileSync(join(bin, program), words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/// Creates an empty database and gives its URL.
export function create_database(cluster = shared) {
    const name = `jishi_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
    run('psql', '-qX', '-c', `CREATE DATABASE ${name}`, cluster);
    return cluster.replace(/\/[^/]*$/, `/${name}`);
}

export function drop_database(url) {
    run('psql', '-qX', '-c', `DROP DATABASE IF EXISTS ${url.split('/').pop()} WITH (FORCE)`, url.replace(/\/[^/]*$/, '/postgres'));
}

/// A cluster of a test's own. It refuses to run as root, so its own user runs it then.
export class Cluster {
    static async create() {
        const cluster = new Cluster();
        cluster.home = mkdtempSync(join(tmpdir(), 'jishi-own-pg.'));
        if (process.getuid() === 0) chownSync(cluster.home, Number(execFileSync('id', ['-u', 'postgres'])), 0);
        cluster.data = join(cluster.home, 'cluster');
        cluster.port = await free_port();
        cluster.as_owner('initdb', '-D', cluster.data, '-U', 'jishi', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync');
        return cluster;
    }

    as_owner(program, ...words) {
        const command = [join(bin, program), ...words];
        if (process.getuid() === 0) command.unshift('runuser', '-u', 'postgres', '--');
        execFileSync(command[0], command.slice(1), { cwd: '/', stdio: 'ignore' });
    }

    start() {
        this.as_owner('pg_ctl', '-D', this.data, '-w', '-t', '60', '-l', join(this.home, 'log'), 'start', '-o',
            `-c listen_addresses=127.0.0.1 -c port=${this.port} -c unix_socket_directories= -c fsync=off`);
        this.url = `postgresql://jishi@127.0.0.1:${this.port}/postgres`;
    }

    stop() { this.as_owner('pg_ctl', '-D', this.data, '-m', 'immediate', '-w', 'stop'); }

    remove() {
        try { this.stop(); } catch { /* it was down already */ }
        rmSync(this.home, { recursive: true, force: true });
    }
}
