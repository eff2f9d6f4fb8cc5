// The journey of a founding by the roles that it takes: applied for, decided, elected, confirmed, filed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers, on_page, phone, settled } from './stage.mjs';

const mark = Date.now().toString(36);
const name = `试验第${mark}党支部`;
let address;

const press = async (page, title) => { await page.getByRole('main').getByRole('button', { name: title, exact: true }).first().click(); await settled(page); };

test('workflow: a branch applies, is told what is missing, and hands in', () => on_page('branch_secretary', {}, async (page, { go }) => {
    await go('/cases');
    assert.deepEqual(await barriers(page), []);
    await page.getByRole('link', { name: '发起事项' }).click();
    await page.getByRole('button', { name: '成立党组织' }).click();
    await page.getByLabel('拟成立党组织名称').fill(name);
    await page.getByLabel('类别').selectOption({ label: '党支部' });
    await page.getByLabel('领域').selectOption({ label: '农村' });
    await page.getByLabel('正式党员数').fill('2');
    await page.getByLabel('党员总数').fill('3');
    await press(page, '提交申请');
    await page.locator('[aria-invalid="true"]').first().waitFor();
    await page.getByLabel('成立理由').fill('党员增多，便于开展活动');
    await press(page, '提交申请');
    await page.getByText('依据 ORG-01').first().waitFor();  // fewer than three full members
    await page.getByLabel('正式党员数').fill('5');
    await page.getByLabel('党员总数').fill('6');
    assert.deepEqual(await barriers(page), []);
    await press(page, '提交申请');
    await page.waitForURL(/\/cases\/\d+/);
    await page.getByRole('heading', { level: 1, name: new RegExp(name) }).waitFor();
    address = new URL(page.url()).pathname;
    await page.getByText('这一步不由你办理').first().waitFor();
    const picture = page.getByRole('img', { name: /流程图/ });
    await picture.waitFor();
    assert.ok(await picture.evaluate((image) => image.complete && image.naturalWidth > 100), 'the picture is drawn');
}));

test('workflow: it stands in the committee’s list; the committee decides with a number', () => on_page('committee_organizer', {}, async (page, { go }) => {
    await go('/');
    await page.getByText(new RegExp(name)).first().waitFor();
    await go(address);
    await page.getByText('依据 ORG-20').first().waitFor();
    assert.deepEqual(await barriers(page), []);
    await press(page, '同意成立');
    await page.locator('[aria-invalid="true"]').first().waitFor();
    await page.getByLabel('党委会议日期').fill(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10));
    await page.keyboard.press('Enter');
    await page.getByLabel('文号').fill(`镇组发〔2026〕${mark}号`);
    await press(page, '同意成立');
    await page.getByText(`镇组发〔2026〕${mark}号`).first().waitFor();
    await page.getByRole('link', { name: '查看办理对象' }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();  // it stands
}));

test('workflow: the branch reports its election on the phone', () => on_page('branch_secretary', { size: phone }, async (page, { go }) => {
    await go('/m');
    await page.getByText(new RegExp(name)).first().waitFor();
    await go(`/m${address}`);
    await page.getByLabel('选举日期').fill(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10));
    await page.keyboard.press('Enter');
    await page.getByLabel('应到会人数').fill('5');
    await page.getByLabel('实到会人数').fill('5');
    await page.getByLabel('当选人员').fill('书记、副书记、委员各一名');
    assert.deepEqual(await barriers(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'does not scroll sideways');
    await press(page, '报告结果');
    await page.getByText('这一步不由你办理').first().waitFor();
}));

test('workflow: the committee confirms, the organisation department files, and it is done', async () => {
    await on_page('committee_organizer', {}, async (page, { go }) => {
        await go(address);
        await page.getByLabel('文号').fill(`镇组发〔2026〕${mark}-2号`);
        await press(page, '同意选举结果');
        await page.getByText(`镇组发〔2026〕${mark}-2号`).first().waitFor();
    });
    await on_page('organization_department', {}, async (page, { go }) => {
        await go('/cases?which=mine');
        await page.getByRole('link', { name }).click();
        await press(page, '备案');
        await page.getByText('已办结').first().waitFor();
        assert.deepEqual(await barriers(page), []);
    });
});

test('workflow: English has no Chinese left in the frame of a case', () => on_page('organization_department', { storage: { 'jishi.language': 'en' } }, async (page, { go }) => {
    await go(address);
    assert.match(await page.locator('h1').textContent(), /Found a Party organisation/);
    await page.getByText('Done').first().waitFor();
}));
