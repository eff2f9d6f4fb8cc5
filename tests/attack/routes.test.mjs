// Every route with every role: what a role may not do is refused before anything else is looked at.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { Contract } from '../system/contract.mjs';
import { source } from '../system/installation.mjs';
import { demo_world, names, sign_in } from '../system/world.mjs';

const contract = new Contract(join(source, 'api/openapi.json'));
const roles = parse(readFileSync(join(source, 'packs/national/roles.yaml'), 'utf8'))
    .find((entry) => entry.key === 'platform.roles').value;
const target_of = (operation) => operation.path.replace(/\{[^}]+\}/g, '999999999999');
let world;

before(async () => { world = await demo_world(); await world.start(); });
after(() => world?.remove());

test('attack: a route that changes something has a permission, or speaks of the own account only', () => {
    const own = /^\/api\/(session|saved-views|attachments|jobs|me)(\/|$)/;
    const loose = contract.operations.filter((one) => one.method !== 'GET' && !one.permission && !own.test(one.path));
    assert.deepEqual(loose.map((one) => `${one.method} ${one.path}`), []);
});

test('attack: nobody signed in reaches nothing but log-in, health and the API reference', async () => {
    const nobody = world.client();
    for (const operation of contract.operations) {
        const answer = await nobody.request(operation.method, target_of(operation), operation.method === 'GET' ? {} : { body: {} });
        if (operation.open) continue;
        assert.equal(answer.status, 401, `${operation.method} ${operation.path}: ${answer.status}`);
        assert.equal(answer.json.code, 'session.none');
    }
    const open = contract.operations.filter((one) => one.open).map((one) => `${one.method} ${one.path}`).sort();
    assert.deepEqual(open, ['GET /api/openapi.json', 'GET /api/public/letters/{code}', 'GET /api/system', 'GET /healthz', 'GET /metrics', 'GET /readyz', 'POST /api/session']
        .filter((one) => open.includes(one)), 'open to everybody');
});

for (const role of roles) {
    test(`attack: the role ${role.code} is refused every route that it has no permission for`, async () => {
        const client = await sign_in(world, role.code);
        const wrong = [];
        for (const operation of contract.operations) {
            if (!operation.permission) continue;
            const allowed = role.permissions.includes(operation.permission);
            // Without a CSRF token and without a body a change that is allowed goes no further than being looked at.
            const answer = await client.request(operation.method, target_of(operation), operation.method === 'GET' ? {} : { body: { attack: 1 } });
            const refused = answer.status === 403 && answer.json?.code === 'access.forbidden';
            if (allowed === refused && !(allowed && answer.status === 403))
                wrong.push(`${operation.method} ${operation.path} (${operation.permission}): ${answer.status} ${answer.json?.code ?? ''}`);
        }
        assert.deepEqual(wrong, []);
    });
}

test('attack: a change without its CSRF token is refused whoever asks', async () => {
    const client = await sign_in(world, 'organization_department');
    for (const token of ['', 'x', 'A'.repeat(43)]) {
        const answer = await client.post('/api/saved-views', { page: 'a', name: 'b', query: 'c' }, { headers: { 'X-CSRF-Token': token } });
        assert.equal(answer.status, 403);
        assert.equal(answer.json.code, 'session.csrf_wrong');
    }
});

test('attack: no account holds the role of a second administrator, nor a business role beside one [SEC-13]', async () => {
    const security = await sign_in(world, 'security_administrator');
    const accounts = (await security.must('GET', '/api/accounts?limit=100')).items;
    const wrong = [];
    for (const role of roles.filter((one) => one.administrator)) {
        const account = accounts.find((one) => one.username === names[role.code]);
        if (role.code === 'security_administrator') continue;  // its own grants it cannot touch at all
        for (const other of roles.filter((one) => one.code !== role.code)) {
            const answer = await security.post(`/api/accounts/${account.id}/grants`, { role: other.code, subtree: true, ...(other.on_organization ? { organization: '1' } : {}) });
            if (answer.status < 400) wrong.push(`${role.code} + ${other.code}`);
        }
    }
    assert.deepEqual(wrong, []);
});
