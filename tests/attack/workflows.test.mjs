// Workflows: role × scope × step × deed, every combination. Nobody does what is not up to them, nobody reads a case beyond the
// own scope, its papers and its files included; a form that is sent twice counts once; a role that is gone is gone at once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demo_world, sign_in, whole_tree } from '../system/world.mjs';

const township = '640502100';
let world, places, people, founding;

const post = (client, path, body, key) => client.post(path, body, key ? { headers: { 'Idempotency-Key': key } } : undefined);
const forms = {
    apply: { name: '', type: 'branch', sector: 'rural', formal_members: 5, members: 6, reason: '便于开展活动' },
    decide: { meeting_on: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10) },
    elect: { elected_on: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10), entitled: 5, present: 5, leaders: '张三 书记 5' },
    confirm: {}, file: {},
};
const steps = ['apply', 'decide', 'elect', 'confirm', 'file'];
const forward = { apply: 'submit', decide: 'approve', elect: 'report', confirm: 'approve', file: 'file' };

/// An account with one role on one organisation, signed in.
async function person(role, organization, subtree = true) {
    const username = `${role}_${organization}_${subtree}`.slice(0, 60);
    const made = await (await sign_in(world, 'system_administrator')).must('POST', '/api/accounts', { username, display_name: username });
    const security = await sign_in(world, 'security_administrator');
    const grant = await security.must('POST', `/api/accounts/${made.account.id}/grants`, { role, organization, subtree });
    const client = world.client();
    await client.enter(username, made.initial_password);
    return Object.assign(client, { role, place: organization, subtree, label: `${role} at ${organization}${subtree ? ' and below' : ''}`,
        revoke: () => security.must('DELETE', `/api/accounts/${made.account.id}/grants/${grant.id}`) });
}

/// A founding that stands at a step. @return its id, and the file that was handed in
async function case_at(step, mark) {
    const secretary = people.find((one) => one.is('branch_secretary', places.branch));
    const file = (await secretary.must('POST', '/api/attachments', undefined, { raw: `名单${mark}`, headers: { 'X-File-Name': 'list.txt' } })).id;
    let body = { workflow: 'organization.founding', organization: places.branch, action: 'submit', form: { ...forms.apply, parent: places.town, name: `攻防支部${mark}`, member_list: [file] } };
    let found = await secretary.must('POST', '/api/cases', body);
    for (let at = 1; steps[at] !== step && step !== 'apply'; ++at) {
        const who = people.find((one) => (steps[at] === 'elect' ? one.is('branch_secretary', places.branch) : one.is('organization_department', places.root)));
        body = { action: forward[steps[at]], form: forms[steps[at]], document_no: `${mark}号` };
        found = await who.must('POST', `/api/cases/${found.head.id}/act`, body);
    }
    if (step === 'apply') {
        const who = people.find((one) => one.is('organization_department', places.root));
        found = await who.must('POST', `/api/cases/${found.head.id}/act`, { action: 'return', reason: '补充' });
    }
    return { id: found.head.id, file, step };
}

before(async () => {
    world = await demo_world();
    await world.start();
    const department = await sign_in(world, 'organization_department');
    const tree = await whole_tree(department);
    const root = tree[0];
    const town = tree.find((one) => one.code === township) ?? tree.find((one) => one.type === 'committee' && tree.some((child) => child.parent === one.id && child.type === 'branch'));
    const below = (id, type) => tree.filter((one) => one.parent === id && one.type === type);
    const other_town = tree.find((one) => one.type === 'committee' && one.parent === root.id && one.id !== town.id && below(one.id, 'branch').length > 0);
    const [branch, sibling] = below(town.id, 'branch');
    places = { root: root.id, town: town.id, branch: branch.id, sibling: sibling.id, other_town: other_town.id, other_branch: below(other_town.id, 'branch')[0].id };
    people = [];
    for (const role of ['branch_secretary', 'committee_organizer', 'organization_department', 'supervisor', 'member'])
        for (const place of Object.values(places))
            for (const subtree of [true, false]) people.push(await person(role, place, subtree));
    for (const one of people) one.is = (role, place) => one.role === role && one.place === place && one.subtree;
    for (const role of ['system_administrator', 'security_administrator', 'auditor'])
        people.push(Object.assign(await sign_in(world, role), { role, label: role, subtree: false, is: () => false }));
    founding = [];
    for (const [index, step] of steps.entries()) founding.push(await case_at(step, `${index}`));
});
after(() => world?.remove());

