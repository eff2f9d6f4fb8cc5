// Leading teams: a post recorded, refused, ended and put right on the organisation's page; the overview of a committee; awards.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers, on_page, phone, settled } from './stage.mjs';

const organizer = 'committee_organizer';
let branch; // one with members and a secretary who took over before today

const ask = (page, path) => page.evaluate(async (to) => { const answer = await fetch(to); return { status: answer.status, json: await answer.json().catch(() => null) }; }, path);
const date_field = async (form, label, day) => { const input = form.getByLabel(label, { exact: true }); await input.fill(day); await input.press('Enter'); };

async function a_branch(page) {
    const home = (await ask(page, '/api/session')).json.grants.find((grant) => grant.organization).organization.id;
    const teams = (await ask(page, `/api/teams?within=${home}&limit=200`)).json.items;
    return teams.find((one) => one.type === 'branch' && one.head && one.head.from < new Date().toISOString().slice(0, 10) && one.gaps.committee >= 3).organization;
}

test('a team: its posts, one more recorded, taken back by a correction', () => on_page(organizer, {}, async (page, { go }) => {
    await go('/');
    branch = await a_branch(page);
    await go(`/organizations/${branch.id}?tab=team`);
    await page.getByText('书记', { exact: true }).first().waitFor();
    await settled(page);
    assert.deepEqual(await barriers(page), []);
    await page.getByRole('button', { name: '登记任职' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('职务', { exact: true }).selectOption({ label: '书记' });
    const member = form.getByLabel('党员', { exact: true });
    await form.locator('option').filter({ hasText: branch.name.slice(-6) }).first().waitFor({ state: 'attached' });
    await member.selectOption({ index: 1 });
    await form.getByRole('button', { name: '登记任职' }).click();
    await form.getByRole('alert').waitFor();
    assert.match(await form.getByRole('alert').textContent(), /已有人担任|已经担任|没有被选举权/);
    await form.getByLabel('职务', { exact: true }).selectOption({ label: '青年委员' });
    for (let i = 1; i < 20; i += 1) {
        await member.selectOption({ index: i });
        await form.getByRole('button', { name: '登记任职' }).click();
        await page.waitForTimeout(400);
        if (await form.count() === 0) break;
    }
    await page.getByText('青年委员', { exact: true }).waitFor();
    // Others of the team may be named as holding it beside what they hold.
    const row = page.getByRole('article').filter({ has: page.getByText('青年委员', { exact: true }) });
    await row.getByRole('button', { name: '更正' }).click();
    await form.getByLabel('怎么处理').selectOption({ label: '撤回（录错了）' });
    await form.getByLabel('更正理由').fill('录错人');
    await form.getByRole('button', { name: '更正' }).click();
    await row.waitFor({ state: 'detached' });
}));

test('leaving a post empties it, and says until when it is to be filled', () => on_page(organizer, {}, async (page, { go }) => {
    await go(`/organizations/${branch.id}?tab=team`);
    const row = page.getByRole('article').filter({ hasText: '书记' }).first();
    await row.getByRole('button', { name: '离任' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('离任、结束原因').selectOption({ label: '辞职' });
    await form.getByRole('button', { name: '离任' }).click();
    await page.getByText(/书记自 .* 起空缺/).waitFor();
    await page.getByRole('button', { name: '历任' }).click();
    await page.getByText('辞职').waitFor();
    await go('/teams?state=vacant');
    await page.getByRole('link', { name: branch.name }).waitFor();
    assert.deepEqual(await barriers(page), []);
}));

test('lists of the reserve and of care open, on the desk and the team on a phone', async () => {
    await on_page(organizer, {}, async (page, { go }) => {
        await go('/reserve');
        await page.getByRole('heading', { level: 1, name: '后备干部' }).waitFor();
        await settled(page);
        assert.deepEqual(await barriers(page), []);
        await go('/care?list=fifty_years');
        await page.getByRole('heading', { level: 1, name: '关怀帮扶' }).waitFor();
        await settled(page);
        assert.deepEqual(await barriers(page), []);
    });
    await on_page(organizer, { size: phone }, async (page, { go }) => {
        await go(`/m/organizations/${branch.id}`);
        await page.getByRole('heading', { name: '领导班子' }).waitFor();
        await page.getByRole('main').getByRole('button', { name: '离任' }).first().waitFor();
        assert.deepEqual(await barriers(page), []);
    });
});

test('awards: recorded on the page of a member, revoked with a reason and still there', () => on_page(organizer, {}, async (page, { go }) => {
    await go('/');
    const id = (await ask(page, `/api/organizations/${branch.id}/roster?limit=1`)).json.items[0].id;
    await go(`/members/${id}?tab=awards`);
    await page.getByRole('button', { name: '登记表彰' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('表彰名称').selectOption({ label: '劳动模范' });
    await date_field(form, '表彰日期', '2025-05-01');
    await form.getByRole('button', { name: '登记表彰' }).click();
    const row = page.getByRole('listitem').filter({ hasText: '劳动模范' }).first();
    await row.getByRole('button', { name: '撤销表彰' }).click();
    await form.getByLabel('说明').fill('事迹失实');
    await form.getByRole('button', { name: '撤销表彰' }).click();
    await row.getByText(/撤销$/).waitFor();
    assert.deepEqual(await barriers(page), []);
}));
