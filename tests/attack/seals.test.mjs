// Sealed tables against whoever holds the database: two at once, and a figure, a key or a reason that was touched.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { demo_world, sign_in } from '../system/world.mjs';

const year = new Date().getFullYear() - 1;
let world, department, within;

const sql = (text) => execFileSync('sqlite3', [join(world.data, 'jishi.db'), text], { encoding: 'utf8' });
/// What `jishi statistics verify` prints; it ends with 2 when a seal is not whole.
function verify() {
    try {
        return { whole: true, printed: world.run('statistics', 'verify') };
    } catch (failed) {
        return { whole: false, printed: String(failed.stdout ?? failed.message) };
    }
}

before(async () => {
    world = await demo_world();
    await world.start();
    department = await sign_in(world, 'organization_department');
    within = (await department.must('GET', '/api/organizations/roots')).items[0].id;
});
after(() => world?.remove());

test('attack: of many seals of one year at once one wins, the others are told, and the trail has one', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => department.post('/api/statistics/seals', { within, form: 'bulletin', year })));
    assert.deepEqual(answers.map((one) => one.status).sort(), [200, 409, 409, 409, 409, 409]);
    for (const one of answers.filter((answer) => answer.status === 409)) assert.equal(one.json.code, 'statistics.already_sealed');
    assert.equal(sql("SELECT COUNT(*) FROM platform_audit WHERE action = 'statistics.sealed'").trim(), '1');
    const proved = verify();
    assert.equal(proved.whole, true, proved.printed);
    assert.match(proved.printed, /1 sealed tables, 0 of them not whole/);
});

test('attack: a role that may only read seals and unseals nothing, and another place sees no seal', async () => {
    const [seal] = (await department.must('GET', `/api/statistics/seals?within=${within}`)).items;
    const supervisor = await sign_in(world, 'supervisor');
    assert.equal((await supervisor.post('/api/statistics/seals', { within, form: 'members', year })).json.code, 'access.forbidden');
    assert.equal((await supervisor.post(`/api/statistics/seals/${seal.id}/unseal`, { reason: 'x' })).json.code, 'access.forbidden');
    // Whoever may change organisations may not seal for that: it is a permission of its own.
    const organizer = await sign_in(world, 'committee_organizer');
    const held = (await organizer.must('GET', '/api/session')).permissions;
    assert.ok(held.includes('organization.change') && !held.includes('statistics.seal'));
    for (const at of [within, (await organizer.must('GET', '/api/organizations/roots')).items[0].id])
        assert.equal((await organizer.post('/api/statistics/seals', { within: at, form: 'members', year })).json.code, 'access.forbidden');
    assert.equal((await organizer.post(`/api/statistics/seals/${seal.id}/unseal`, { reason: 'x' })).json.code, 'access.forbidden');
    const secretary = await sign_in(world, 'branch_secretary');
    assert.equal((await secretary.request('GET', `/api/statistics/seals/${seal.id}`)).json.code, 'statistics.seal_not_found');
    assert.equal((await department.post(`/api/statistics/seals/${seal.id}/unseal`, { reason: '  ' })).status, 400);
});

test('attack: a figure, a remark, a signature or the record before the seal that was edited in the database is found [STAT-09]', () => {
    const touched = [
        ["figures = replace(figures, 'members=', 'members=1')", /do not fit their checksum/],
        ["remark = '另有说明'", /signature does not fit/],
        ["sealed_by_name = '他人'", /signature does not fit/],
        ["signature = '00'", /signature does not fit/],
        ['known_at = known_at - 86400000000', /signature does not fit/],
    ];
    const before = sql('SELECT figures, remark, sealed_by_name, signature, known_at FROM statistics_seal');
    for (const [set, words] of touched) {
        sql('BEGIN; CREATE TABLE kept AS SELECT * FROM statistics_seal; COMMIT');
        sql(`UPDATE statistics_seal SET ${set}`);
        const found = verify();
        assert.equal(found.whole, false, set);
        assert.match(found.printed, words, set);
        sql('DELETE FROM statistics_seal; INSERT INTO statistics_seal SELECT * FROM kept; DROP TABLE kept');
    }
    assert.equal(sql('SELECT figures, remark, sealed_by_name, signature, known_at FROM statistics_seal'), before);
    sql("UPDATE db_outbox SET payload = '{}' WHERE seq = (SELECT event_seq FROM statistics_seal)");
    const found = verify();
    assert.equal(found.whole, false);
    assert.match(found.printed, /the record before it was changed/);
});
