// A member moves to a branch of another committee and is never without a branch; a letter is checked by anybody; a mobile
// member reports in by the code of a branch.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers, on_page, phone, settled } from './stage.mjs';

const department = 'organization_department';
const ask = (page, path) => page.evaluate((address) => fetch(address).then(async (answer) => ({ status: answer.status, json: await answer.json() })), path);
const press = async (page, title) => { await page.getByRole('main').getByRole('button', { name: title, exact: true }).first().click(); await settled(page); };

/// A member of one committee and a branch of another, as the demo has them.
async function two_sides(page) {
    const members = (await ask(page, '/api/members?limit=200&status=normal')).json.items;
    for (const one of members.reverse()) {
        const found = (await ask(page, `/api/transfers/receivers?text=${encodeURIComponent('支部')}&from=${one.branch.id}`)).json.items;
        const to = found.find((place) => /within_county$/.test(place.workflow) && place.type === 'branch');
        if (to) return { member: one, to };
    }
    throw new Error('the demo has no two committees');
}

test('transfers: begun on the member’s page, released, accepted, received; the roll changes with the receiving', () => on_page(department, {}, async (page, { go }) => {
    await go('/transfers');
    assert.deepEqual(await barriers(page), []);
    const { member, to } = await two_sides(page);
    await go(`/members/${member.id}/transfer`);
    await page.getByRole('searchbox', { name: '接收党组织' }).fill(to.name);
    await page.locator('.pick', { hasText: to.name }).first().click();
    await settled(page);
    assert.deepEqual(await barriers(page), []);
    await page.getByLabel('转接原因').selectOption({ label: '工作单位变动' });
    await page.getByLabel('党费交至').fill('2026-02-28');
    await page.keyboard.press('Enter');
    await press(page, '提交');
    await page.waitForURL(/\/cases\/\d+/);
    for (const [action, before] of [['同意转出', member.branch.id], ['同意接收', member.branch.id], ['接收并编入支部', member.branch.id]]) {
        assert.equal((await ask(page, `/api/members/${member.id}`)).json.branch.id, before, `before ${action}`);
        await press(page, action);
        await page.getByText(action).first().waitFor();
    }
    assert.equal((await ask(page, `/api/members/${member.id}`)).json.branch.id, to.id);
    await press(page, '发出回执');
    await go('/transfers?which=in_ended');
    await page.getByRole('link', { name: member.name }).first().waitFor();
}));

test('transfers: anybody may check a letter, and learns nothing of one that is none', () => on_page(null, {}, async (page, { go }) => {
    await go('/public/letters');
    assert.deepEqual(await barriers(page), []);
    await page.getByLabel('查验码').fill('ABCDEFGHJKLMNPQRSTUVWXYZ23');
    await page.getByRole('button', { name: '查验', exact: true }).click();
    await page.getByRole('heading', { name: /无效/ }).waitFor();
    assert.deepEqual(await barriers(page), []);
}));

test('transfers: a mobile member reports in by the code of a branch, on the phone', async () => {
    let code;
    await on_page(department, {}, async (page, { go }) => {
        await go('/mobile-members');
        assert.deepEqual(await barriers(page), []);
        const own = (await ask(page, '/api/members?limit=1')).json.items[0];
        const found = (await ask(page, `/api/transfers/receivers?text=${encodeURIComponent('支部')}&from=${own.branch.id}`)).json.items.filter((one) => one.type === 'branch');
        await go(`/mobile-members?in=${found[0].id}`);
        await press(page, '报到码');
        await page.getByRole('button', { name: '生成报到码' }).click();
        code = (await page.locator('p.mono').textContent()).split('/').pop();
        assert.match(code, /^[2-9A-Z]{26}$/);
    });
    await on_page('member', { size: phone }, async (page, { go }) => {
        await go(`/m/report-in/${code}`);
        assert.deepEqual(await barriers(page), []);
        const button = page.getByRole('button', { name: '报到', exact: true });
        await button.click();
        await page.getByText(/已到.*报到|本支部的党员/).first().waitFor();
    });
});

test('transfers: the phone shows what comes and what leaves', () => on_page('committee_organizer', { size: phone }, async (page, { go }) => {
    await go('/m/transfers');
    assert.deepEqual(await barriers(page), []);
    await go('/m/mobile-members');
    assert.deepEqual(await barriers(page), []);
}));
