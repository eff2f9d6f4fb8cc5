// Members: role × route × scope. Nothing sealed in any answer, ids outside the scope are not there, every look is written down.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demo_world, sign_in } from '../system/world.mjs';

const administrators = ['system_administrator', 'security_administrator', 'auditor'];
const readers = ['branch_secretary', 'committee_organizer', 'organization_department', 'supervisor'];
const everybody = [...readers, ...administrators, 'member'];
let world, department, all, secret;

before(async () => {
    world = await demo_world();
    await world.start();
    department = await sign_in(world, 'organization_department');
    all = await every_member(department);
    const own = (await (await sign_in(world, 'member')).must('GET', '/api/me/member')).member;
    secret = { id: own.id, branch: own.branch.id, masked: own };
    for (const field of ['id_number', 'phone', 'address'])
        secret[field] = (await department.must('POST', `/api/members/${own.id}/reveal`, { field, reason: '核对档案' })).value;
});
after(() => world?.remove());

async function every_member(client) {
    const items = [];
    for (let after; ;) {
        const page = await client.must('GET', `/api/members?limit=200${after ? `&after=${encodeURIComponent(after)}` : ''}`);
        items.push(...page.items);
        if (!page.next) return items;
        after = page.next;
    }
}

/// Every reading route about members, and every changing one with a body that would do something.
const reads = (id, branch) => [`/api/members?q=${encodeURIComponent(secret.masked.name)}`, `/api/members?q=${secret.id_number}`,
    `/api/members?q=${secret.phone}`, `/api/members?within=${branch}&count=true`, `/api/members/${id}`, `/api/members/${id}/history`,
    `/api/members/${id}?as_of=2020-01-01`, `/api/organizations/${branch}/roster`, `/api/organizations/${branch}/roster?on=2020-01-01&view=could_vote`,
    `/api/organizations/${branch}/member-balance?from=2020-01-01&to=2025-12-31`];
const papers = { effective_on: '2025-06-01', document_no: '1号', reason: '工作需要' };
const writes = (id, branch) => [[`/api/members/${id}/move`, { ...papers, branch }], [`/api/members/${id}/become-full`, papers],
    [`/api/members/${id}/change-standing`, { ...papers, change: 'died' }], [`/api/members/${id}/amend`, { ...papers, particulars: { education: '21' }, clear: [] }],
    [`/api/members/${id}/change-contact`, { ...papers, phone: '13900009999' }], [`/api/members/${id}/correct`, { change: '99', particulars: {}, withdraw: true, reason: '错' }],
    [`/api/members/${id}/account`, { username: 'member' }]];

test('attack: the demo world has its made-up members, each on one branch', () => {
    assert.ok(all.length > 11_000 && all.length < 13_000, `${all.length} members`);
    assert.equal(new Set(all.map((one) => one.id)).size, all.length);
});

test('attack: what was revealed stands in clear in no other answer, whoever asks', async () => {
    assert.match(secret.id_number, /^999999[0-9]{11}[0-9X]$/);
    assert.match(secret.masked.id_number, /^999999\*{8}[0-9]{3}[0-9X]$/);
    for (const role of everybody) {
        const client = await sign_in(world, role);
        const paths = [...reads(secret.id, secret.branch), '/api/me/member', '/api/audit', '/api/jobs', '/api/session'];
        for (const path of paths) {
            const answer = await client.get(path);
            for (const field of ['id_number', 'phone', 'address']) assert.ok(!answer.text.includes(secret[field]), `${role} ${path} shows the ${field}`);
        }
        for (const [path, body] of [[`/api/members/${secret.id}/change-contact`, { ...papers, effective_on: 'x', id_number: secret.id_number }],
            ['/api/members', { ...papers, entry: 'enrolled', branch: secret.branch, category: '1', id_number: secret.id_number, particulars: { name: '某某', joined_on: '2001-01-01' } }]]) {
            const answer = await client.post(path, body);
            assert.ok(answer.status >= 400, `${role} ${path}`);
            assert.ok(!answer.text.includes(secret.id_number), `${role} ${path} tells the id number`);
        }
    }
});

test('attack: the three administrators and plain members reach no route about members', async () => {
    for (const role of [...administrators, 'member']) {
        const client = await sign_in(world, role);
        for (const path of reads(secret.id, secret.branch)) assert.equal((await client.get(path)).status, 403, `${role} ${path}`);
        for (const [path, body] of writes(secret.id, secret.branch)) assert.equal((await client.post(path, body)).status, 403, `${role} ${path}`);
        assert.equal((await client.post(`/api/members/${secret.id}/reveal`, { field: 'phone', reason: 'x' })).status, 403);
    }
});

test('attack: a supervisor sees masks, changes and reveals nothing', async () => {
    const client = await sign_in(world, 'supervisor');
    assert.equal((await client.get(`/api/members/${secret.id}`)).status, 200);
    for (const [path, body] of writes(secret.id, secret.branch)) assert.equal((await client.post(path, body)).status, 403, path);
    assert.equal((await client.post(`/api/members/${secret.id}/reveal`, { field: 'phone', reason: 'x' })).status, 403);
});

test('attack: beyond the scope a member is not there, told in the same words as of one who never was', async () => {
    for (const role of ['branch_secretary', 'committee_organizer']) {
        const client = await sign_in(world, role);
        const mine = new Set((await every_member(client)).map((one) => one.id));
        assert.ok(mine.size > 0 && mine.size < all.length, `${role} sees ${mine.size}`);
        const others = all.filter((one) => !mine.has(one.id));
        const plain = (answer) => JSON.stringify({ ...answer.json, request_id: undefined, instance: undefined });
        for (const one of [others[0], others[others.length >> 1], others.at(-1)]) {
            for (const suffix of ['', '/history']) {
                const answer = await client.get(`/api/members/${one.id}${suffix}`);
                const nobody = await client.get(`/api/members/999999999999${suffix}`);
                assert.equal(answer.status, 404);
                assert.equal(plain(answer).replaceAll(one.id, ''), plain(nobody).replaceAll('999999999999', ''));
            }
            for (const [path, body] of writes(one.id, one.branch.id)) assert.equal((await client.post(path, body)).status, 404, `${role} ${path}`);
            assert.equal((await client.post(`/api/members/${one.id}/reveal`, { field: 'phone', reason: 'x' })).status, 404);
            assert.equal((await client.get(`/api/organizations/${one.branch.id}/roster`)).status, 404);
            const found = await client.must('GET', `/api/members?q=${encodeURIComponent(one.name)}&limit=200`);
            assert.ok(found.items.every((item) => mine.has(item.id)));
        }
    }
});

test('attack: a member reads who looked at the own record and why', async () => {
    const own = await (await sign_in(world, 'member')).must('GET', '/api/me/member');
    const look = own.looks.find((one) => one.action === 'member.revealed' && one.field === 'id_number');
    assert.equal(look.reason, '核对档案');
    assert.equal(look.by, 'department');
    assert.ok(own.looks.some((one) => one.action === 'member.viewed'));
});
