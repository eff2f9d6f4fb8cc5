// Transfers of both sides under kill -9: two clerks move members back and forth until the server dies. Afterwards each case
// stands in exactly one step, and each member on exactly one roll: that of the last receiving that is in the record.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shared } from '../system/postgres.mjs';
import { random_from, sleep, together } from '../system/process.mjs';
import { demo_world, sign_in } from '../system/world.mjs';

const seed = Number(process.env.JISHI_SEED ?? Date.now() % 1e9);
const clerks = 2;
const order = { release: 'accept', accept: 'admit', admit: 'receipt' };
const action = { release: 'release', accept: 'accept', admit: 'receive', receipt: 'send' };

/// Members with a branch of another committee of the county to go to.
async function movers(client, count) {
    const items = (await client.must('GET', '/api/members?limit=200&status=normal')).items.filter((one) => one.category === '1');
    const found = [];
    for (const one of items) {
        if (found.length === count) break;
        const places = (await client.must('GET', `/api/transfers/receivers?text=${encodeURIComponent('支部')}&from=${one.branch.id}`)).items;
        const to = places.find((place) => place.workflow === 'transfer.within_county' && place.type === 'branch');
        if (to) found.push({ id: one.id, home: one.branch.id, away: to.id });
    }
    return found;
}

async function move_until_death(client, people, cases) {
    let dead = false;
    await together(clerks, async (clerk) => {
        for (let n = 0; !dead; ++n) {
            const person = people[(n * clerks + clerk) % people.length];
            try {
                const now = (await client.get(`/api/members/${person.id}`)).json;
                const from = now.branch.id;
                const to = from === person.home ? person.away : person.home;
                const begun = await client.post('/api/cases', { workflow: 'transfer.within_county', organization: from, subject: person.id, action: 'submit',
                    form: { to, reason: 'unit_changed', dues_until: '2026-01-31' } });
                // Left open by a death before: it goes on, or is taken back.
                if (begun.status !== 200) {
                    assert.equal(begun.json.code, 'transfer.other_open', begun.text);
                    const open = (await client.must('GET', `/api/cases?subject_kind=member&subject=${person.id}&state=open`)).items[0];
                    if (open && ['apply', 'release', 'accept', 'admit'].includes(open.step)) await client.post(`/api/cases/${open.id}/withdraw`, { reason: '重新办理', papers: [] });
                    else if (open) await client.post(`/api/cases/${open.id}/act`, { action: 'send', form: {}, papers: [] });
                    continue;
                }
                const { id } = begun.json.head;
                cases.set(id, 1);
                for (let step = 'release'; step; step = order[step]) {
                    const done = await client.post(`/api/cases/${id}/act`, { action: action[step], form: {}, papers: [] });
                    if (done.status !== 200) throw Object.assign(new Error(`${step}: ${done.text}`), { refused: true });
                    cases.set(id, cases.get(id) + 1);
                }
            } catch (error) {
                if (error.refused || error.code === 'ERR_ASSERTION') throw error;
                dead = true;
            }
        }
    });
}

async function check(client, people, cases, where) {
    for (const [id, answered] of cases) {
        const found = await client.must('GET', `/api/cases/${id}`);
        const numbers = found.steps.map((step) => step.number);
        assert.ok(numbers.length >= answered, `${where}: ${numbers.length} of ${answered} answered steps`);
        assert.deepEqual(numbers, numbers.map((_, index) => index + 1), where);
        assert.equal(found.head.version, numbers.length, where);
    }
    for (const person of people) {
        const { branch } = await client.must('GET', `/api/members/${person.id}`);
        const rolls = [];
        for (const place of [person.home, person.away]) {
            const roll = await client.must('GET', `/api/organizations/${place}/roster?limit=500`);
            if (roll.items.some((one) => one.id === person.id)) rolls.push(place);
        }
        assert.deepEqual(rolls, [branch.id], `${where}: on one roll, that of the branch`);
        const all = (await client.must('GET', `/api/cases?subject_kind=member&subject=${person.id}&limit=200`)).items.filter((one) => one.workflow.startsWith('transfer.'));
        assert.ok(all.filter((one) => one.state === 'open').length <= 1, `${where}: one transfer at a time`);
    }
}

async function rounds(engine, count) {
    const random = random_from(seed);
    const world = await demo_world({ engine });
    try {
        await world.start();
        const client = await sign_in(world, 'organization_department', { connections: 8 });
        const people = await movers(client, 6);
        assert.ok(people.length >= 2, `${people.length} members to move`);
        let steps = 0;
        for (let round = 1; round <= count; ++round) {
            const cases = new Map();
            const load = move_until_death(client, people, cases);
            for (let waited = 0; cases.size === 0 && waited < 10_000; waited += 5) await sleep(5);
            await sleep(random.below(200));
            await world.kill();
            await load;
            client.agent.destroy();
            await world.start();
            await check(client, people, cases, `round ${round}, seed ${seed}`);
            for (const answered of cases.values()) steps += answered;
        }
        console.log(`${engine}: ${steps} answered steps of transfers in ${count} rounds, all found`);
        await world.stop();
        world.run('audit', 'verify');
    } finally {
        await world.remove();
    }
}

test('crash: transfers of two clerks under kill -9, each member on one roll', () => rounds('sqlite', 15));
test('crash: the same on PostgreSQL', { skip: !shared }, () => rounds('postgresql', 6));
