// Statistics: dimensions to rows, columns and filters; every count opens the people that it counts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barriers, on_page, phone, settled } from './stage.mjs';

const role = 'organization_department';
const number = (text) => Number(text.replace(/[^\d]/g, ''));

/// How many the list of members has for the filters of its address.
const listed = (page) => page.evaluate(async () => {
    const address = new URLSearchParams(location.search);
    const query = new URLSearchParams({ within: address.get('in'), count: 'true', limit: '1' });
    for (const [name, value] of address)
        if (name !== 'in') for (const one of value.split(',')) query.append(name, one === 'yes' ? 'true' : one === 'no' ? 'false' : one);
    return (await fetch(`/api/members?${query}`).then((answer) => answer.json())).total;
});

test('analysis: a count leads to as many members', () => on_page(role, {}, async (page, { go }) => {
    await go('/analysis');
    const main = page.getByRole('main');
    await main.locator('tbody a').first().waitFor();
    for (const at of [0, 4, 10]) {
        const link = main.locator('tbody a').nth(at);
        const count = number(await link.textContent());
        assert.ok(count > 0);
        await link.click();
        await page.waitForURL(/\/members\?/);
        await settled(page);
        assert.equal(await listed(page), count);
        await page.goBack();
        await main.locator('tbody a').first().waitFor();
    }
    assert.deepEqual(await barriers(page), []);
}));

test('analysis: rows, columns and filters stand in the address', () => on_page(role, {}, async (page, { go }) => {
    await go('/analysis?rows=education_group&columns=sex&filter=occupation_group:farmer');
    const main = page.getByRole('main');
    await main.locator('tbody a').first().waitFor();
    const whole = number(await main.locator('tr.total td').last().textContent());
    await main.getByLabel('加到行').selectOption({ label: '下级党组织' });
    await page.waitForURL(/child/);
    await main.getByRole('columnheader', { name: '下级党组织' }).waitFor();
    assert.equal(number(await main.locator('tr.total td').last().textContent()), whole);
    await main.getByRole('button', { name: '移除职业' }).click();
    await page.waitForFunction((before) => Number(document.querySelector('main tr.total td:last-child').textContent.replace(/[^\d]/g, '')) > before, whole);
}));

test('analysis: who may not see members gets no small counts [STAT-10]', () => on_page('member', {}, async (page, { go }) => {
    await go('/analysis');
    await page.getByText('较小的人数不予显示').waitFor();
    assert.equal(await page.getByRole('main').locator('tbody a').count(), 0);
}));

test('bulletin: the table of a past year is made and opens its people', () => on_page(role, {}, async (page, { go }) => {
    await go('/bulletin?year=2023');
    const main = page.getByRole('main');
    await main.getByRole('heading', { name: '职业', exact: true }).waitFor({ timeout: 30_000 });
    await main.getByText('比上年末净增').waitFor();
    const link = main.getByRole('row', { name: /女党员/ }).first().locator('a');
    const count = number(await link.textContent());
    await link.click();
    await page.waitForURL(/\/members\?/);
    await settled(page);
    assert.equal(await listed(page), count);
}));

/// Posts as the page would.
const post = (page, path, body) => page.evaluate(async ([to, sent]) => {
    const csrf = (await (await fetch('/api/session')).json()).csrf_token;
    const answer = await fetch(to, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf }, body: JSON.stringify(sent) });
    if (!answer.ok) throw new Error(`${to}: ${await answer.text()}`);
    return answer.json();
}, [path, body]);
const last_year = new Date().getFullYear() - 1;

