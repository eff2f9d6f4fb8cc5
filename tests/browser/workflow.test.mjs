// The journey of a founding by the roles that it takes: applied for, decided, elected, confirmed, filed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { barriers, on_page, phone, settled } from './stage.mjs';

const mark = Date.now().toString(36);
const name = `试验第${mark}党支部`;
let address;

const press = async (page, title) => { await page.getByRole('main').getByRole('button', { name: title, exact: true }).first().click(); await settled(page); };

/// Takes what a link gives. @return its name and bytes
async function taken(page, link) {
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}
const papers = (page) => page.getByRole('region', { name: '文书' });

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
    await page.getByText('依据 《党章》《支部工作条例》 ORG-01').first().waitFor();  // fewer than three full members
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

test('workflow: the request is ready as a paper, says what it lacks, and the reply is still to come', () => on_page('branch_secretary', {}, async (page, { go }) => {
    await go(address);
    const request = papers(page).getByRole('listitem').filter({ hasText: '关于成立党组织的请示' });
    await request.getByText('可制作').waitFor();
    await request.getByText(/还缺 \d+ 项/).click();
    await request.getByText(/签发人/).waitFor();
    await papers(page).getByRole('listitem').filter({ hasText: '关于成立党组织的批复' }).getByText('本环节').waitFor();
    const report = papers(page).getByRole('listitem').filter({ hasText: '关于选举结果的报告' });
    await report.getByText('后续环节').waitFor();
    assert.equal(await report.getByRole('link').count(), 0);
    const word = await taken(page, request.getByRole('link', { name: /的 Word 文件/ }));
    assert.equal(word.name, '关于成立党组织的请示.docx');
    assert.equal(word.bytes.subarray(0, 2).toString(), 'PK');
    assert.deepEqual(await barriers(page), []);
}));

test('workflow: it stands in the committee’s list; the committee decides with a number', () => on_page('committee_organizer', {}, async (page, { go }) => {
    await go('/');
    await page.getByText(new RegExp(name)).first().waitFor();
    await go('/cases?which=mine');
    await page.getByRole('link', { name: new RegExp(name) }).first().waitFor();
    await page.getByLabel('流程', { exact: true }).selectOption({ label: '撤销党组织' });
    await page.getByRole('link', { name: new RegExp(name) }).first().waitFor({ state: 'detached' });
    await page.getByLabel('流程', { exact: true }).selectOption({ label: '成立党组织' });
    await page.getByRole('link', { name: new RegExp(name) }).first().waitFor();
    await go(address);
    await page.getByText('依据 《支部工作条例》 ORG-20').first().waitFor();
    assert.deepEqual(await barriers(page), []);
    await page.getByRole('button', { name: /流程图/ }).click();
    await page.getByRole('dialog', { name: '流程图' }).getByRole('img').waitFor();
    assert.deepEqual(await barriers(page), []);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: '流程图' }).waitFor({ state: 'hidden' });
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
        await go(address);  // among the many whose turn it is, the most urgent stand first
        await press(page, '备案');
        await page.getByText('已办结').first().waitFor();
        assert.deepEqual(await barriers(page), []);
    });
});

test('workflow: on the phone the whole set comes as one file', () => on_page('branch_secretary', { size: phone }, async (page, { go }) => {
    await go(`/m${address}`);
    await papers(page).getByText('党组织备案表').waitFor();
    const pdf = await taken(page, papers(page).getByRole('link', { name: '整套材料（一个 PDF）' }));
    assert.match(pdf.name, new RegExp(`^成立党组织 ${name}\\.pdf$`));
    assert.equal(pdf.bytes.subarray(0, 5).toString(), '%PDF-');
    const zip = await taken(page, papers(page).getByRole('link', { name: /整套材料（共 5 份/ }));
    assert.equal(zip.bytes.subarray(0, 2).toString(), 'PK');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'does not scroll sideways');
    assert.deepEqual(await barriers(page), []);
}));

test('workflow: English has no Chinese left in the frame of a case', () => on_page('organization_department', { storage: { 'jishi.language': 'en' } }, async (page, { go }) => {
    await go(address);
    assert.match(await page.locator('h1').textContent(), /Found a Party organisation/);
    await page.getByText('Done').first().waitFor();
}));
