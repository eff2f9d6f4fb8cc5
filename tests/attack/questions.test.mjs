// "May this account see this organisation?" put to the running server, against a model that only knows the grants as
// they were given and the tree as it was listed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { random_from, together } from '../system/process.mjs';
import { demo_world, sign_in, whole_tree } from '../system/world.mjs';

const seed = Number(process.env.JISHI_SEED ?? Date.now() % 1e9);
const questions = Number(process.env.JISHI_QUESTIONS ?? 20_000);
const random = random_from(seed);
let world;

before(async () => { world = await demo_world(); await world.start(); });
after(() => world?.remove());

test(`attack: ${questions} random questions to the running server are answered as the model answers them`, async () => {
    const department = await sign_in(world, 'organization_department');
    const system = await sign_in(world, 'system_administrator');
    const security = await sign_in(world, 'security_administrator');
    const nodes = await whole_tree(department);
    const parent = new Map(nodes.map((one) => [one.id, one.parent]));
    const is_above = (root, id) => { for (; id; id = parent.get(id)) if (id === root) return true; return false; };

    const people = [];
    for (let i = 0; i < 12; ++i) {
        const { account, initial_password } = await system.must('POST', '/api/accounts', { username: `attack${i}`, display_name: `攻击${i}` });
        const person = { id: account.id, grants: [] };
        for (let g = random.below(4); g > 0; --g) await give(security, person, random.pick(nodes).id);
        person.client = await world.client({ connections: 2 }).enter(`attack${i}`, initial_password);
        people.push(person);
    }

    let differences = [], allowed = 0;
    for (let asked = 0; asked < questions;) {
        await together(24, async () => {
            for (let i = 0; i < 40; ++i, ++asked) {
                const person = random.pick(people);
                const organization = near(person) ?? random.pick(nodes).id;
                const expected = person.grants.some((grant) => grant.organization === organization || (grant.subtree && is_above(grant.organization, organization)));
                const answer = await person.client.get(`/api/organizations/${organization}`);
                if ((answer.status === 200) !== expected || ![200, 403, 404].includes(answer.status))
                    differences.push(`${answer.status} for ${organization}, expected ${expected ? 'yes' : 'no'}: ${JSON.stringify(person.grants)}`);
                allowed += answer.status === 200 ? 1 : 0;
            }
        });
        // In between a role is taken or given; it counts at once.
        const person = random.pick(people);
        if (person.grants.length > 0 && random.below(2) === 0) {
            const [gone] = person.grants.splice(random.below(person.grants.length), 1);
            await security.must('DELETE', `/api/accounts/${person.id}/grants/${gone.id}`);
        } else await give(security, person, random.pick(nodes).id);
    }
    assert.deepEqual(differences.slice(0, 5), [], `seed ${seed}`);
    assert.ok(allowed > questions / 50 && allowed < questions * 0.9, `${allowed} of ${questions} allowed`);

    function near(person) {
        if (random.below(2) === 0 || person.grants.length === 0) return undefined;
        const at = random.pick(person.grants).organization;
        return random.below(3) === 0 ? parent.get(at) : at;
    }
});

async function give(security, person, organization) {
    const subtree = random.below(3) !== 0;
    const answer = await security.post(`/api/accounts/${person.id}/grants`, { role: random.pick(['member', 'branch_secretary', 'supervisor']), organization, subtree });
    if (answer.status === 409) return;  // the same once more
    assert.equal(answer.status, 200, answer.text);
    const held = (await security.must('GET', `/api/accounts/${person.id}`)).grants;
    person.grants = held.map((grant) => ({ id: grant.id, organization: grant.organization?.id, subtree: grant.subtree }));
}