// ---- the rules, once more and in a few lines: who stands where, and what a role may do at all ------------------------------
const may = { branch_secretary: { read: true, start: true }, committee_organizer: { read: true, start: true, change: true, past: true },
    organization_department: { read: true, start: true, change: true, past: true }, supervisor: { read: true }, member: {} };
const above = { branch: ['branch', 'town', 'root'], town: ['town', 'root'], root: ['root'] };
const reaches = (one, name) => above[name].some((step) => places[step] === one.place && (step === name || one.subtree));
const holds = (one, what, name) => Boolean(may[one.role]?.[what]) && reaches(one, name);
const seat = { apply: ['start', 'branch'], decide: ['change', 'town'], elect: ['start', 'branch'], confirm: ['change', 'town'], file: ['change', 'root'] };
/// Read at the organisation for which it is done, or at the one whose turn it is.
const sees = (one, step) => holds(one, 'read', 'branch') || holds(one, 'read', seat[step][1]);
const may_act = (one, step) => sees(one, step) && holds(one, ...seat[step]);
const may_enter = (one, step) => sees(one, step) && holds(one, 'past', 'branch');
const may_withdraw = (one, step) => sees(one, step) && ['apply', 'decide'].includes(step) && holds(one, 'start', 'branch');
const may_rest = (one, step) => sees(one, step) && holds(one, 'change', 'town');

test('attack: role × scope × step: whoever may not see a case finds neither it nor its documents, picture, bundle and files', async () => {
    let asked = 0;
    for (const one of people)
        for (const { id, file, step } of founding) {
            const list = sees(one, step) ? await one.must('GET', `/api/cases/${id}/documents`) : undefined;
            const paths = [`/api/cases/${id}`, `/api/cases/${id}/drawing`, `/api/cases/${id}/documents`, `/api/cases/${id}/documents/founding_request?format=docx`,
                `/api/cases/${id}/bundle?format=docx`, `/api/attachments/${file}`];
            for (const path of paths) {
                const answer = await one.get(path);
                ++asked;
                if (sees(one, step)) assert.equal(answer.status, 200, `${one.label} should see ${step}: ${path} ${answer.text}`);
                else {
                    assert.ok([403, 404].includes(answer.status), `${one.label} sees ${step}: ${path} ${answer.status}`);
                    assert.ok(!answer.text.includes('攻防支部') && !answer.text.includes('便于开展活动'), `${one.label} ${path} leaks`);
                }
            }
            if (list) assert.equal(list.items.filter((paper) => paper.state === 'due').length, 1, one.label);
        }
    assert.equal(asked, people.length * founding.length * 6);
});

test('attack: lists, 本月要办 and notices name no case beyond the scope', async () => {
    for (const one of people)
        for (const path of ['/api/cases?limit=200', '/api/cases?mine=true&limit=200', '/api/todo', '/api/notices']) {
            const { text, status } = await one.get(path);
            if (status >= 400) continue;
            for (const { id, step } of founding) if (text.includes(`"${id}"`) || text.includes(`/cases/${id}`)) assert.ok(sees(one, step), `${one.label} ${path} names ${step}`);
        }
});

