// A branch secretary takes somebody from the application to the archive on the web, each step on its own day, with the
// rights of a secretary and no others; what is the committee's is done by its organiser. Then the whole file is printed.
// A server of its own is told which day it is: two and a half years pass.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { id_number } from './made_up.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
process.env.JISHI ??= join(root, 'build/release/jishi');
process.env.JISHI_SOURCE_DIR ??= root;
const folder = mkdtempSync(join(tmpdir(), 'jishi-secretary.'));
const day_file = join(folder, 'day');
const begun = new Date(Date.now() + 8 * 3_600_000);
const day_of = (offset) => new Date(begun.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
const mark = String(Date.now() % 1000).padStart(3, '0');
const name = '马晓燕';
let world, stage, person, branch, case_id, sheets;

before(async () => {
    const { demo_world, names } = await import('../system/world.mjs');
    const { prepare } = await import('./people.mjs');
    world = await demo_world({ settings: { JISHI_TEST_DAY_FILE: day_file } });
    await world.start();
    const accounts = Object.fromEntries(['branch_secretary', 'committee_organizer', 'organization_department'].map((role) => [role, { username: names[role], password: world.passwords[names[role]] }]));
    process.env.JISHI_URL = world.base;
    process.env.JISHI_ACCOUNTS = join(folder, 'people.json');
    writeFileSync(process.env.JISHI_ACCOUNTS, JSON.stringify(await prepare(world.base, accounts)));
    mkdirSync(join(root, 'build/browser'), { recursive: true });
    stage = await import('./stage.mjs');
});
after(async () => {
    await (await stage?.the_browser())?.close();
    await world?.remove();
    rmSync(folder, { recursive: true, force: true });
});

const api = (page, path) => page.evaluate((address) => fetch(address).then((answer) => answer.json()), path);
const main = (page) => page.getByRole('main');
const press = async (page, title) => { await main(page).getByRole('button', { name: title, exact: true }).first().click(); await stage.settled(page); };
async function fill(page, label, value) {
    const field = main(page).getByLabel(new RegExp(`^${label}`)).first();
    if (value === true) return field.check();
    const tag = await field.evaluate((one) => one.tagName);
    if (tag === 'SELECT') return field.selectOption({ label: value });
    await field.fill(String(value));
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) await page.keyboard.press('Enter');
}
const votes = (n) => ({ 应到会党员: n, 实到会党员: n, 应到会有表决权党员: n, 实到会有表决权党员: n, 会前提交书面意见: 0, 赞成: n, 不赞成: 0, 弃权: 0, 支部大会决议: '经无记名投票表决，同意。' });
const committee_votes = () => ({ 应到会党员: 7, 实到会党员: 7, 赞成: 7, 不赞成: 0, 弃权: 0, 审批意见: '经党委会研究，同意。' });
const two = (voters) => voters.slice(0, 2).map((one) => `${one.name}（${one.birth_date.slice(0, 7)}）`).join('、');

/// day, who, action, what is filled in, number of the paper
const secretary = 'branch_secretary', organizer = 'committee_organizer', department = 'organization_department';
const way = (voters) => [
    [20, secretary, '已谈话', { 谈话人: '组织委员', 谈话情况: '动机端正' }],
    [100, secretary, '确定为入党积极分子', { 推荐方式: '党员推荐', 推荐情况: '全体党员推荐', 由什么会议确定: '支部委员会', 应到会人数: 5, 实到会人数: 5, 研究意见: '同意' }],
    [105, organizer, '予以备案', {}],
    [110, secretary, '指定培养联系人', { 培养联系人: two(voters) }],
    [270, secretary, '记一次考察', { 考察意见: '表现良好', 考察人: '培养联系人' }],
    [440, secretary, '记一次考察', { 考察意见: '进步明显', 考察人: '培养联系人' }],
    [470, secretary, '考察成熟，提名为发展对象', { 支部提名发展对象的理由: '培养考察成熟' }],
    [500, secretary, '确定为发展对象', { '听取党小组': '没有不同意见', 公示开始: day_of(475), 公示结束: day_of(495), 公示情况: '没有反映', 应到会人数: 5, 实到会人数: 5, 讨论意见: '同意' }],
    [505, organizer, '备案同意', {}],
    [508, secretary, '确定入党介绍人', { 入党介绍人: two(voters) }],
    [515, secretary, '政治审查合格', { 审查方式: '谈话、查阅档案', 直系亲属: '没有发现问题', 结论性材料: '合格' }],
    [525, secretary, '培训合格', { 培训开始: day_of(520), 培训结束: day_of(523), 培训天数: 3, 学时: 24, 培训单位: '镇党校' }],
    [530, secretary, '审查合格，报上级党委预审', { 应到会人数: 5, 实到会人数: 5, 审查意见: '材料齐全' }],
    [540, organizer, '预审合格', { 预审意见: '同意', 发给的: '0000000001', 超出发展计划的说明: '调剂名额' }, `组字${mark}-1号`],
    [545, secretary, '已填写入党志愿书', { 介绍人已指导: true }],
    [555, secretary, '表决通过，同意接收为预备党员', votes(voters.length)],
    [565, organizer, '已谈话', { 谈话人: '组织员', 谈话意见: '同意' }],
    [590, organizer, '批准为预备党员', committee_votes(), `组字${mark}-2号`],
    [595, department, '予以备案', {}],
    [597, secretary, '已编入', { 编入的党小组: '第一党小组', 在支部大会上宣布日期: day_of(596) }],
    [605, secretary, '已宣誓', { 宣誓地点: '党群服务中心', 主持人: '书记' }],
    [780, secretary, '记一次考察', { 考察意见: '合格', 考察人: '介绍人' }],
    [900, secretary, '预备期考察结束', { 预备期表现: '表现良好' }],
    [905, secretary, '收到转正申请书', {}],
    [930, secretary, '同意按期转正', votes(voters.length)],
    [950, organizer, '批准转为正式党员', committee_votes(), `组字${mark}-3号`],
    [960, secretary, '归档办结', { 归档处: '由所在党委保存党员档案', 存放单位: '镇党委' }],
];