test('yearly: a failed check names who to mend; mended, the year is sealed, exported, verified, and unsealed with a reason [STAT-03, STAT-09]', () => on_page(role, {}, async (page, { go }) => {
    await go('/members');
    const main = page.getByRole('main');
    await main.locator('tbody tr:not(.spacer) a').first().waitFor();
    // Somebody's occupation is not known any more from the spring of last year on.
    const member = await page.evaluate(async (year) => {
        const root = (await (await fetch('/api/organizations/roots')).json()).items[0].id;
        const list = (await (await fetch(`/api/members?within=${root}&status=normal&occupation=2030&joined_until=${year - 3}-12-31&as_of=${year - 1}-12-31&limit=20`)).json()).items;
        return list[0];
    }, last_year);
    await post(page, `/api/members/${member.id}/amend`, { effective_on: `${last_year}-04-01`, reason: '待核', particulars: {}, clear: ['occupation'] });
    await go(`/bulletin?year=${last_year}`);
    const checks = main.getByRole('region', { name: '数据校核' });
    await checks.getByText('各职业之和等于党员总数').waitFor({ timeout: 30_000 });
    assert.deepEqual(await barriers(page), []);
    // It is not sealed without a word about that.
    assert.equal(await main.getByRole('button', { name: '封存并签名' }).isDisabled(), true);
    await checks.getByRole('link', { name: member.name }).click();
    await page.waitForURL(new RegExp(`/members/${member.id}`));
    await settled(page);
    await post(page, `/api/members/${member.id}/amend`, { effective_on: `${last_year}-04-01`, reason: '已核', particulars: { occupation: '2030' }, clear: [] });
    await go(`/bulletin?year=${last_year}`);
    await checks.getByText(/项(校核全部)?相符/).first().waitFor({ timeout: 30_000 });
    await checks.getByRole('link', { name: member.name }).waitFor({ state: 'detached', timeout: 30_000 });
    const seal = main.getByRole('region', { name: '封存' });
    // Other journeys leave people of whom not all is known: that is said when the table is sealed.
    if (await seal.getByLabel('封存说明').isVisible()) await seal.getByLabel('封存说明').fill('其余待核');
    await seal.getByRole('button', { name: '封存并签名' }).click();
    await seal.getByText(/于.*封存/).waitFor({ timeout: 30_000 });
    for (const format of ['xlsx', 'csv', 'pdf']) {
        const [download] = await Promise.all([page.waitForEvent('download'), main.getByRole('link', { name: `导出 .${format}` }).click()]);
        assert.equal(download.suggestedFilename(), `bulletin-${last_year}.${format}`);
    }
    await seal.getByRole('button', { name: '核验' }).click();
    await seal.getByText('核验通过').waitFor({ timeout: 30_000 });
    await seal.getByText('封存以后没有更正').waitFor();
    assert.deepEqual(await barriers(page), []);
    // What is put right later is told beside the sealed figures.
    await post(page, `/api/members/${member.id}/amend`, { effective_on: `${last_year}-05-01`, reason: '更正', particulars: {}, clear: ['occupation'] });
    await seal.getByRole('button', { name: '核验' }).click();
    await seal.getByText(/封存以后的更正（调整数）/).waitFor({ timeout: 30_000 });
    await seal.getByText('核验通过').waitFor();
    await post(page, `/api/members/${member.id}/amend`, { effective_on: `${last_year}-05-01`, reason: '已核', particulars: { occupation: '2030' }, clear: [] });
    await seal.getByRole('button', { name: '撤销封存' }).click();
    await seal.getByLabel('撤销原因').fill('漏报');
    await seal.locator('form').getByRole('button', { name: '撤销封存' }).click();
    await seal.getByText('这张表还没有封存').waitFor();
    await seal.getByText('以前的封存（1 次）').waitFor();
}));