test('attack: role × scope × step × deed: no forbidden act is done', async () => {
    let tried = 0;
    const wrong = [];
    for (const { id, step } of founding) {
        const version = async () => (await (await sign_in(world, 'organization_department')).must('GET', `/api/cases/${id}`)).head.version;
        const before_all = await version();
        for (const one of people) {
            const deeds = [];
            for (const action of ['submit', 'approve', 'return', 'refuse', 'report', 'file']) {
                const body = { action, form: forms[step], document_no: '1号', reason: '理由' };
                if (!may_act(one, step)) deeds.push([`/api/cases/${id}/act`, body]);
                if (!may_enter(one, step)) deeds.push([`/api/cases/${id}/paper-steps`, { ...body, day: '2026-01-05' }]);
            }
            if (!may_withdraw(one, step)) deeds.push([`/api/cases/${id}/withdraw`, { reason: '理由' }]);
            if (!may_rest(one, step)) for (const way of ['suspend', 'resume', 'take-over']) deeds.push([`/api/cases/${id}/${way}`, { reason: '理由' }]);
            for (const [path, body] of deeds) {
                const answer = await one.post(path, body);
                ++tried;
                if (answer.status < 400) wrong.push(`${one.label} at ${step}: ${path} ${body.action ?? ''}`);
                assert.ok(!answer.text.includes('攻防支部'), `${one.label} ${path} leaks`);
            }
        }
        assert.equal(await version(), before_all, `${step}: the case has not moved`);
    }
    assert.deepEqual(wrong, []);
    assert.ok(tried > 2000, `${tried} tried`);
});

test('attack: a file of somebody else, or of another case, is not handed in with a form', async () => {
    const secretary = people.find((one) => one.is('branch_secretary', places.sibling));
    for (const { file } of founding) {
        const form = { ...forms.apply, name: '借用文件支部', parent: places.town, member_list: [file] };
        const answer = await secretary.post('/api/cases', { workflow: 'organization.founding', organization: places.sibling, action: 'submit', form });
        assert.equal(answer.status, 400, answer.text);
        assert.equal(answer.json.fields[0].field, 'form/member_list');
    }
});

test('attack: a form that is sent again counts once: with its key the same answer, without it the case has moved on', async () => {
    const { id } = await case_at('decide', 'r');
    const organizer = people.find((one) => one.is('committee_organizer', places.town));
    const { version } = (await organizer.must('GET', `/api/cases/${id}`)).head;
    const body = { action: 'approve', form: forms.decide, document_no: 'r号', version };
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(organizer, `/api/cases/${id}/act`, body, 'replayed-form-0001')));
    assert.ok(answers.some((one) => one.status === 200));
    for (const one of answers) assert.ok(one.status === 200 || one.status === 409, one.text);
    const again = await post(organizer, `/api/cases/${id}/act`, body, 'replayed-form-0001');
    assert.equal(again.status, 200);
    assert.equal(again.text, answers.find((one) => one.status === 200).text);
    const other_key = await post(organizer, `/api/cases/${id}/act`, body, 'replayed-form-0002');
    assert.equal(other_key.json.code, 'case.version_conflict');
    const blind = await organizer.post(`/api/cases/${id}/act`, { ...body, version: undefined });
    assert.ok(blind.status >= 400, blind.text);
    const found = await organizer.must('GET', `/api/cases/${id}`);
    assert.equal(found.steps.length, 2);
    assert.equal(found.head.step, 'elect');
    // Somebody else cannot ask for that answer with the key.
    const stranger = people.find((one) => one.is('committee_organizer', places.other_town));
    assert.equal((await post(stranger, `/api/cases/${id}/act`, body, 'replayed-form-0001')).status, 404);
});

test('attack: a role that was taken away a moment ago opens nothing with the session that is still there', async () => {
    const { id, file } = await case_at('decide', 's');
    const organizer = people.find((one) => one.role === 'committee_organizer' && one.place === places.town && one.subtree);
    assert.equal((await organizer.get(`/api/cases/${id}`)).status, 200);
    await organizer.revoke();
    for (const path of [`/api/cases/${id}`, `/api/cases/${id}/documents`, `/api/cases/${id}/documents/founding_request`, `/api/cases/${id}/bundle`, `/api/cases/${id}/drawing`, `/api/attachments/${file}`, '/api/cases', '/api/notices'])
        assert.ok((await organizer.get(path)).status >= 400, path);
    const answer = await organizer.post(`/api/cases/${id}/act`, { action: 'approve', form: forms.decide, document_no: 's号' });
    assert.ok([403, 404].includes(answer.status), answer.text);
    assert.equal((await (await sign_in(world, 'organization_department')).must('GET', `/api/cases/${id}`)).head.step, 'decide');
});
