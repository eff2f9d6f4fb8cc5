// The way into the Party on the web: somebody is written down, and taken through all twenty-five steps to the archive.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { id_number } from './made_up.mjs';
import { barriers, on_page, phone, settled } from './stage.mjs';

const today = new Date(Date.now() + 8 * 3_600_000);
const day_of = (offset) => new Date(applied.getTime() + offset * 86_400_000).toISOString().slice(0, 10);
const applied = new Date(today.getTime() - 1000 * 86_400_000);
const mark = String(Date.now() % 1000).padStart(3, '0');
const name = `马晓${'甲乙丙丁戊己庚辛壬癸'[mark % 10]}`;
let person;
let branch;
let voters;

const api = (page, path) => page.evaluate((address) => fetch(address).then((answer) => answer.json()), path);
const main = (page) => page.getByRole('main');
const press = async (page, title) => { await main(page).getByRole('button', { name: title, exact: true }).first().click(); await settled(page); };
async function fill(page, label, value) {
    const field = main(page).getByLabel(new RegExp(`^${label}`)).first();
    if (value === true) return field.check();
    const tag = await field.evaluate((one) => one.tagName);
    if (tag === 'SELECT') return field.selectOption({ label: value });
    await field.fill(String(value));
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) await page.keyboard.press('Enter');
}
const votes = () => ({ 应到会党员: voters.length, 实到会党员: voters.length, 应到会有表决权党员: voters.length, 实到会有表决权党员: voters.length, 会前提交书面意见: 0, 赞成: voters.length, 不赞成: 0, 弃权: 0, 支部大会决议: '经无记名投票表决，同意。' });
const committee_votes = () => ({ 应到会党员: 7, 实到会党员: 7, 赞成: 7, 不赞成: 0, 弃权: 0, 审批意见: '经党委会研究，同意。' });
const two = () => voters.slice(0, 2).map((one) => `${one.name}（${one.birth_date.slice(0, 7)}）`).join('、');

/// day after the application, action, what is filled in, number of the paper
const way = () => [
    [20, '已谈话', { 谈话人: '组织委员', 谈话情况: '动机端正' }],
    [100, '确定为入党积极分子', { 推荐方式: '党员推荐', 推荐情况: '全体党员推荐', 由什么会议确定: '支部委员会', 应到会人数: 5, 实到会人数: 5, 研究意见: '同意' }],
    [105, '予以备案', {}],
    [110, '指定培养联系人', { 培养联系人: two() }],
    [270, '记一次考察', { 考察意见: '表现良好', 考察人: '培养联系人' }],
    [440, '记一次考察', { 考察意见: '进步明显', 考察人: '培养联系人' }],
    [470, '考察成熟，提名为发展对象', { 支部提名发展对象的理由: '培养考察成熟' }],
    [500, '确定为发展对象', { '听取党小组': '没有不同意见', 公示开始: day_of(475), 公示结束: day_of(495), 公示情况: '没有反映', 应到会人数: 5, 实到会人数: 5, 讨论意见: '同意' }],
    [505, '备案同意', {}],
    [508, '确定入党介绍人', { 入党介绍人: two() }],
    [515, '政治审查合格', { 审查方式: '谈话、查阅档案', 直系亲属: '没有发现问题', 结论性材料: '合格' }],
    [525, '培训合格', { 培训开始: day_of(520), 培训结束: day_of(523), 培训天数: 3, 学时: 24, 培训单位: '镇党校' }],
    [530, '审查合格，报上级党委预审', { 应到会人数: 5, 实到会人数: 5, 审查意见: '材料齐全' }],
    [540, '预审合格', { 预审意见: '同意', 发给的: '0000000001', 超出发展计划的说明: '调剂名额' }, `组字${mark}-1号`],
    [545, '已填写入党志愿书', { 介绍人已指导: true }],
    [555, '表决通过，同意接收为预备党员', votes()],
    [565, '已谈话', { 谈话人: '组织员', 谈话意见: '同意' }],
    [590, '批准为预备党员', committee_votes(), `组字${mark}-2号`],
    [595, '予以备案', {}],
    [597, '已编入', { 编入的党小组: '第一党小组', 在支部大会上宣布日期: day_of(596) }],
    [605, '已宣誓', { 宣誓地点: '党群服务中心', 主持人: '书记' }],
    [780, '记一次考察', { 考察意见: '合格', 考察人: '介绍人' }],
    [900, '预备期考察结束', { 预备期表现: '表现良好' }],
    [905, '收到转正申请书', {}],
    [930, '同意按期转正', votes()],
    [950, '批准转为正式党员', committee_votes(), `组字${mark}-3号`],
    [960, '归档办结', { 归档处: '由所在党委保存党员档案', 存放单位: '镇党委' }],
];