test('yearly: every form opens, on the desk and on the phone, without a serious barrier', async () => {
    for (const [size, path] of [[undefined, '/bulletin'], [phone, '/m/yearly']])
        await on_page(role, size ? { size } : {}, async (page, { go }) => {
            for (const [form, heading] of [['', '职业'], ['members', '学历'], ['development', '学历']]) {
                await go(`${path}?year=${last_year}${form ? `&form=${form}` : ''}`);
                await page.getByRole('heading', { name: heading, exact: true }).first().waitFor({ timeout: 30_000 });
                assert.deepEqual(await barriers(page), [], path);
                assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${path} does not scroll sideways`);
            }
        });
});

/// Opens the terms that end in the year with most of them, and asks for more until all are there.
async function terms_open(page) {
    // A few at a time, so that there is more than one page of them in a small county too.
    await page.route('**/api/statistics/forecast/terms?*', (route) => route.continue({ url: `${route.request().url()}&limit=5` }));
    const years = page.locator('details', { hasText: /年届满/ });
    const counts = (await years.locator('summary').allTextContents()).map((text) => number(text.split('：').pop()));
    const most = Math.max(...counts.filter((count) => count < 60));
    assert.ok(most > 5, `more than a page of terms: ${counts}`);
    const year = years.nth(counts.indexOf(most));
    await year.locator('summary').click();
    for (let shown = 5; shown < most; shown += 5) {
        await year.getByText(`已列出 ${shown} 个，共 ${most} 个`).waitFor();
        await year.getByRole('button', { name: '更多' }).click();
    }
    await page.waitForFunction(([at, wanted]) => [...document.querySelectorAll('details')].filter((one) => /年届满/.test(one.textContent))[at].querySelectorAll('li').length === wanted, [counts.indexOf(most), most]);
    await year.getByRole('button').waitFor({ state: 'detached' });
    const days = await year.locator('li .mute').allTextContents();
    const dates = days.map((text) => Date.parse(text.replace(/年|月/g, '-').replace('日', '')));
    assert.deepEqual(dates, [...dates].sort((a, b) => a - b), 'the first to end first');
    assert.equal(new Set(await year.locator('li a').evaluateAll((links) => links.map((link) => link.href))).size, most, 'each once');
    assert.deepEqual(await barriers(page), []);
}

test('trends: the figures of the curve and of the forecast open as many members', () => on_page(role, {}, async (page, { go }) => {
    await go('/trends');
    const main = page.getByRole('main');
    await main.getByText('达到退休年龄的党员').waitFor({ timeout: 30_000 });
    await main.getByRole('table').first().locator('tbody a').first().waitFor({ timeout: 30_000 });
    assert.deepEqual(await barriers(page), []);
    for (const find of [() => main.getByRole('table').first().locator('tbody tr').last().locator('a').first(), () => main.getByRole('table').nth(2).locator('tbody a').first()]) {
        const link = find();
        const count = number(await link.textContent());
        assert.ok(count > 0);
        await link.click();
        await page.waitForURL(/\/members\?/);
        await settled(page);
        assert.equal(await listed(page), count);
        await page.goBack();
        await main.getByText('达到退休年龄的党员').waitFor();
        await settled(page);
    }
    await terms_open(page);
}));
test('phone trends: opens without a serious barrier and without scrolling sideways, and a figure of a past year opens its members', () => on_page(role, { size: phone }, async (page, { go }) => {
    await go('/m/trends');
    await page.getByText('达到退休年龄的党员').waitFor({ timeout: 30_000 });
    const link = page.getByRole('table').first().locator('tbody tr').nth(2).locator('a').nth(1);
    await link.waitFor({ timeout: 30_000 });
    const count = number(await link.textContent());
    await link.click();
    await page.waitForURL(/\/m\/members\?/);
    await page.waitForFunction((wanted) => Number(document.querySelector('h1').textContent.replace(/[^\d]/g, '')) === wanted, count);
    await page.getByText(/正在查看 \d+年12月31日 的情况/).waitFor();
    await page.goBack();
    await page.getByText('达到退休年龄的党员').waitFor({ timeout: 30_000 });
    await terms_open(page);
    assert.deepEqual(await barriers(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
}));

test('phone: a figure of a place below opens the members of that place, and all of them again', () => on_page(role, { size: phone }, async (page, { go }) => {
    await go('/m/analysis?rows=child');
    const link = page.locator('tbody a').first();
    await link.waitFor({ timeout: 30_000 });
    const place = (await page.locator('tbody tr').first().locator('th').first().textContent()).trim();
    const count = number(await link.textContent());
    const listed_are = (wanted) => page.waitForFunction((n) => Number(document.querySelector('h1').textContent.replace(/[^\d]/g, '')) === n, wanted);
    await link.click();
    await page.waitForURL(/\/m\/members\?in=/);
    await listed_are(count);
    assert.ok((await page.locator('header').textContent()).includes(place), place);
    await page.getByRole('button', { name: '查看全部' }).click();
    await page.waitForFunction((n) => Number(document.querySelector('h1').textContent.replace(/[^\d]/g, '')) > n, count);
}));

test('analysis: two days stand beside each other with their difference, by mouse or keyboard, and the question is kept on the first page', () => on_page(role, {}, async (page, { go }) => {
    await go(`/analysis?rows=sex&compare=${last_year}-06-30`);
    const main = page.getByRole('main');
    await main.getByRole('columnheader', { name: '相差' }).waitFor({ timeout: 30_000 });
    const cells = (await main.locator('tr.total td').allTextContents()).slice(-3);
    assert.equal(number(cells[0]) - number(cells[1]), Number(cells[2].replace(/[^\d-]/g, '')));
    // With the keyboard alone: a dimension into the columns, another behind it, then before it.
    await main.getByRole('button', { name: '年龄段', exact: true }).focus();
    await page.keyboard.press('c');
    await page.waitForURL(/columns=age_band/);
    await main.getByRole('button', { name: '流动党员', exact: true }).focus();
    await page.keyboard.press('c');
    await page.waitForURL(/columns=age_band(%2C|,)mobile/);
    await main.getByRole('group', { name: '列：流动党员' }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(/columns=mobile(%2C|,)age_band/);
    await main.getByRole('group', { name: '列：流动党员' }).focus();
    await page.keyboard.press('Delete');
    await page.waitForURL(/columns=age_band(&|$)/);
    await settled(page);
    assert.deepEqual(await barriers(page), []);
    const whole = number(await main.locator('tr.total td').nth(-3).textContent());
    await main.getByRole('button', { name: '放到首页' }).click();
    await page.getByText('已放到首页').waitFor();
    await go('/');
    const pinned = page.getByRole('region', { name: '我关注的数' });
    await pinned.locator('.total a').waitFor();
    await page.waitForFunction(() => /\d/.test(document.querySelector('.pin .total')?.textContent ?? ''));
    assert.equal(number(await pinned.locator('.total a').textContent()), whole);
    await pinned.locator('.total a').click();
    await page.waitForURL(/analysis\?/);
    await main.getByRole('columnheader', { name: '相差' }).waitFor({ timeout: 30_000 });
    await go('/');
    await pinned.getByRole('button', { name: /从首页移除/ }).click();
    await pinned.waitFor({ state: 'detached' });
}));

test('analysis: another organisation stands beside this one', () => on_page(role, {}, async (page, { go }) => {
    const other = await (async () => {
        await go('/');
        return page.evaluate(async () => {
            const root = (await (await fetch('/api/organizations/roots')).json()).items[0].id;
            return (await (await fetch(`/api/organizations/${root}/children?limit=1`)).json()).items[0].id;
        });
    })();
    await go(`/analysis?rows=sex&with=${other}`);
    const main = page.getByRole('main');
    await main.getByRole('columnheader', { name: '相差' }).waitFor({ timeout: 30_000 });
    const cells = (await main.locator('tr.total td').allTextContents()).slice(-3).map((text) => Number(text.replace(/[^\d-]/g, '')));
    assert.ok(cells[1] > 0 && cells[1] < cells[0]);
    assert.equal(cells[0] - cells[1], cells[2]);
}));

test('analysis: a dimension is dragged with the mouse into rows, columns and filters, and another side of it', () => on_page(role, {}, async (page, { go }) => {
    await go('/analysis?rows=age_band');
    const main = page.getByRole('main');
    await main.locator('tr.total td').last().waitFor();
    const drag = (from, to) => page.locator(from).first().dragTo(main.getByRole('group', { name: to, exact: true }));
    await drag('.dimension:has-text("性别")', '列');
    await page.waitForURL(/columns=sex/);
    await drag('.dimension:has-text("职业")', '筛选');
    await page.waitForURL(/filter=occupation_group/);
    await drag('.dimension:has-text("学历分组")', '行');
    await page.waitForURL(/rows=age_band(%2C|,)education_group/);
    // From one side to the other.
    await main.getByRole('group', { name: '列：性别' }).dragTo(main.getByRole('group', { name: '行', exact: true }));
    await page.waitForURL((url) => url.searchParams.get('rows') === 'age_band,education_group,sex' && !url.searchParams.get('columns'));
    await settled(page);
    assert.ok(await main.locator('tbody tr').count() > 20);
}));

test('analysis: a question is saved under a name, found again, and its copied link opens the same table', () => on_page(role, {}, async (page, { go, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await go('/analysis?rows=sex&columns=category&filter=occupation_group:farmer');
    const main = page.getByRole('main');
    await main.locator('tr.total td').last().waitFor();
    const whole = await main.locator('tr.total td').last().textContent();
    await page.getByRole('button', { name: '复制链接' }).click();
    await page.getByText('链接已复制').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await go('/analysis');
    await page.goto(link);
    await main.getByRole('columnheader', { name: '性别' }).waitFor();
    await settled(page);
    assert.equal(await main.locator('tr.total td').last().textContent(), whole);
    const panel = page.getByRole('dialog', { name: '常用筛选' });
    await page.getByRole('button', { name: '常用筛选' }).click();
    await panel.getByRole('textbox').fill('农牧渔民');
    await panel.getByRole('button', { name: '保存' }).click();
    await panel.getByRole('button', { name: '农牧渔民', exact: true }).waitFor();
    await go('/analysis');
    await main.locator('tr.total td').last().waitFor();
    await page.getByRole('button', { name: '常用筛选' }).click();
    await panel.getByRole('button', { name: '农牧渔民', exact: true }).click();
    await page.waitForURL(/filter=occupation_group/);
    await page.waitForFunction((wanted) => document.querySelector('main tr.total td:last-child')?.textContent === wanted, whole);
    await page.getByRole('button', { name: '常用筛选' }).click();
    await panel.getByRole('button', { name: '删除 农牧渔民' }).click();
    await panel.getByRole('button', { name: '农牧渔民', exact: true }).waitFor({ state: 'detached' });
}));

test('phone: a pinned figure opens the analysis, with its table, large enough to touch, and its counts open the members', async () => {
    let total;
    await on_page(role, {}, async (page, { go }) => {
        await go('/analysis?rows=education_group&columns=sex&filter=occupation_group:farmer');
        await page.getByRole('main').locator('tr.total td').last().waitFor();
        total = number(await page.getByRole('main').locator('tr.total td').last().textContent());
        await page.getByRole('button', { name: '放到首页' }).click();
        await page.getByText('已放到首页').waitFor();
        // Of organisations the figure is that of organisations.
        await go('/analysis?of=organizations&rows=sector');
        await page.getByRole('main').locator('tr.total td').last().waitFor();
        await page.getByRole('button', { name: '放到首页' }).click();
        await page.getByText('已放到首页').waitFor();
    });
    await on_page(role, { size: phone }, async (page, { go }) => {
        await go('/m');
        const pins = page.getByRole('region', { name: '我关注的数' });
        await page.waitForFunction((wanted) => [...document.querySelectorAll('.pin .total')].some((one) => Number(one.textContent.replace(/[^\d]/g, '')) === wanted), total);
        const organizations = pins.locator('.pin', { hasText: '领域' }).locator('.total');
        await page.waitForFunction(() => [...document.querySelectorAll('.pin .total')].every((one) => /\d/.test(one.textContent)));
        assert.ok(number(await organizations.textContent()) < 2_000, 'organisations, not members');
        const touch = (box) => assert.ok(box.height >= 44 && box.width >= 44, JSON.stringify(box));
        for (const one of await pins.locator('a, button').all()) touch(await one.boundingBox());
        await pins.locator('.pin', { hasText: '学历分组' }).locator('.total a').click();
        await page.waitForURL(/\/m\/analysis\?/);
        const main = page.getByRole('main');
        await main.locator('tr.total td').last().waitFor();
        assert.equal(number(await main.locator('tr.total td').last().textContent()), total);
        for (const one of await main.locator('.body > .popover > button, .kinds button, .choose select, .filters button').all()) touch(await one.boundingBox());
        assert.ok(await main.locator('.body > .popover > button').count() === 1);
        assert.deepEqual(await barriers(page), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'does not scroll sideways');
        // Another dimension from the list, the filter away: more people.
        await main.getByLabel('行').selectOption({ label: '年龄段' });
        await page.waitForURL(/rows=age_band/);
        await main.getByRole('button', { name: '移除职业' }).click();
        await page.waitForFunction((before) => Number(document.querySelector('main tr.total td:last-child').textContent.replace(/[^\d]/g, '')) > before, total);
        await settled(page);
        // The members behind a count, and no others.
        const women = main.locator('tbody tr').nth(2).locator('td a').nth(1);
        const count = number(await women.textContent());
        assert.ok(count > 0 && count < total);
        await women.click();
        await page.waitForURL(/\/m\/members\?/);
        await page.getByText('只列出统计数背后的党员').waitFor();
        await page.waitForFunction((wanted) => Number(document.querySelector('h1').textContent.replace(/[^\d]/g, '')) === wanted, count);
        assert.deepEqual(await barriers(page), []);
        await page.getByRole('button', { name: '查看全部' }).click();
        await page.waitForFunction((before) => Number(document.querySelector('h1').textContent.replace(/[^\d]/g, '')) > before, count);
        // The organisations behind one.
        await go('/m/analysis?of=organizations&rows=sector&columns=type_group');
        await main.locator('tbody a').first().waitFor();
        const few = number(await main.locator('tbody a').first().textContent());
        await main.locator('tbody a').first().click();
        await page.waitForURL(/\/m\/analysis\/list\?/);
        await main.locator('.van-cell').first().waitFor();
        assert.ok(few > 0 && (await main.locator('.van-cell').count()) <= few);
        await main.locator('.van-cell').first().click();
        await page.waitForURL(/\/m\/organizations\/\d+/);
        await go('/m');
        for (let left = await pins.getByRole('button', { name: /从首页移除/ }).count(); left > 0; --left) {
            await pins.getByRole('button', { name: /从首页移除/ }).first().click();
            await page.waitForFunction((n) => document.querySelectorAll('.pin').length === n, left - 1);
        }
    });
});

test('bulletin: in words and in tables it says the same, and organisations of the year add up', () => on_page(role, {}, async (page, { go }) => {
    await go(`/bulletin?year=${last_year}`);
    const main = page.getByRole('main');
    const words = main.getByRole('region', { name: '公报文字' });
    await words.waitFor({ timeout: 30_000 });
    const text = await words.textContent();
    const members = main.getByRole('row', { name: /^党员总数/ }).locator('td').first();
    const branches = main.getByRole('row', { name: /^党支部/ }).locator('td').first();
    assert.match(text, new RegExp(`党员总数为${number(await members.textContent())}名`));
    assert.match(text, new RegExp(`支部${number(await branches.textContent())}个`));
    assert.match(text, /11个乡镇/);
    const changes = main.locator('section', { has: page.getByRole('heading', { name: '基层党组织增减' }) });
    const [before, founded, come, dissolved, gone, now] = (await changes.locator('tbody td:first-of-type').allTextContents()).map(number);
    assert.equal(before + founded + come - dissolved - gone, now);
}));
