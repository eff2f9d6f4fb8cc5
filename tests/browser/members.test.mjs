// People: registering, moving, suspending and restoring a member, the roster of a past day, sealed fields, the own record.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { barriers, on_page, people, phone, settled } from './stage.mjs';
import { id_number } from './made_up.mjs';

const organizer = 'committee_organizer';
const mark = Date.now() % 100_000;
const today = new Date().toISOString().slice(0, 10);
const person = { name: `测试${[...String(mark)].map((digit) => '零一二三四五六七八九'[digit]).join('')}`, id_number: id_number('640502', '1985-04-12', (mark % 500) * 2 + 1), phone: `138${String(mark).padStart(8, '0')}` };
let member; // its id, once registered
let branch; // where it is registered
let other;  // another branch of the same committee

/// Asks the API as the person who is signed in on the page.
const ask = (page, path) => page.evaluate(async (to) => { const answer = await fetch(to); return { status: answer.status, json: await answer.json().catch(() => null) }; }, path);

/// Branches below the organisation that the account was given.
async function branches(page) {
    const home = (await ask(page, '/api/session')).json.grants.find((grant) => grant.organization).organization.id;
    const found = (await ask(page, `/api/organizations/search?q=${encodeURIComponent('支部')}&within=${home}&type=branch&limit=50`)).json.items;
    assert.ok(found.length >= 2, 'there are two branches');
    return found;
}
async function choose_organization(page, form, group, name) {
    const field = form.getByRole('group', { name: group });
    const chosen = field.getByRole('button', { name: '另选' });
    if (await chosen.count()) await chosen.click();
    await field.getByRole('combobox').fill(name);
    await field.getByRole('option').filter({ hasText: name }).first().waitFor();
    await page.keyboard.press('Enter');
    await field.getByText(name).first().waitFor();
}
const open_menu = async (page, item) => { await page.getByRole('button', { name: '办理事项' }).click(); await page.getByRole('menuitem', { name: item, exact: true }).click(); await page.getByRole('dialog').waitFor(); await settled(page); };
const date_field = async (form, label, day) => { const input = form.getByLabel(label, { exact: true }); await input.fill(day); await input.press('Enter'); };

test('registering: says what is missing at its field, reads birth and sex from the id number, opens the new record', () => on_page(organizer, {}, async (page, { go }) => {
    await go('/');
    [branch, other] = await branches(page);
    await go('/members/new');
    const form = page.getByRole('main');
    await form.getByRole('button', { name: '登记党员' }).click();
    await form.getByRole('alert').waitFor();
    assert.ok(await form.locator('[aria-invalid=true]').count() >= 2, 'wrong fields are marked');
    assert.deepEqual(await barriers(page), []);
    await form.getByLabel('来源').selectOption({ label: '建库登记' });
    await form.getByLabel('人员类别').selectOption({ label: '正式党员' });
    await choose_organization(page, form, '所在党支部', branch.name);
    await form.getByLabel('公民身份号码').fill(person.id_number.slice(0, 17) + (person.id_number.endsWith('1') ? '2' : '1'));
    await form.getByText('校验码不对').waitFor();
    await form.getByLabel('公民身份号码').fill(person.id_number);
    await form.getByText('男，1985年4月12日 出生').waitFor();
    assert.equal(await form.getByLabel('出生日期').inputValue(), '1985-04-12', 'not asked for again');
    await form.getByLabel('姓名').fill(person.name);
    await form.getByLabel(/^手机号码/).fill(person.phone);
    await date_field(form, '加入党组织日期选填', '2001-07-01');
    await date_field(form, '何日起在册', '2020-01-10');
    await form.getByRole('button', { name: '登记党员' }).click();
    await form.getByText('入党时未满').waitFor();
    await date_field(form, '加入党组织日期选填', '2010-07-01');
    await date_field(form, '转为正式党员日期选填', '2011-07-01');
    await form.getByRole('button', { name: '登记党员' }).click();
    await page.getByRole('heading', { level: 1, name: person.name }).waitFor();
    member = /\/members\/(\d+)/.exec(page.url())[1];
    await page.getByRole('complementary', { name: '变动记录' }).getByText('登记').first().waitFor();
    assert.doesNotMatch(await page.getByRole('main').textContent(), new RegExp(person.id_number), 'the id number is masked');
    assert.deepEqual(await barriers(page), []);
}));

