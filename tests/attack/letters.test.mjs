// The public page that checks a letter: nothing but valid, expired or invalid and what is printed; nobody guesses a code, and
// nobody may try for long. Letters themselves are handed out to those entitled only.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { demo_world, sign_in } from '../system/world.mjs';

let world, nobody, letters;
const printed = ['addressee', 'age', 'category', 'contact', 'dues_until', 'ethnicity', 'from', 'id_number', 'issued_on', 'issuer', 'name', 'number', 'sex', 'to', 'valid_until'];

before(async () => {
    world = await demo_world();
    const rows = execFileSync('sqlite3', ['-separator', '|', join(world.data, 'jishi.db'), 'SELECT code, state, case_id FROM team_letter ORDER BY id'], { encoding: 'utf8' });
    letters = rows.trim().split('\n').map((line) => line.split('|')).map(([code, state, of]) => ({ code, state, of }));
    await world.start();
    nobody = world.client();
});
after(() => world?.remove());

test('letters: a valid one tells what is printed and nothing else, the number masked', async () => {
    assert.ok(letters.length >= 2, `${letters.length} letters in the demo`);
    const states = new Set();
    for (const letter of letters) {
        const answer = await nobody.request('GET', `/api/public/letters/${letter.code}`);
        assert.equal(answer.status, 200, answer.text);
        states.add(answer.json.state);
        assert.deepEqual(Object.keys(answer.json).sort(), ['printed', 'state']);
        assert.deepEqual(Object.keys(answer.json.printed).sort(), printed);
        assert.match(answer.json.printed.id_number, /\*{4,}/);
        assert.doesNotMatch(answer.text, /[0-9]{17}[0-9X]/);
    }
    assert.ok(states.has('valid') && states.has('expired'), [...states].join());
});

test('letters: every neighbour of a code is invalid, and says nothing', async () => {
    const { code } = letters[0];
    const tries = [code.slice(1), code + 'A', code.toLowerCase(), code.slice(0, -1), 'A'.repeat(26), '1 OR 1=1', '%27%20OR%201=1', '..%2F..%2Fjishi.db', '0'];
    for (const one of tries) {
        const answer = await nobody.request('GET', `/api/public/letters/${encodeURIComponent(one)}`);
        if (answer.status === 200) assert.deepEqual(answer.json, { state: 'invalid' }, one);
        else assert.ok([400, 404].includes(answer.status), `${one}: ${answer.status}`);
    }
});

test('letters: whoever tries many is held up', async () => {
    let held = 0;
    for (let n = 0; n < 80; ++n) {
        const answer = await nobody.request('GET', `/api/public/letters/${'B'.repeat(24)}${String(n).padStart(2, 'C')}`);
        if (answer.status === 429) ++held;
    }
    assert.ok(held >= 20, `${held} of 80 were held up`);
});

test('letters: how many are let through is the setting in force, at once', async () => {
    const system = await sign_in(world, 'system_administrator');
    const changed = await system.request('PUT', '/api/settings/platform.public_requests_per_minute', { body: { value: 3 } });
    assert.equal(changed.status, 200, changed.text);
    let held = 0;
    for (let n = 0; n < 12; ++n) if ((await nobody.request('GET', `/api/public/letters/${'D'.repeat(26)}`)).status === 429) ++held;
    assert.ok(held >= 6, `${held} of 12 were held up`);
    const looser = await system.request('PUT', '/api/settings/platform.public_requests_per_minute', { body: { value: 3000 } });
    assert.equal(looser.json.code, 'setting.looser', looser.text);
});

test('letters: the paper is handed out to those entitled only', async () => {
    for (const role of ['system_administrator', 'security_administrator', 'auditor', 'supervisor', 'member']) {
        const client = await sign_in(world, role);
        for (const { of } of letters) {
            const answer = await client.request('GET', `/api/transfers/${of}/letter`);
            assert.ok([403, 404].includes(answer.status), `${role}: ${answer.status}`);
        }
    }
    const department = await sign_in(world, 'organization_department');
    const answer = await department.request('GET', `/api/transfers/${letters[0].of}/letter`);
    assert.equal(answer.status, 200, answer.text?.slice(0, 200));
});
