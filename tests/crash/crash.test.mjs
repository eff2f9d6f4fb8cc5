// kill -9 in the middle of writes under load: what was answered is there afterwards, and nothing is half done.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shared } from '../system/postgres.mjs';
import { random_from, sleep, together } from '../system/process.mjs';
import { demo_world, sign_in, whole_tree } from '../system/world.mjs';

const seed = Number(process.env.JISHI_SEED ?? Date.now() % 1e9);
const writers = 24;

/// Founds branches until the server dies. @return {id, name} of every answered one
async function write_until_death(client, parents, round, answered) {
    let dead = false;
    await together(writers, async (writer) => {
        for (let n = 0; !dead; ++n) {
            const parent = parents[(writer * 31 + n) % parents.length];
            const name = `第${round}轮第${writer}支部${n}`;
            try {
                const answer = await client.post('/api/organizations', { parent, name, type: 'branch', sector: 'rural', units: [],
                    effective_on: '2026-01-01', document_no: `测组〔2026〕${n}号`, special_reason: '测试' });
                if (answer.status !== 200) throw Object.assign(new Error(answer.text), { refused: true });
                answered.push({ id: answer.json.organization.id, name, round });
            } catch (error) {
                if (error.refused) throw error;
                dead = true;
            }
        }
    });
}

/// Begins and decides cases until the server dies; what is decided founds an organisation. `cases`: id -> steps that were answered.
async function act_until_death(client, parents, round, cases) {
    let dead = false;
    await together(writers / 3, async (writer) => {
        for (let n = 0; !dead; ++n) {
            const organization = parents[(writer * 17 + n) % parents.length];
            const form = { parent: organization, name: `第${round}轮第${writer}事项${n}`, type: 'branch', sector: 'rural', formal_members: 5, members: 6, reason: '测试' };
            try {
                const begun = await client.post('/api/cases', { workflow: 'organization.founding', organization, action: 'submit', form });
                if (begun.status !== 200) throw Object.assign(new Error(begun.text), { refused: true });
                const { id, version } = begun.json.head;
                cases.set(id, 1);
                const decided = await client.post(`/api/cases/${id}/act`, { action: 'approve', version, document_no: `测组〔2026〕${n}号`, form: { meeting_on: '2026-01-01' } });
                if (decided.status !== 200) throw Object.assign(new Error(decided.text), { refused: true });
                cases.set(id, 2);
            } catch (error) {
                if (error.refused) throw error;
                dead = true;
            }
        }
    });
}

/// Every case stands in exactly one step, and has every step that was answered.
async function check_cases(client, cases, where) {
    for (const [id, answered] of cases) {
        const found = await client.must('GET', `/api/cases/${id}`);
        const steps = found.steps.map((step) => step.number);
        assert.ok(steps.length >= answered, `${where}: case ${id} has ${steps.length} of ${answered} answered steps`);
        assert.deepEqual(steps, steps.map((_, index) => index + 1), where);
        assert.equal(found.head.version, steps.length, where);
        assert.equal(found.head.step, steps.length === 1 ? 'decide' : 'elect', where);
        assert.equal(Boolean(found.head.subject_page), steps.length === 2, `${where}: decided and founded together`);
        if (found.head.subject_page) assert.equal((await client.get(`/api${found.head.subject_page}`)).status, 200, where);
    }
}

async function rounds(engine, count) {
    const random = random_from(seed);
    const world = await demo_world({ engine });
    try {
        await world.start();
        const client = await sign_in(world, 'organization_department', { connections: writers + writers / 3 });
        const parents = (await whole_tree(client)).filter((one) => one.type === 'committee').map((one) => one.id);
        const answered = [];
        let stepped = 0;
        for (let round = 1; round <= count; ++round) {
            const before = answered.length;
            const cases = new Map();
            const load = Promise.all([write_until_death(client, parents, round, answered), act_until_death(client, parents, round, cases)]);
            // However slow the machine is: first something is answered, then death comes at some moment.
            for (let waited = 0; answered.length === before && waited < 10_000; waited += 5) await sleep(5);
            await sleep(random.below(160));
            await world.kill();
            await load;
            client.agent.destroy();  // its connections are dead; it makes new ones
            await world.start();
            await check_cases(client, cases, `round ${round}, seed ${seed}`);
            stepped += cases.size;
            for (const one of answered.slice(before)) {
                const found = await client.get(`/api/organizations/${one.id}`);
                assert.equal(found.status, 200, `round ${round}, seed ${seed}: ${one.name} was answered and is gone`);
                assert.equal(found.json.name, one.name);
            }
        }
        assert.ok(answered.length > count * 5, `only ${answered.length} writes in ${count} rounds`);
        assert.ok(stepped > count, `only ${stepped} cases in ${count} rounds`);
        await check_whole(world, client, answered);
        console.log(`${engine}: ${answered.length} answered writes and ${stepped} cases in ${count} rounds, all found`);
    } finally {
        await world.remove();
    }
}

/// At the end: everything that was answered still stands, each organisation has its history, and the audit chain is whole.
async function check_whole(world, client, answered) {
    const listed = new Map((await whole_tree(client)).map((one) => [one.id, one]));
    for (const one of answered) assert.equal(listed.get(one.id)?.name, one.name);
    const made = [...listed.values()].filter((one) => /^第\d+轮/.test(one.name));
    for (const one of made.filter((_, index) => index % 7 === 0)) {
        const history = await client.must('GET', `/api/organizations/${one.id}/history`);
        assert.deepEqual(history.items.map((change) => change.kind), ['founded'], `${one.name} has half a history`);
    }
    const auditor = await sign_in(world, 'auditor');
    const founded = new Set();
    let after;
    do {
        const page = await auditor.must('GET', `/api/audit?action=organization.founded&limit=500${after ? `&after=${after}` : ''}`);
        for (const row of page.items) founded.add(row.subject);
        after = page.next;
    } while (after);
    assert.deepEqual(made.filter((one) => !founded.has(one.id)).map((one) => one.name), [], 'without a row in the audit trail');
    await world.stop();
    world.run('audit', 'verify');  // throws unless the chain is whole
}

test('crash: 50 times kill -9 under load on the embedded database lose no answered write', () => rounds('sqlite', 50));
test('crash: 20 times kill -9 under load on PostgreSQL lose no answered write', { skip: !shared }, () => rounds('postgresql', 20));