test('development: somebody is written down, and the application begins the case', () => on_page('organization_department', {}, async (page, { go }) => {
    await go('/development');
    assert.deepEqual(await barriers(page), []);
    // A branch whose roll has been the same for long: its votes are those of the roll of each day.
    const board = await api(page, '/api/development/applicants?step=archive');
    branch = board.items[0].branch;
    await go('/development/new');
    await main(page).getByRole('searchbox').or(main(page).getByRole('combobox')).first().fill(branch.name);
    await page.getByRole('option', { name: branch.name }).first().click();
    await fill(page, '姓名', name);
    await fill(page, '公民身份号码', id_number('999997', '19950304', mark));
    await fill(page, '民族', '回族');
    assert.deepEqual(await barriers(page), []);
    await press(page, '登记');
    await page.waitForURL(/cases\/new/);
    await settled(page);
    person = new URL(page.url()).searchParams.get('subject');
    await fill(page, '向本支部申请的根据', '工作、学习所在单位');
    await fill(page, '办理日期', day_of(0));
    await press(page, '收到入党申请书');
    await page.waitForURL(/\/cases\/\d+/);
    await page.getByRole('heading', { level: 1, name: new RegExp(name) }).waitFor();
}));

test('development: twenty-five steps, each on its own page of the case', () => on_page('organization_department', {}, async (page, { go }) => {
    await go(`/development/${person}`);
    assert.deepEqual(await barriers(page), []);
    const { line } = await api(page, `/api/development/applicants/${person}`);
    await go(`/cases/${line.case_id}`);
    voters = [];
    for (const offset of [110, 508, 555, 930]) {
        const roster = await api(page, `/api/organizations/${branch.id}/roster?view=could_vote&on=${day_of(offset)}&limit=500`);
        if (offset === 110 || offset === 555) voters = roster.items;
    }
    let steps = way();
    for (let at = 0; at < steps.length; at += 1) {
        const [offset, action, form, paper] = steps[at];
        if (action.startsWith('表决通过') || action === '同意按期转正' || action.startsWith('指定') || action.startsWith('确定入党介绍人')) {
            voters = (await api(page, `/api/organizations/${branch.id}/roster?view=could_vote&on=${day_of(offset)}&limit=500`)).items;
            steps = way();
        }
        for (const [label, value] of Object.entries(steps[at][2])) await fill(page, label, value);
        await fill(page, '办理日期', day_of(offset));
        if (paper) await fill(page, '文号', paper);
        await press(page, action);
        const alert = main(page).getByRole('alert');
        assert.equal(await alert.count() ? await alert.first().textContent() : '', '', `${action} on ${day_of(offset)}: ${JSON.stringify(form)}`);
    }
    await page.getByText('已办结').first().waitFor();
    const member = await api(page, `/api/members/${person}`);
    assert.equal(member.category, '1');
    assert.equal(member.joined_on, day_of(555));
}));

test('development: the whole way can be read afterwards, on the desk and on the phone', async () => {
    await on_page('organization_department', {}, async (page, { go }) => {
        await go(`/development/${person}`);
        await page.getByRole('heading', { level: 1, name }).waitFor();
        assert.equal(await main(page).locator('li.done').count(), 25);
        await page.getByRole('link', { name: '党员信息' }).click();
        await page.waitForURL(/\/members\/\d+/);
    });
    await on_page('organization_department', { size: phone }, async (page, { go }) => {
        await go(`/m/development/${person}`);
        assert.deepEqual(await barriers(page), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'does not scroll sideways');
    });
});

test('development: one entry fills the whole file, step by step and as one bundle', () => on_page('organization_department', {}, async (page, { go }) => {
    await go('/development');
    const { line: found } = await api(page, `/api/development/applicants/${person}`);
    await go(`/cases/${found.case_id}`);
    const { items } = await api(page, `/api/cases/${found.case_id}/documents`);
    const ready = items.filter((one) => one.state === 'ready');
    assert.ok(ready.length >= 26, `${ready.length} papers are ready`);
    const lacking = ready.flatMap((one) => one.lacks.map((field) => `${one.code}: ${field.field}`));
    assert.ok(lacking.length <= 8, lacking.join(', '));
    await main(page).getByText('发展对象公示').first().waitFor();
    const file = await page.evaluate(async (id) => {
        const answer = await fetch(`/api/cases/${id}/bundle?format=pdf`);
        const bytes = new Uint8Array(await answer.arrayBuffer());
        return { status: answer.status, head: String.fromCharCode(...bytes.slice(0, 5)), size: bytes.length };
    }, found.case_id);
    assert.equal(file.status, 200);
    assert.equal(file.head, '%PDF-');
    assert.ok(file.size > 50_000, `${file.size} bytes`);
}));

test('development: the plan is set and refused when it is more than the one above', () => on_page('organization_department', {}, async (page, { go }) => {
    await go('/development/plan');
    assert.deepEqual(await barriers(page), []);
    await main(page).getByRole('button', { name: '下达' }).nth(1).click();
    await fill(page, '计划（名）', 100_000);
    await fill(page, '文号', `组发${mark}号`);
    await press(page, '保存');
    await page.getByText(/超出上级计划/).first().waitFor();
}));

test('development: English has no Chinese left in the frame of the board', () => on_page('organization_department', { storage: { 'jishi.language': 'en' } }, async (page, { go }) => {
    await go('/development');
    await page.getByText('Development targets').first().waitFor();
    assert.match(await page.locator('h1').textContent(), /Development of members/);
    await go('/development/plan');
    await page.getByText('Front line').first().waitFor();
}));