test('list: found by name, pinyin, initials, id number and telephone; what is typed stays out of the address', () => on_page(organizer, {}, async (page, { go }) => {
    await go('/members');
    const row = page.getByRole('link', { name: person.name });
    for (const text of [person.name, person.name.slice(2), 'ceshi', 'cs', person.id_number, person.phone]) {
        await page.getByLabel('姓名、拼音、首字母、身份证号、手机号').fill(text);
        await row.first().waitFor();
        assert.doesNotMatch(page.url(), /q=|ceshi|\d{11}/);
    }
    await page.getByLabel('人员类别').selectOption({ label: '预备党员' });
    await page.getByText('没有符合条件的党员').waitFor();
    assert.match(page.url(), /category=2/, 'filters are in the address');
    await page.getByRole('button', { name: '清除' }).click();
    assert.deepEqual(await barriers(page), []);
}));

test('moving, suspending, restoring: each from the menu, each in the history', () => on_page(organizer, {}, async (page, { go }) => {
    await go(`/members/${member}`);
    await open_menu(page, '调整所在支部');
    const form = page.getByRole('dialog');
    await choose_organization(page, form, '转入支部', other.name);
    await date_field(form, '生效日期', '2022-03-01');
    await form.getByLabel(/^事由/).fill('工作调整');
    await form.getByRole('button', { name: '调整', exact: true }).click();
    const history = page.getByRole('complementary', { name: '变动记录' });
    await history.getByText('调整所在支部').first().waitFor();

    await go(`/members/${member}/do/amend`);
    await date_field(form, '失去联系日期选填', '2024-01-01');
    await form.getByLabel(/^失去联系的原因/).selectOption({ label: '外出务工经商' });
    await date_field(form, '生效日期', '2024-02-01');
    await form.getByRole('button', { name: '修改信息' }).click();
    await history.getByText('信息变更').first().waitFor();

    await open_menu(page, '停止党籍');
    await form.getByLabel('情形').selectOption({ label: '失去联系' });
    await date_field(form, '生效日期', '2024-05-01');
    await form.getByLabel(/^批准文号/).fill('测组〔2024〕1号');
    await form.getByRole('button', { name: '停止党籍' }).click();
    await form.getByRole('alert').getByText('失去联系须满 6 个月').waitFor();
    await date_field(form, '生效日期', '2024-08-01');
    await form.getByRole('button', { name: '停止党籍' }).click();
    await history.getByText('停止党籍').first().waitFor();
    await page.getByText('无表决权').waitFor();

    await open_menu(page, '恢复党籍');
    await date_field(form, '生效日期', '2025-02-01');
    await form.getByLabel(/^批准文号/).fill('测组〔2025〕2号');
    await form.getByRole('button', { name: '恢复党籍' }).click();
    await history.getByText('恢复党籍').first().waitFor();
    await page.getByText('有表决权').waitFor();
}));