/// It is that day, for the server and for every window.
async function on_day(offset) {
    writeFileSync(day_file, `${day_of(offset)}\n`);
    for (const one of Object.values(sheets)) await one.page.clock.setFixedTime(new Date(`${day_of(offset)}T04:00:00Z`));
}

test('secretary: an applicant of the own branch goes through all twenty-five steps, each on its day', async () => {
    sheets = Object.fromEntries(await Promise.all([secretary, organizer, department].map(async (role) => [role, await stage.open_as(role)])));
    try {
        await on_day(0);
        const { page, go } = sheets[secretary];
        await go('/development/new');
        const session = await api(page, '/api/session');
        assert.ok(!session.permissions?.includes('case.enter_past'), 'a secretary enters no past days');
        // One of the branches that the secretary leads, with members enough to recommend somebody.
        const [top] = (await api(page, '/api/organizations/roots')).items;
        for (const one of [top, ...(await api(page, `/api/organizations/${top.id}/children?limit=200`)).items]) {
            if (branch || one.type !== 'branch') continue;
            if ((await api(page, `/api/organizations/${one.id}/roster?view=could_vote&limit=500`)).items.length >= 3) branch = one;
        }
        await main(page).getByRole('searchbox').or(main(page).getByRole('combobox')).first().fill(branch.name);
        await page.getByRole('option', { name: branch.name }).first().click();
        await fill(page, '姓名', name);
        await fill(page, '公民身份号码', id_number('999996', '19950304', mark));
        await fill(page, '民族', '回族');
        await press(page, '登记');
        await page.waitForURL(/cases\/new/);
        await stage.settled(page);
        person = new URL(page.url()).searchParams.get('subject');
        await fill(page, '向本支部申请的根据', '工作、学习所在单位');
        assert.equal(await main(page).getByLabel('办理日期').count(), 0, 'the day is today');
        await press(page, '收到入党申请书');
        await page.waitForURL(/\/cases\/\d+/);
        const { line } = await api(page, `/api/development/applicants/${person}`);
        ({ branch } = line);
        case_id = line.case_id;
        for (let at = 0; ; at += 1) {
            const [offset, role] = way([{ name: '', birth_date: '' }, { name: '', birth_date: '' }])[at] ?? [];
            if (offset === undefined) break;
            await on_day(offset);
            const { page: desk, go: open } = sheets[role];
            await open(`/cases/${case_id}`);
            const voters = (await api(desk, `/api/organizations/${branch.id}/roster?view=could_vote&limit=500`)).items;
            const [, , action, form, paper] = way(voters)[at];
            for (const [label, value] of Object.entries(form)) await fill(desk, label, value);
            if (paper) await fill(desk, '文号', paper);
            await press(desk, action);
            const alert = main(desk).getByRole('alert');
            assert.equal(await alert.count() ? await alert.first().textContent() : '', '', `${action} on ${day_of(offset)}`);
        }
        await sheets[secretary].go(`/cases/${case_id}`);
        await sheets[secretary].page.getByText('已办结').first().waitFor();
        const { steps } = await api(sheets[secretary].page, `/api/cases/${case_id}`);
        assert.equal(steps.length, 28, 'twenty-five steps and three inspections');
        assert.deepEqual([...new Set(steps.filter((step) => !step.from_paper).map((step) => step.account_name ?? step.by))].length > 0, true);
        assert.ok(steps.every((step) => !step.from_paper), 'nothing was entered later');
        assert.equal(steps.at(-1).day, day_of(960));
        const member = await api(sheets[secretary].page, `/api/members/${person}`);
        assert.equal(member.category, '1');
        assert.equal(member.joined_on, day_of(555));
    } catch (error) {
        for (const [role, one] of Object.entries(sheets)) await one.page.screenshot({ path: join(root, 'build/browser', `secretary-${role}.png`) }).catch(() => undefined);
        throw error;
    } finally {
        for (const one of Object.values(sheets)) await one.context.close();
    }
});

test('secretary: the whole file is printed', () => stage.on_page(secretary, {}, async (page, { go }) => {
    await page.clock.setFixedTime(new Date(`${day_of(960)}T04:00:00Z`));
    await go(`/cases/${case_id}`);
    const { items } = await api(page, `/api/cases/${case_id}/documents`);
    const ready = items.filter((one) => one.state === 'ready');
    assert.ok(ready.length >= 26, `${ready.length} papers are ready`);
    const file = await page.evaluate(async (id) => {
        const answer = await fetch(`/api/cases/${id}/bundle?format=pdf`);
        const bytes = new Uint8Array(await answer.arrayBuffer());
        return { status: answer.status, head: String.fromCharCode(...bytes.slice(0, 5)), size: bytes.length };
    }, case_id);
    assert.equal(file.status, 200);
    assert.equal(file.head, '%PDF-');
    assert.ok(file.size > 50_000, `${file.size} bytes`);
}));
