// The disk fills up, the database goes away and comes back: a clear answer, nothing half done, and work goes on.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Cluster, shared } from '../system/postgres.mjs';
import { together, until } from '../system/process.mjs';
import { demo_world, sign_in, whole_tree } from '../system/world.mjs';

const found = (client, parent, name) => client.post('/api/organizations', { parent, name, type: 'branch', sector: 'rural', units: [],
    effective_on: '2026-01-01', document_no: '测组〔2026〕1号', special_reason: '测试' });
const committees = async (client) => (await whole_tree(client)).filter((one) => one.type === 'committee').map((one) => one.id);

test('faults: a full disk answers 503, keeps what was answered, and writing goes on when there is room again', async () => {
    const world = await demo_world();
    const full = join(world.folder, 'full');
    Object.assign(world.settings, { LD_PRELOAD: process.env.JISHI_FULL_DISK_LIBRARY, JISHI_FULL_DISK: full });
    try {
        await world.start();
        const client = await sign_in(world, 'organization_department');
        const parents = await committees(client);
        const answered = [];
        let failed;
        for (let n = 0; n < 500 && !failed; ++n) {
            if (n === 50) writeFileSync(full, '');
            const answer = await found(client, parents[n % parents.length], `满盘支部${n}`);
            if (answer.status === 200) answered.push(answer.json.organization.id);
            else failed = answer;
        }
        assert.ok(failed, 'the disk never filled');
        assert.equal(failed.status, 503, failed.text);
        assert.equal(failed.json.code, 'database.unavailable');
        for (const id of answered) assert.equal((await client.get(`/api/organizations/${id}`)).status, 200, 'reading goes on');
        rmSync(full);
        await until('room again', async () => (await found(client, parents[0], `有空支部${Date.now()}`)).status === 200);
        await world.stop();
        delete world.settings.LD_PRELOAD;
        await world.start();
        const listed = new Set((await whole_tree(client)).map((one) => one.id));
        assert.deepEqual(answered.filter((id) => !listed.has(id)), []);
        await world.stop();
        world.run('audit', 'verify');
    } finally {
        await world.remove();
    }
});

test('faults: PostgreSQL goes away and comes back; nothing answered is lost and no restart is needed', { skip: !shared }, async () => {
    const cluster = await Cluster.create();
    let world;
    try {
        cluster.start();
        world = await demo_world({ engine: cluster.url });
        await world.start();
        const client = await sign_in(world, 'organization_department');
        const parents = await committees(client);
        const answered = [];
        const statuses = new Set();
        let over = false;
        const load = together(8, async (writer) => {
            for (let n = 0; !over; ++n) {
                const answer = await found(client, parents[(writer + n) % parents.length], `断连支部${writer}-${n}`);
                statuses.add(answer.status);
                if (answer.status === 200) answered.push(answer.json.organization.id);
                else assert.equal(answer.status, 503, answer.text);
            }
        });
        await until('some writes', () => answered.length > 20);
        for (let i = 0; i < 3; ++i) {
            const before = answered.length;
            cluster.stop();
            await until('a refusal', () => statuses.has(503));
            assert.equal((await client.get('/readyz')).status, 503);
            cluster.start();
            await until('writes again', () => answered.length > before + 20);
        }
        over = true;
        await load;
        assert.equal((await client.get('/readyz')).status, 200);
        await world.stop();
        await world.start();
        const listed = new Set((await whole_tree(client)).map((one) => one.id));
        assert.deepEqual(answered.filter((id) => !listed.has(id)), []);
        await world.stop();
        world.run('audit', 'verify');
    } finally {
        await world?.remove();
        cluster.remove();
    }
});