test('roster: who belonged and who could vote on a past day, as it is known now and was known then', () => on_page(organizer, {}, async (page, { go }) => {
    // Rows exist where they are looked at: the whole list is walked.
    const names = async () => {
        let all = '';
        await page.mouse.move(700, 500);
        for (let step = 0; step < 10; ++step) {
            all += await page.locator('.table-card tbody').textContent({ timeout: 1500 }).catch(() => '');
            await page.mouse.wheel(0, 600);
            await settled(page);
        }
        return all;
    };
    await go(`/organizations/${branch.id}/roster?as_of=2021-06-30`);
    assert.match(await names(), new RegExp(person.name), 'before the move: in the first branch');
    await go(`/organizations/${branch.id}/roster?as_of=2023-06-30`);
    assert.doesNotMatch(await names(), new RegExp(person.name), 'after the move: no longer');
    await go(`/organizations/${other.id}/roster?as_of=2024-09-30`);
    assert.match(await names(), new RegExp(person.name), 'suspended: still on the roll');
    await page.getByRole('tab', { name: '有表决权的党员' }).click();
    await settled(page);
    assert.doesNotMatch(await names(), new RegExp(person.name), 'suspended: no vote');
    await go(`/organizations/${other.id}/roster?as_of=2025-03-01&view=could_vote`);
    assert.match(await names(), new RegExp(person.name), 'restored: votes again');
    await go(`/organizations/${other.id}/roster?as_of=2025-03-01&known_on=2020-01-01`);
    assert.doesNotMatch(await names(), new RegExp(person.name), 'nothing of it was known in 2020');
    assert.deepEqual(await barriers(page), []);
}));

