// Units, coverage, imports: lists by filters, every number opens its list, every row ends as stored or refused.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { barriers, on_page, settled } from './stage.mjs';

const role = 'organization_department';
const mark = Date.now().toString(36);

test('units: filters stand in the address and come back with it', () => on_page(role, {}, async (page, { go }) => {
    await go('/units');
    await page.getByLabel('领域').selectOption({ label: '非公有制企业' });
    await page.getByLabel('覆盖情况').selectOption({ label: '没有组织' });
    await page.waitForURL(/sector=nonpublic_enterprise/);
    await page.waitForURL(/covered=no/);
    await page.waitForFunction(() => { const table = document.querySelector('main table'); return table && !table.textContent.includes('单独组建'); });
    await page.reload();
    await settled(page);
    assert.equal(await page.getByLabel('领域').inputValue(), 'nonpublic_enterprise');
}));

test('units: a view is saved under a name, applied and deleted', () => on_page(role, {}, async (page, { go }) => {
    await go('/units?covered=no');
    await page.getByRole('button', { name: '常用筛选' }).click();
    const panel = page.getByRole('dialog', { name: '常用筛选' });
    await panel.getByPlaceholder('给当前筛选起个名字').fill(`缺组织 ${mark}`);
    await panel.getByRole('button', { name: '保存' }).click();
    await panel.getByRole('button', { name: `缺组织 ${mark}`, exact: true }).waitFor();
    await go('/units');
    await page.getByRole('button', { name: '常用筛选' }).click();
    await panel.getByRole('button', { name: `缺组织 ${mark}`, exact: true }).click();
    await page.waitForURL(/covered=no/);
    await page.getByRole('button', { name: '常用筛选' }).click();
    await panel.getByRole('button', { name: `删除 缺组织 ${mark}` }).click();
    await panel.getByRole('button', { name: `缺组织 ${mark}`, exact: true }).waitFor({ state: 'detached' });
}));

test('units: columns are chosen', () => on_page(role, {}, async (page, { go }) => {
    await go('/units');
    assert.equal(await page.getByRole('columnheader', { name: '统一社会信用代码' }).count(), 0);
    await page.getByRole('button', { name: '显示列' }).click();
    await page.getByLabel('统一社会信用代码').check();
    await page.getByRole('columnheader', { name: '统一社会信用代码' }).waitFor();
}));

test('unit: a wrong credit code is told at the field, a right form is stored [DATA-52]', () => on_page(role, {}, async (page, { go }) => {
    await go('/units/new');
    await page.getByLabel('单位名称').fill(`测试企业${mark}有限公司`);
    await page.getByLabel('统一社会信用代码').fill('91350100M000100Y44');
    await page.getByLabel('单位类别').selectOption({ label: '非公有制企业' });
    await page.getByLabel('领域').selectOption({ label: '非公有制企业' });
    await page.getByLabel('职工数').fill('３０');
    await page.getByRole('button', { name: '登记单位' }).click();
    await page.getByText('统一社会信用代码的校验位不对').first().waitFor();
    await page.getByLabel('统一社会信用代码').fill('');
    await page.getByRole('button', { name: '登记单位' }).click();
    await page.getByRole('heading', { level: 1, name: `测试企业${mark}有限公司` }).waitFor();
    assert.match(await page.getByRole('main').textContent(), /职工数\s*30/);
    assert.deepEqual(await barriers(page), []);
}));

test('coverage: each number opens the list behind it, and the list has as many rows', () => on_page(role, {}, async (page, { go }) => {
    await go('/coverage');
    const link = page.locator('tr.total a').nth(2);
    const count = Number((await link.textContent()).replaceAll(',', ''));
    await link.click();
    await page.waitForURL(/\/units\?.*covered=no/);
    await settled(page);
    const table = page.getByRole('region', { name: '单位' }).locator('table');
    if (count > 0 && count <= 100) assert.match(await page.locator('.foot').first().textContent(), new RegExp(`共 ${count} 条`));
    else assert.ok(await table.count());
}));

test('coverage: by place and by sector, with a trend', () => on_page(role, {}, async (page, { go }) => {
    await go('/coverage');
    await page.getByRole('button', { name: '按地方' }).click();
    await page.waitForURL(/by=place/);
    await settled(page);
    assert.ok((await page.locator('table.plain tbody tr').count()) > 2);
    await page.locator('.chart canvas').first().waitFor();
    assert.equal(await page.locator('.chart canvas').count(), 2);
}));

test('export: the list as a spreadsheet', () => on_page(role, {}, async (page, { go }) => {
    await go('/units');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出 .xlsx' }).click()]);
    const bytes = readFileSync(await download.path());
    assert.equal(bytes.subarray(0, 2).toString('latin1'), 'PK', 'a spreadsheet is a zip file');
}));

test('import: template, dry run with findings, the two sums, storing the good rows, undo', () => on_page(role, {}, async (page, { go }) => {
    await go('/imports');
    const [template] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载模板' }).click()]);
    assert.equal(readFileSync(await template.path()).subarray(0, 2).toString('latin1'), 'PK');
    await page.getByLabel('单位', { exact: true }).check();
    await page.getByLabel('对的先存，不对的退回').check();
    const csv = process.env.JISHI_IMPORT_CSV ?? `单位名称,统一社会信用代码,单位类别,领域,职工数\n导入企业${mark}甲,,非公有制企业,非公有制企业,12\n导入企业${mark}乙,91350100M000100Y44,非公有制企业,非公有制企业,8\n`;
    await page.locator('input[type=file]').setInputFiles({ name: '单位.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${csv}`) });
    await page.getByRole('button', { name: '先检查，不存入' }).click();
    await page.getByText('检查结果（没有存入）').waitFor();
    const sums = async () => (await page.locator('.outcome dd').allTextContents()).map((text) => Number(text.replaceAll(',', '')));
    const [stored, refused, rows] = await sums();
    assert.equal(stored + refused, rows);
    assert.ok(refused >= 1, 'the wrong credit code is refused');
    assert.match(await page.locator('.outcome').textContent(), /校验/);
    assert.deepEqual(await barriers(page), []);
    await page.getByRole('button', { name: /^存入 \d+ 行$/ }).click();
    await page.getByRole('heading', { name: '导入结果' }).waitFor();
    assert.equal((await sums())[0], stored);
    await settled(page);
    await page.getByRole('button', { name: /撤销这次导入/ }).first().click();
    await page.getByRole('button', { name: '撤销这次导入', exact: true }).first().click();
    await page.getByText(/已撤销/).first().waitFor();
}));
