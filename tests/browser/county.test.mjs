// A made-up township's workflow (tests/browser/packs/made_up), of which no line of C++ or TypeScript knows: form, guard with
// parameters, waits, document and notices, from the web, on desk and phone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { barriers, on_page, phone, settled } from './stage.mjs';

const mark = Date.now().toString(36);
const name = `读书会${mark}`;
const day = (back) => new Date(Date.now() + 8 * 3_600_000 - back * 86_400_000).toISOString().slice(0, 10);
let address, branch;

const press = async (page, title) => { await page.getByRole('main').getByRole('button', { name: title, exact: true }).first().click(); await settled(page); };
async function set_day(page, label, text) {
    await page.getByLabel(label, { exact: true }).fill(text);
    await page.keyboard.press('Enter');
}
async function fill_in(page, { heads = '30', on } = {}) {
    await page.getByLabel('活动名称').fill(name);
    await set_day(page, '活动日期', day(0));
    await page.getByLabel('参加人数').fill(heads);
    if (on) await set_day(page, '办理日期', on);
}

test('county: a form of the pack is asked for as it says, and refused by it', () => on_page('branch_secretary', {}, async (page, { go }) => {
    await go('/cases');
    await page.getByRole('link', { name: '发起事项' }).click();
    await page.getByRole('button', { name: '借用镇礼堂' }).click();
    branch = new URL(page.url()).searchParams.get('organization');
    await page.getByText('写明用途和时间').waitFor();
    await fill_in(page, { heads: '301' });
    await press(page, '递交申请');
    await page.locator('[aria-invalid="true"]').first().waitFor();
    await page.getByLabel('参加人数').fill('30');
    assert.deepEqual(await barriers(page), []);
    await press(page, '递交申请');
    await page.waitForURL(/\/cases\/\d+/);
    address = new URL(page.url()).pathname;
    await page.getByRole('heading', { level: 1, name: new RegExp(name) }).waitFor();
    await page.getByText('这一步不由你办理').first().waitFor();
}));

test('county: its guard says by which rule there may be no second one, until the first is taken back', () => on_page('branch_secretary', {}, async (page, { go }) => {
    await go(`/cases/new?organization=${branch}&workflow=made_up.gathering`);
    await fill_in(page);
    await press(page, '递交申请');
    await page.getByRole('alert').filter({ hasText: 'ORG-24' }).waitFor();
}));

test('county: the township agrees; the step after it is not open before its time', async () => {
    await on_page('committee_organizer', {}, async (page, { go }) => {
        await go(address);
        await page.getByText('GEN-03').first().waitFor();
        await press(page, '同意借用');
        await page.getByText('归还场地').first().waitFor();
    });
    await on_page('branch_secretary', {}, async (page, { go }) => {
        await go(address);
        await page.getByText(/可办|起/).first().waitFor();
        assert.equal(await page.getByRole('button', { name: '办结归还' }).count(), 0);
        await page.getByText('GEN-02').first().waitFor();
        await page.getByRole('button', { name: '撤回' }).first().click();
        await page.getByLabel(/理由/).last().fill('改期');
        await page.getByRole('button', { name: '撤回' }).last().click();
        await settled(page);
        await page.getByText('已撤回').first().waitFor();
    });
});

test('county: one held on paper is entered with its true days, and the branch is told', async () => {
    await on_page('committee_organizer', {}, async (page, { go }) => {
        await go(`/cases/new?organization=${branch}&workflow=made_up.gathering`);
        await fill_in(page, { on: day(9) });
        await press(page, '递交申请');
        await page.waitForURL(/\/cases\/\d+/);
        address = new URL(page.url()).pathname;
        await set_day(page, '办理日期', day(8));
        await press(page, '同意借用');
        await page.getByText('归还场地').first().waitFor();
    });
    await on_page('branch_secretary', {}, async (page, { go }) => {
        await go('/');
        await page.getByRole('button', { name: /通知，\d+ 条未读/ }).click();
        const notices = page.getByRole('dialog', { name: '通知' });
        await notices.getByText(name).first().waitFor();
        await notices.getByText(/镇党委安排 · 同意借用/).first().waitFor();
        assert.deepEqual(await barriers(page), []);
        await notices.getByRole('link', { name: new RegExp(name) }).first().click();
        await page.waitForURL(/\/cases\/\d+/);
        await settled(page);
    });
});

test('county: on the phone the notices can be read, the paper taken and the step looked at', () => on_page('branch_secretary', { size: phone }, async (page, { go }) => {
    await go('/m');
    await page.getByRole('link', { name: /^通知/ }).click();
    await page.getByRole('heading', { level: 1, name: '通知' }).waitFor();
    await settled(page);
    const all = page.getByRole('button', { name: '全部标为已读' });
    if (await all.count()) await all.click();
    await all.waitFor({ state: 'detached' });
    assert.deepEqual(await barriers(page), []);
    await go(`/m${address}`);
    await page.getByRole('button', { name: '办结归还' }).waitFor();
    const papers = page.getByRole('region', { name: '文书' });
    const [download] = await Promise.all([page.waitForEvent('download'), papers.getByRole('link', { name: /活动通知.*PDF/ }).click()]);
    assert.equal(download.suggestedFilename(), '活动通知.pdf');
    assert.equal(readFileSync(await download.path()).subarray(0, 5).toString(), '%PDF-');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'does not scroll sideways');
    assert.deepEqual(await barriers(page), []);
}));

test('county: its last step ends it, in the words of the pack, Chinese and English', async () => {
    await on_page('branch_secretary', {}, async (page, { go }) => {
        await go(address);
        await page.getByLabel('已打扫').check();
        await press(page, '办结归还');
        await page.getByText('已办结').first().waitFor();
        assert.deepEqual(await barriers(page), []);
    });
    await on_page('committee_organizer', { storage: { 'jishi.language': 'en' } }, async (page, { go }) => {
        await go(address);
        assert.match(await page.locator('h1').textContent(), /Use of the township hall/);
        await page.getByText('Hand it back').first().waitFor();
    });
});
