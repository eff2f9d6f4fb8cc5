// Pictures of the running program for README and manual: docs/images/*.png. Run by run.mjs --shots [name…].
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { desk, open_as, phone, root, settled, the_browser } from './stage.mjs';

const folder = join(root, 'docs/images');
const wanted = process.argv.slice(2);
const department = 'organization_department';

const click_first = (selector) => async (page) => { await page.locator(selector).first().click(); await settled(page); };
async function first_committee(page) {
    const row = page.getByRole('main').locator('[role=treeitem][aria-level="2"]').first();
    await row.waitFor();
    await row.dblclick();
    await page.waitForURL(/\/organizations\/\d+/);
    await settled(page);
}
async function grown_tree(page) {
    const tree = page.getByRole('main').getByRole('tree');
    await tree.focus();
    for (const key of ['Home', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    await settled(page);
    await page.keyboard.press('Space');
    await settled(page);
}
async function checked_import(page) {
    await page.getByLabel('单位', { exact: true }).check();
    await page.getByLabel('对的先存，不对的退回').check();
    const csv = '单位名称,统一社会信用代码,单位类别,领域,职工数\n黄河湾枸杞加工有限公司,,非公有制企业,非公有制企业,46\n沙都物流有限公司,91350100M000100Y44,非公有制企业,非公有制企业,31\n绿洲育苗有限公司,,非公有制企业,非公有制企业,十二\n';
    await page.locator('input[type=file]').setInputFiles({ name: '单位登记.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${csv}`) });
    await page.getByRole('button', { name: '先检查，不存入' }).click();
    await page.getByText('检查结果（没有存入）').waitFor();
    await page.locator('.outcome').scrollIntoViewIfNeeded();
}
async function search(page) {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('sq', { delay: 40 });
    await page.getByRole('banner').getByRole('option').first().waitFor();
}

/// The rules of the district, which lie in three layers.
async function layers_of_the_root(page) {
    const root = await page.evaluate(() => fetch('/api/organizations/roots').then((answer) => answer.json()).then((list) => list.items[0].id));
    await page.goto(`${page.url()}&organization=${root}`);
    await settled(page);
}

/// The form that splits a branch with members, where they are named.
const split_of_a_branch = (prefix) => async (page) => {
    const id = await page.evaluate(async () => (await (await fetch('/api/organizations/search?q=' + encodeURIComponent('村党支部') + '&type=branch&limit=1')).json()).items[0].id);
    await page.goto(`${new URL(page.url()).origin}${prefix}/organizations/${id}/do/split`);
    await settled(page);
};

/// The first member of the list, with a full record.
async function first_member(page) {
    await page.getByRole('main').locator('tbody tr:not(.spacer) a').first().click();
    await page.waitForURL(/\/members\/\d+/);
    await settled(page);
}
/// The first person of a list of development.
async function first_applicant(page) {
    await page.getByRole('main').locator('tbody tr:not(.spacer) a').first().click();
    await page.waitForURL(/\/development\/\d+/);
    await settled(page);
}
async function revealed(page) {
    await first_member(page);
    await page.getByRole('button', { name: '查看 手机号码' }).click();
    await page.getByLabel('为什么要看').fill('通知参加支部大会');
    await page.keyboard.press('Enter');
    await page.getByText(/秒后隐去/).waitFor();
}
async function roster_of_scope(page) {
    await page.getByRole('link', { name: '某日名册' }).click();
    await page.waitForURL(/roster/);
    await settled(page);
}

async function counted(page) {
    await page.getByRole('main').locator('tr.total').waitFor();
    await settled(page);
}
/// A table of members with its mistakes, checked without storing anything.
async function checked_member_import(page) {
    const branch = await page.evaluate(async () => (await (await fetch('/api/organizations/search?q=' + encodeURIComponent('支部') + '&type=branch&limit=1')).json()).items[0].name);
    const csv = `姓名,身份证号,人员类别,所在党支部,入党日期,转正日期\n甲某,999999197005061014,正式党员,${branch},2000-07-01,2001-07-01\n乙某,110105194912310021,正式党员,${branch},2000-07-01,2001-07-01\n丙某,999999700506101,正式党员,${branch},2000-02-30,2001-07-01\n`;
    await page.locator('input[type=file]').setInputFiles({ name: '党员.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${csv}`) });
    await page.getByLabel('对的先存，不对的退回').check();
    await page.getByRole('button', { name: '先检查，不存入' }).click();
    await page.getByText('检查结果（没有存入）').waitFor();
    await page.locator('.outcome').scrollIntoViewIfNeeded();
}
async function checked_development_import(page) {
    const day = (offset) => new Date(Date.now() - (800 - offset) * 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel('对的先存，不对的退回').check();
    const branch = await page.evaluate(async () => (await (await fetch('/api/development/applicants?step=archive')).json()).items[0].branch.name);
    const titles = '姓名,身份证号码,所在支部,递交入党申请书时间,派人谈话时间,确定为入党积极分子时间,积极分子备案时间';
    const people = [['马晓燕', '999995199605060174', 20, 100, 105], ['杨国庆', '999995199605060182', 60, 100, 105], ['张小军', '999995199605060190', 20, 10, ''], ['王秀兰', '999995199605060203', '', 100, 105]];
    const csv = [titles, ...people.map(([name, number, ...offsets]) => [name, number, branch, day(0), ...offsets.map((one) => (one === '' ? '' : day(one)))].join(','))].join('\n');
    await page.locator('input[type=file]').setInputFiles({ name: '发展党员台账.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${csv}\n`) });
    await page.getByText('7 列认出 7 列').waitFor();
    await page.getByRole('button', { name: '先检查，不存入' }).click();
    await page.getByText('检查结果（没有存入）').waitFor();
    await page.locator('.outcome').scrollIntoViewIfNeeded();
}
/// Two records of one made-up person, side by side.
async function duplicates(page) {
    await page.evaluate(async () => {
        const csrf = (await (await fetch('/api/session')).json()).csrf_token;
        const branches = (await (await fetch('/api/organizations/search?q=' + encodeURIComponent('支部') + '&type=branch&limit=2')).json()).items;
        const register = (branch, id, particulars) => fetch('/api/members', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: JSON.stringify({
            entry: 'enrolled', branch, category: '1', effective_on: '2025-06-01', document_no: '1号', reason: '工作需要', id_number: id,
            particulars: { name: '马某某', ethnicity: '03', joined_on: '1999-07-01', full_on: '2000-07-01', ...particulars } }) });
        await register(branches[0].id, '640502197503090011', { education: '61', native_place: '宁夏中卫' });
        await register(branches[1].id, '640502197503090038', { education: '31', occupation: '4010' });
    });
    await page.reload();
    await page.getByRole('button', { name: /对照/ }).first().click();
    await settled(page);
}

const last_year = new Date().getFullYear() - 1;
/// A year sealed and verified.
async function sealed(page) {
    await page.getByText('数据校核').waitFor({ timeout: 30_000 });
    const now = page.getByRole('button', { name: '封存并签名' });
    if (await now.count()) await now.click();
    await page.getByRole('button', { name: '核验' }).click({ timeout: 30_000 });
    await page.getByText('核验通过').waitFor({ timeout: 30_000 });
    await settled(page);
}
async function trends(page) {
    await page.getByText('达到退休年龄的党员').waitFor({ timeout: 30_000 });
    await page.getByRole('table').first().locator('tbody a').first().waitFor({ timeout: 30_000 });
    await settled(page);
}

/// name: [role, path, options, what to do before the picture]
const pictures = {
    'sign-in': [null, '/sign-in'],
    'desk-home': [department, '/'],
    'desk-tree': [department, '/organizations', {}, grown_tree],
    'desk-search': [department, '/', {}, search],
    'desk-scope': [department, '/', {}, click_first('header .chip')],
    'desk-organization': [department, '/organizations', {}, first_committee],
    'desk-form': [department, '/organizations', {}, async (page) => { await first_committee(page); await page.getByRole('link', { name: '新建下级组织' }).click(); await settled(page); }],
    'desk-compare': [department, '/organizations', {}, async (page) => { await first_committee(page); await page.getByRole('link', { name: '两个日期对比' }).click(); await settled(page); }],
    'desk-past': [department, '/organizations?as_of=2013-12-31', {}, grown_tree],
    'desk-units': [department, '/units'],
    'desk-coverage': [department, '/coverage?sector=nonpublic_enterprise'],
    'desk-coverage-place': [department, '/coverage?by=place'],
    'desk-import': [department, '/imports', {}, checked_import],
    'desk-members': ['committee_organizer', '/members'],
    'desk-member': ['committee_organizer', '/members', {}, first_member],
    'desk-member-reveal': ['committee_organizer', '/members', {}, revealed],
    'desk-member-new': ['committee_organizer', '/members/new'],
    'desk-roster': ['committee_organizer', '/members?as_of=2024-12-31', {}, roster_of_scope],
    'desk-analysis': [department, '/analysis?rows=child&columns=age_band', {}, counted],
    'desk-analysis-ages': [department, '/analysis?rows=age&columns=sex', {}, counted],
    'desk-yearly': [department, `/bulletin?year=${last_year}`, {}, sealed],
    'desk-bulletin': [department, `/bulletin?year=${last_year}`, {}, async (page) => { await page.getByRole('region', { name: '公报文字' }).scrollIntoViewIfNeeded({ timeout: 30_000 }); await settled(page); }],
    'desk-yearly-form': [department, `/bulletin?year=${last_year}&form=members`, {}, async (page) => { await page.getByRole('heading', { name: '学历', exact: true }).waitFor({ timeout: 30_000 }); await settled(page); }],
    'desk-analysis-compare': [department, `/analysis?rows=occupation_group&compare=${last_year - 1}-12-31`, {}, async (page) => { await page.getByRole('columnheader', { name: '相差' }).waitFor({ timeout: 30_000 }); await settled(page); }],
    'desk-trends': [department, '/trends', {}, trends],
    'desk-member-import': [department, '/members/import', {}, checked_member_import],
    'desk-duplicates': [department, '/members/duplicates', {}, duplicates],
    'desk-checkup': ['committee_organizer', '/members/checkup'],
    'desk-transfers': [department, '/transfers'],
    'desk-transfers-in': [department, '/transfers?which=in'],
    'desk-transfer-start': ['committee_organizer', '/members', {}, async (page) => { await first_member(page); await page.goto(`${page.url().split('?')[0]}/transfer`); await settled(page); await page.getByRole('searchbox', { name: '接收党组织' }).fill('支部'); await page.locator('.pick').first().waitFor(); }],
    'desk-mobile-members': [department, '/mobile-members'],
    'desk-cases': [department, '/cases'],
    'desk-case': [department, '/cases', {}, click_first('main tbody tr:not(.spacer) a')],
    'desk-case-drawing': [department, '/cases', {}, async (page) => { await click_first('main tbody tr:not(.spacer) a')(page); await page.getByRole('button', { name: /流程图/ }).click(); await settled(page); }],
    'desk-split': [department, '/', {}, split_of_a_branch('')],
    'desk-letter-check': [null, '/public/letters'],
    'desk-development': [department, '/development'],
    'desk-development-way': [department, '/development?step=probation', {}, first_applicant],
    'desk-development-import': [department, '/development/import', {}, checked_development_import],
    'desk-development-plan': [department, '/development/plan'],
    'desk-development-new': ['branch_secretary', '/development/new'],
    'desk-my-record': ['member', '/my-record'],
    'desk-accounts': ['system_administrator', '/system/accounts'],
    'desk-settings': ['system_administrator', '/system/settings'],
    'desk-grants': ['security_administrator', '/system/grants'],
    'desk-audit': ['auditor', '/system/audit', {}, async (page) => { await page.getByRole('button', { name: '验证全部记录' }).click(); await page.getByText(/已验证/).waitFor(); }],
    'desk-rules': [department, '/system/rules?search=ORG-4', {}, layers_of_the_root],
    'desk-api': [department, '/system/api', {}, click_first('details summary')],
    'desk-dark': [department, '/coverage', { dark: true }],
    'desk-large': [department, '/', { storage: { 'jishi.type': 'large' } }],
    'desk-english': [department, '/', { storage: { 'jishi.language': 'en' } }],
    'phone-todo': ['branch_secretary', '/m', { size: phone }],
    'phone-branch': ['committee_organizer', '/m/branch', { size: phone }],
    'phone-organization': ['committee_organizer', '/m/branch', { size: phone }, async (page) => { await page.getByRole('treeitem').nth(1).click(); await page.waitForURL(/organizations/); await settled(page); }],
    'phone-members': ['branch_secretary', '/m/members', { size: phone }],
    'phone-cases': ['committee_organizer', '/m/cases', { size: phone }],
    'phone-split': ['committee_organizer', '/m', { size: phone }, split_of_a_branch('/m')],
    'phone-transfers': ['committee_organizer', '/m/transfers', { size: phone }],
    'phone-mobile-members': ['committee_organizer', '/m/mobile-members', { size: phone }],
    'phone-development': ['committee_organizer', '/m/development', { size: phone }],
    'phone-development-way': ['committee_organizer', '/m/development', { size: phone }, async (page) => { await page.locator('main .van-cell--clickable').first().click(); await page.waitForURL(/development\/\d+/); await settled(page); }],
    'phone-my-record': ['member', '/m/me/record', { size: phone }],
    'phone-my-accesses': ['member', '/m/me/accesses', { size: phone }],
    'phone-my-privacy': ['member', '/m/me/privacy', { size: phone }],
    'phone-my-correction': ['member', '/m/me/correction', { size: phone }, click_first('main .btn')],
    'phone-yearly': [department, `/m/yearly?year=${last_year}`, { size: phone }, async (page) => { await page.getByText('数据校核').waitFor({ timeout: 30_000 }); await settled(page); }],
    'phone-analysis': [department, '/m/analysis?rows=education_group&columns=sex&filter=occupation_group:farmer', { size: phone }, async (page) => { await page.locator('tr.total').waitFor({ timeout: 30_000 }); await settled(page); }],
    'phone-trends': [department, '/m/trends', { size: phone }, trends],
    'phone-me': ['branch_secretary', '/m/me', { size: phone }],
};

mkdirSync(folder, { recursive: true });
let failed = 0;
for (const [name, [role, path, options = {}, act]] of Object.entries(pictures)) {
    if (wanted.length && !wanted.includes(name)) continue;
    const one = await open_as(role, { size: desk, ...options });
    try {
        await one.go(path);
        await act?.(one.page);
        await one.page.waitForTimeout(250);
        await one.page.screenshot({ path: join(folder, `${name}.png`) });
        await one.close();
        console.log(`docs/images/${name}.png`);
    } catch (error) {
        failed += 1;
        console.error(`${name}: ${error.message}`);
        await one.context.close().catch(() => undefined);
    }
}
await (await the_browser()).close();
process.exit(failed ? 1 : 0);
