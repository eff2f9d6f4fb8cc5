// The Debian package: what is in it, and how far the service is fenced in.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const root = process.env.JISHI_SOURCE_DIR;
const run = (command, ...words) => execFileSync(command, words, { encoding: 'utf8', maxBuffer: 1 << 26 });
const have = (command) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
let folder, deb;

before(() => {
    folder = mkdtempSync(join(tmpdir(), 'jishi-package.'));
    deb = run(join(root, 'packaging/build.sh'), process.env.JISHI, folder).trim();
    run('dpkg-deb', '-x', deb, join(folder, 'tree'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('package: holds program, web application, packs, unit and configuration', () => {
    for (const file of ['usr/bin/jishi', 'usr/share/jishi/web/index.html', 'usr/share/jishi/packs/national',
        'lib/systemd/system/jishi.service', 'etc/jishi/jishi.toml', 'usr/share/doc/jishi/copyright', 'usr/share/doc/jishi/operations.md'])
        assert.ok(existsSync(join(folder, 'tree', file)), file);
});

test('package: everything in it belongs to root and nobody else may write it', () => {
    for (const line of run('dpkg-deb', '-c', deb).trim().split('\n')) {
        assert.match(line, /^[-dl]\S+ root\/root /);
        assert.doesNotMatch(line, /^[-d].{4}w|^[-d].{7}w/);
    }
});

test('package: names its libraries, and its configuration file is kept over upgrades', () => {
    const depends = run('dpkg-deb', '-f', deb, 'Depends');
    for (const name of ['libc6', 'libsodium23', 'libsqlite3-0', 'libpq5', 'libssl3']) assert.match(depends, new RegExp(`\\b${name}\\b`));
    assert.equal(run('dpkg-deb', '--ctrl-tarfile', deb).includes('/etc/jishi/jishi.toml'), true);
});

test('package: the program of the package checks the configuration of the package', () => {
    const config = join(folder, 'tree/etc/jishi/jishi.toml');
    // Not installed, so its folders are said to be where they were unpacked.
    const share = join(folder, 'tree/usr/share/jishi');
    const env = { ...process.env, JISHI_PACKS_FOLDER: join(share, 'packs'), JISHI_WEB_FOLDER: join(share, 'web') };
    execFileSync(join(folder, 'tree/usr/bin/jishi'), ['config', 'check', '--config', config], { env, encoding: 'utf8' });
    assert.match(readFileSync(config, 'utf8'), /folder = "\/var\/lib\/jishi"/);
});

test('package: systemd finds no fault in the unit and little exposure', { skip: !have('systemd-analyze') }, () => {
    const unit = join(folder, 'tree/lib/systemd/system/jishi.service');
    const verify = spawnSync('systemd-analyze', ['verify', '--root', join(folder, 'tree'), unit], { encoding: 'utf8' });
    const complaints = verify.stderr.split('\n').filter((line) => line.includes('jishi.service') && !/network-online|sysinit\.target|not-found|Failed to load/.test(line));
    assert.deepEqual(complaints, []);
    const security = run('systemd-analyze', 'security', '--offline=true', '--no-pager', unit);
    const exposure = Number(/Overall exposure level[^:]*: ([\d.]+)/.exec(security)[1]);
    assert.ok(exposure <= 2, `exposure ${exposure}`);
});
