// One person with two records: found, compared, merged, looked at under the old address, parted again; the committee of a branch seated in one; an organisation's award.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { id_number } from './made_up.mjs';
import { barriers, on_page, settled } from './stage.mjs';

const department = 'organization_department';
const mark = Date.now() % 100_000;
const name = `重复${[...String(mark)].map((digit) => '零一二三四五六七八九'[digit]).join('')}`;

const ask = (page, path, body) => page.evaluate(async ([to, sent]) => {
    const csrf = sent && (await (await fetch('/api/session')).json()).csrf_token;
    const answer = await fetch(to, sent && { method: 'POST', body: JSON.stringify(sent), headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf } });
    return { status: answer.status, json: await answer.json().catch(() => null) };
}, [path, body]);

/// Registers somebody whose two records differ in number, branch and native place.
async function register(page, branch, number, particulars) {
    const answer = await ask(page, '/api/members', {
        entry: 'enrolled', branch, category: '1', effective_on: '2025-06-01', document_no: '1号', reason: '工作需要', id_number: id_number('640502', '1975-03-09', number),
        particulars: { name, ethnicity: '01', education: '61', joined_on: '1999-07-01', full_on: '2000-07-01', ...particulars },
    });
    assert.equal(answer.status, 200, JSON.stringify(answer.json));
    return answer.json.member.id;
}

test('two records of one person: compared, merged, the old address leads on, and parted again', () => on_page(department, { expected: /404/ }, async (page, { go }) => {
    await go('/');
    const branches = (await ask(page, `/api/organizations/search?q=${encodeURIComponent('支部')}&type=branch&limit=2`)).json.items;
    const first = await register(page, branches[0].id, (mark % 400) * 2 + 1, { native_place: '宁夏中卫' });
    const second = await register(page, branches[1].id, (mark % 400) * 2 + 3, {});
    await go('/members/duplicates');
    const pair = page.getByRole('region', { name, exact: true });
    await pair.getByRole('button', { name: /对照/ }).click();
    await settled(page);
    assert.deepEqual(await barriers(page), []);
    await pair.getByLabel(/核对的依据/).fill('身份证原件');
    await pair.getByRole('button', { name: new RegExp(`合并，保留${name}`) }).click();
    await page.getByText(`${name}的两条记录已合并`).waitFor();
    const old = await ask(page, `/api/members/${second}`);
    assert.equal(old.status, 404);
    assert.equal(old.json.code, 'member.merged');
    assert.equal((await ask(page, `/api/members?q=${encodeURIComponent(name)}`)).json.items.length, 1);
    await page.getByRole('button', { name: '撤销合并' }).click();
    await page.getByText('已恢复为两条记录').waitFor();
    for (const id of [first, second]) assert.equal((await ask(page, `/api/members/${id}`)).status, 200);
    await pair.getByRole('button', { name: /对照/ }).click();
    await pair.getByLabel(/核对的依据/).fill('同名同日生');
    await pair.getByRole('button', { name: '是两个人' }).click();
    await pair.waitFor({ state: 'detached' });
}));

test('an organisation is commended on its page', () => on_page('committee_organizer', {}, async (page, { go }) => {
    await go('/');
    const home = (await ask(page, '/api/session')).json.grants.find((grant) => grant.organization).organization.id;
    await go(`/organizations/${home}?tab=awards`);
    await page.getByRole('button', { name: '登记表彰' }).click();
    const form = page.getByRole('dialog');
    await settled(page);
    assert.deepEqual(await barriers(page), []);
    await form.getByLabel('证书上的名称').fill(`先进${mark}`);
    await form.getByRole('button', { name: '登记表彰' }).click();
    await page.getByText(`先进${mark}`).waitFor();
}));

test('a committee is seated in one: who sits in it now is there already, one more is added', () => on_page('committee_organizer', {}, async (page, { go }) => {
    await go('/');
    const home = (await ask(page, '/api/session')).json.grants.find((grant) => grant.organization).organization.id;
    const teams = (await ask(page, `/api/teams?within=${home}&limit=200`)).json.items;
    const branch = teams.find((one) => one.type === 'branch' && one.head && one.gaps.committee >= 3).organization;
    const before = (await ask(page, `/api/organizations/${branch.id}/team`)).json.posts;
    await go(`/organizations/${branch.id}?tab=team`);
    await page.getByRole('button', { name: '换届登记' }).click();
    const form = page.getByRole('dialog');
    await form.getByText('第 3 席').waitFor();
    await settled(page);
    assert.deepEqual(await barriers(page), []);
    await form.getByLabel('文号').fill('选字1号');
    await form.getByRole('button', { name: '再加一席' }).click();
    const seat = form.getByRole('group', { name: `第 ${before.length + 1} 席` });
    const empty = (await ask(page, `/api/organizations/${branch.id}/team`)).json.gaps.missing[0];
    if (empty) await seat.getByLabel('职务').selectOption(empty);
    const choice = seat.getByLabel('党员', { exact: true });
    await choice.locator('option').nth(before.length + 2).waitFor({ state: 'attached' });
    const seated = new Set(before.map((one) => one.holder.id));
    const free = await choice.locator('option').evaluateAll((options) => options.map((one) => one.value).filter(Boolean));
    await choice.selectOption(free.find((one) => !seated.has(one)));
    await form.getByRole('button', { name: '换届登记' }).click();
    await form.waitFor({ state: 'detached' });
    const after = (await ask(page, `/api/organizations/${branch.id}/team`)).json.posts;
    assert.equal(after.length, before.length + 1);
    for (const one of before) assert.ok(after.some((now) => now.post === one.post && now.holder.id === one.holder.id), `${one.post} is not held by whom it was`);
}));