test('sealed fields: shown with a reason, hidden again, never without', () => on_page(organizer, {}, async (page, { go }) => {
    await go(`/members/${member}`);
    await page.getByRole('button', { name: '查看 手机号码' }).click();
    await page.getByRole('button', { name: '查看', exact: true }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('为什么要看').fill('通知参加支部大会');
    await page.keyboard.press('Enter');
    await page.getByText(person.phone).waitFor();
    await page.getByRole('button', { name: '收起' }).click();
    assert.equal(await page.getByText(person.phone).count(), 0, 'masked again');
    await page.getByRole('tab', { name: '谁看过' }).click();
    await page.getByText('事由：通知参加支部大会').waitFor();
    assert.deepEqual(await barriers(page), []);
}));

test('the own record on a phone: nothing without a link; then everything, with who looked and why', async () => {
    const own = (fn) => on_page('member', { size: phone }, fn);
    const department = (fn) => on_page('organization_department', {}, fn);
    const link = async (page, username) => { await page.getByLabel('用户名').fill(username); await page.getByRole('button', { name: '关联', exact: true }).click(); };
    const linked = (page) => page.getByText('用下面的账号看自己的信息').waitFor();
    const unlink = async (page) => {
        await page.getByRole('button', { name: '取消关联' }).click();
        await page.getByText('确定吗').waitFor();
        await page.getByRole('button', { name: '取消关联' }).click();
        await page.getByText('还没有账号与').waitFor();
    };
    let before; // whose account it was
    await own(async (page, { go }) => { await go('/m'); before = (await ask(page, '/api/me/member')).json.member?.id; });
    await department(async (page, { go }) => {
        if (before) {
            await go(`/members/${before}?tab=account`);
            await unlink(page);
        }
    });
    await own(async (page, { go }) => {
        await go('/m/me/record');
        await page.getByText('你的账号还没有关联党员信息').waitFor();
        assert.deepEqual(await barriers(page), []);
    });
    await department(async (page, { go }) => {
        await go(`/members/${member}?tab=account`);
        await link(page, people.organization_department.username);
        await page.getByText('不能关联自己的账号').waitFor();
        await link(page, people.member.username);
        await linked(page);
        assert.deepEqual(await barriers(page), []);
    });
    await own(async (page, { go }) => {
        await go('/m/me');
        await page.getByText('我的党员信息').click();
        await page.getByText(person.name).first().waitFor();
        await page.getByRole('button', { name: '查看 公民身份号码' }).click();
        await page.getByText(person.id_number).waitFor();
        assert.deepEqual(await barriers(page), []);
        await go('/m/me/accesses');
        await page.getByText('事由：通知参加支部大会').waitFor();
        assert.deepEqual(await barriers(page), []);
        await go('/m/me/copy');
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出数据（.json）' }).click()]);
        const copy = JSON.parse(readFileSync(await download.path(), 'utf8'));
        assert.equal(copy.id_number, person.id_number);
        assert.ok(copy.history.length >= 5 && copy.accesses.length >= 3);
        const [sheet] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出表格（.xlsx）' }).click()]);
        assert.equal(readFileSync(await sheet.path()).subarray(0, 2).toString(), 'PK');
        await go('/m/me/privacy');
        await page.getByText('处理依据').first().waitFor();
        assert.deepEqual(await barriers(page), []);
    });
    await department(async (page, { go }) => {
        await go(`/members/${member}?tab=account`);
        await unlink(page);
        if (!before) return;
        await go(`/members/${before}?tab=account`);
        await link(page, people.member.username);
        await linked(page);
    });
});

test('scope: what lies outside is not there, in the page and in the API', () => on_page('branch_secretary', { expected: /404/ }, async (page, { go }) => {
    await go('/');
    for (const path of [`/api/members/${member}`, `/api/members/${member}/history`, `/api/members/${member}/accesses`, `/api/members/${member}/account`, `/api/organizations/${other.id}/roster`])
        assert.equal((await ask(page, path)).status, 404, path);
    assert.equal((await ask(page, `/api/members?q=${encodeURIComponent(person.name)}`)).json.items.length, 0, 'not found by name');
    assert.equal((await ask(page, `/api/members?q=${person.id_number}`)).json.items.length, 0, 'nor by id number');
    const session = (await ask(page, '/api/session')).json;
    for (const [verb, body] of [['move', { branch: branch.id, effective_on: today }], ['reveal', { field: 'phone', reason: 'x' }], ['change-standing', { change: 'died', effective_on: today }], ['account', { username: 'member' }]]) {
        const status = await page.evaluate(async ([to, sent, token]) => (await fetch(to, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': token }, body: JSON.stringify(sent) })).status, [`/api/members/${member}/${verb}`, body, session.csrf_token]);
        assert.equal(status, 404, verb);
    }
    await go(`/members/${member}`);
    await page.getByText('没有这名党员，或者不在您的管理范围内').waitFor();
    assert.doesNotMatch(await page.textContent('body'), new RegExp(person.name));
}));

test('pages of members: English, dark and large type stand', () => on_page(organizer, { dark: true, storage: { 'jishi.language': 'en', 'jishi.type': 'large' } }, async (page, { go }) => {
    for (const path of ['/members', `/members/${member}`, `/members/${member}/do/amend`, `/organizations/${other.id}/roster`, '/my-record']) {
        await go(path);
        assert.deepEqual(await barriers(page), [], path);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${path} does not scroll sideways`);
    }
    await go('/members');
    assert.equal(await page.locator('h1').textContent(), 'Members');
}));

test('phone of a secretary: members, one of them, and registering without scrolling sideways', () => on_page('branch_secretary', { size: phone }, async (page, { go }) => {
    for (const path of ['/m/members', '/m/members/new']) {
        await go(path);
        await page.locator('h1').waitFor();
        assert.deepEqual(await barriers(page), [], path);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), path);
    }
}));

test('correction: asked for on the phone, checked and decided on the desk, and the record is right [RIGHT-04]', async () => {
    const place = `档案局${mark}`;
    await on_page('member', { size: phone }, async (page, { go }) => {
        await go('/m/me/correction');
        await page.getByRole('button', { name: '申请更正' }).click();
        await page.getByLabel('哪一项').selectOption({ label: '籍贯' });
        await page.getByLabel('应当是').fill(place);
        await page.getByLabel('理由和依据').fill('与档案不一致');
        assert.deepEqual(await barriers(page), []);
        await page.getByRole('button', { name: '提交', exact: true }).click();
        await page.getByText('提出过的更正').waitFor();
    });
    await on_page('organization_department', {}, async (page, { go }) => {
        await go('/cases');
        const found = (await ask(page, '/api/cases?workflow=member.correction&state=open&limit=5')).json.items[0];
        await go(`/cases/${found.id}`);
        await page.getByRole('button', { name: '核对属实' }).click();
        await page.getByRole('button', { name: '同意更正' }).click();
        await page.getByText('同意更正').first().waitFor();
        await settled(page);
        // The request and the reply are there as papers, filled.
        const papers = (await ask(page, `/api/cases/${found.id}/documents`)).json.items;
        assert.deepEqual(papers.filter((one) => one.state === 'ready').map((one) => one.code).sort(), ['member_correction_reply', 'member_correction_request']);
        for (const one of papers.filter((one) => one.state === 'ready')) {
            assert.deepEqual(one.lacks, []);
            const bytes = await page.evaluate(async (to) => (await (await fetch(to)).text()).slice(0, 5), `/api/cases/${found.id}/documents/${one.code}?format=pdf`);
            assert.equal(bytes, '%PDF-');
        }
    });
    await on_page('member', { size: phone }, async (page, { go }) => {
        await go('/m/me/record');
        await page.getByText(place).first().waitFor();
    });
});

test('split: the members who are chosen go to the new branch on its day, the others stay, and it is taken back', () => on_page(organizer, { expected: /404/ }, async (page, { go }) => {
    await go('/');
    const home = (await ask(page, '/api/session')).json.grants.find((grant) => grant.organization).organization.id;
    let whole;
    for (const one of (await ask(page, `/api/organizations/search?q=${encodeURIComponent('支部')}&within=${home}&type=branch&limit=50`)).json.items) {
        const count = (await ask(page, `/api/members?within=${one.id}&status=normal&limit=50`)).json.items.filter((line) => line.branch.id === one.id);
        if (count.length >= 4 && (whole?.members.length ?? 99) > count.length) whole = { ...one, members: count };
    }
    assert.ok(whole, 'there is a branch with some members');
    const [first, second] = whole.members;
    const name = `中共分设${mark}支部委员会`;
    await go(`/organizations/${whole.id}/do/split`);
    const form = page.getByRole('dialog');
    await form.getByText('党员归哪个').waitFor();
    await form.getByRole('button', { name: '再加一个' }).waitFor();
    await form.getByLabel('全称').first().fill(name);
    await form.getByLabel('全称').nth(1).fill(`中共分设${mark}乙支部委员会`);
    for (const one of [first, second]) await form.getByLabel(new RegExp(`^${one.name} `)).first().selectOption({ label: `A ${name}` });
    await form.getByText(`A ${name}：2 人`).waitFor();
    assert.deepEqual(await barriers(page), []);
    await form.getByLabel('批准文号').fill('组字〔2026〕88号');
    const reason = form.getByLabel(/^事由/);
    if (await reason.count()) await reason.fill('党员人数增多');
    await form.getByRole('button', { name: '分设', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const part = (await ask(page, `/api/organizations/search?q=${encodeURIComponent(name)}&within=${home}&limit=5`)).json.items[0];
    const roster = async (id) => ((await ask(page, `/api/members?within=${id}&status=normal&limit=50`)).json.items ?? []).map((line) => line.id).sort();
    assert.deepEqual(await roster(part.id), [first.id, second.id].sort());
    assert.equal((await roster(whole.id)).length, whole.members.length - 2, 'the others stay');
    await go(`/members/${first.id}`);
    await page.getByRole('complementary', { name: '变动记录' }).getByText('组字〔2026〕88号').first().waitFor();
    // Taken back, everybody is where they were.
    await go(`/organizations/${whole.id}`);
    const history = page.getByRole('complementary', { name: '变动记录' });
    await history.getByRole('listitem').filter({ hasText: '分设' }).first().getByRole('link', { name: '更正' }).click();
    await form.getByRole('checkbox').check();
    await form.getByLabel(/^事由/).fill('登记错误');
    await form.getByRole('button', { name: /更正/ }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal((await roster(whole.id)).length, whole.members.length);
}));
