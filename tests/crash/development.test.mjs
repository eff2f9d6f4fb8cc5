// The development of members and transfers together under kill -9: two clerks take the same people from the application to
// the archive, move applicants and transfer members in mid-process, at random, until the server dies. Afterwards each
// case stands in exactly one step, each person is in exactly one branch, and whatever was answered is there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shared } from '../system/postgres.mjs';
import { random_from, sleep, together } from '../system/process.mjs';
import { demo_world, sign_in } from '../system/world.mjs';

const seed = Number(process.env.JISHI_SEED ?? Date.now() % 1e9);
const clerks = 2;
const people_count = 8;
const applied = new Date(Date.now() + 8 * 3_600_000 - 1000 * 86_400_000);
/// Steps and actions are told with their names.
const code = (word) => word?.code ?? word;
const day_of = (offset) => new Date(applied.getTime() + offset * 86_400_000).toISOString().slice(0, 10);

function id_number(birth, sequence) {
    const digits = `999998${birth}${String(sequence).padStart(3, '0')}`;
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    return digits + '10X98765432'[weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0) % 11];
}

const meeting = (prefix) => ({ [`${prefix}due`]: 9, [`${prefix}present`]: 9, [`${prefix}entitled`]: 9, [`${prefix}voters`]: 9, [`${prefix}written`]: 0, [`${prefix}yes`]: 9,
    [`${prefix}no`]: 0, [`${prefix}abstained`]: 0, [`${prefix}roll_note`]: '外出党员较多，按实际到会情况计算', [`${prefix}resolution`]: '经无记名投票表决，同意。' });
const vote = (prefix) => ({ [`${prefix}due`]: 7, [`${prefix}present`]: 7, [`${prefix}yes`]: 7, [`${prefix}no`]: 0, [`${prefix}abstained`]: 0, [`${prefix}opinion`]: '同意' });

/// step -> the day after the application, the action, what is filled in
const way = (two) => ({
    talk: [20, 'talked', { talker: '组织委员', talk_content: '动机端正' }],
    activist: [100, 'determine', { recommended_by: 'members', recommend_result: '全体党员推荐', activist_body: '支部委员会', activist_due: 5, activist_present: 5, activist_opinion: '同意' }],
    file_activist: [105, 'file', {}],
    contacts: [110, 'name', { contacts: two }],
    cultivate: [470, 'propose', { proposal: '培养考察成熟' }],
    target: [500, 'determine', { hearing: '没有不同意见', publicity_from: day_of(475), publicity_to: day_of(495), target_due: 5, target_present: 5, target_opinion: '同意' }],
    file_target: [505, 'file', {}],
    introducers: [508, 'name', { introducers: two }],
    review: [515, 'pass', { review_ways: '谈话', review_relatives: '没有发现问题', review_conclusion: '合格' }],
    training: [525, 'trained', { training_from: day_of(520), training_to: day_of(523), training_days: 3, training_hours: 24, training_by: '镇党校' }],
    examine: [530, 'agree', { examine_due: 5, examine_present: 5, examine_opinion: '材料齐全' }],
    pre_review: [540, 'pass', { pre_review_opinion: '同意', volunteer_no: '0000000001', over_plan_note: '调剂名额' }],
    volunteer: [545, 'filled', { volunteer_checked: true }],
    meeting: [555, 'accept', meeting('accept_')],
    higher_talk: [565, 'talked', { higher_talker: '组织员', higher_talk_opinion: '同意' }],
    approval: [590, 'approve', vote('approve_')],
    file_higher: [595, 'file', {}],
    assign: [597, 'assign', { group: '第一党小组', announced_on: day_of(596) }],
    oath: [605, 'sworn', { oath_place: '党群服务中心', oath_by: '书记' }],
    probation: [900, 'finish', { probation_summary: '表现良好' }],
    full_application: [905, 'submit', {}],
    full_meeting: [930, 'confirm', meeting('full_')],
    full_approval: [950, 'approve', vote('confirm_')],
    archive: [960, 'archive', { archive_kind: 'party', archive_place: '镇党委' }],
});
const inspections = [[270, { inspect_opinion: '良好', inspect_by: '联系人' }], [440, { inspect_opinion: '进步', inspect_by: '联系人' }]];
const order_of_transfer = { release: 'release', accept: 'accept', admit: 'receive', receipt: 'send' };

/// Two branches of two committees of the county, with two members of each who could vote all the time.
async function places(client) {
    const home = (await client.must('GET', '/api/development/applicants?step=archive')).items[0].branch;
    const all = (await client.must('GET', `/api/transfers/receivers?text=${encodeURIComponent('支部')}&from=${home.id}`)).items
        .filter((place) => place.workflow === 'transfer.within_county' && place.type === 'branch');
    for (const place of all) {
        const { items } = await client.must('GET', `/api/organizations/${place.id}/roster?view=could_vote&on=${day_of(110)}&limit=500`);
        if (items.length >= 2) return [home.id, place.id];
    }
    throw new Error(`none of ${all.length} branches had two voters`);
}
async function two_of(client, branch, day) {
    const { items } = await client.must('GET', `/api/organizations/${branch}/roster?view=could_vote&on=${day}&limit=500`);
    assert.ok(items.length >= 2, `${items.length} members of ${branch} could vote on ${day}`);
    return items.slice(0, 2).map((one) => `${one.name}（${one.birth_date.slice(0, 7)}）`).join('、');
}

class Load {
    constructor(client, random, branches) {
        Object.assign(this, { client, random, branches, people: [], over: new Set(), answered: new Map(), begun: 1, deeds: 0, refused: new Map(), dead: false });
    }
    note(answer) {
        if (answer.status === 200 && answer.json.head) {
            const { id, version } = answer.json.head;
            this.answered.set(id, Math.max(version, this.answered.get(id) ?? 0));
            this.deeds += 1;
            return true;
        }
        assert.ok(answer.status < 500, answer.text);
        const code = answer.json?.fields?.[0]?.code ?? answer.json?.code;
        this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
        return false;
    }
    async begin() {
        const sequence = this.begun;
        this.begun += 1;
        const branch = this.branches[sequence % 2];
        const { line } = await this.client.must('POST', '/api/development/applicants', { organization: branch, name: `马晓${'甲乙丙丁戊己庚辛壬癸'[sequence % 10]}`, ethnicity: '03', id_number: id_number('19950304', sequence), league_member: false, front_line: false });
        this.people.push(line.id);
        await this.apply(line.id, branch);
    }
    async apply(person, branch) {
        return this.note(await this.client.post('/api/cases', { workflow: 'development.admission', organization: branch, subject: person, action: 'submit', day: day_of(0), form: { apply_ground: 'unit' } }));
    }
    act = (id, body) => this.client.post(`/api/cases/${id}/act`, { papers: [], form: {}, ...body }).then((answer) => this.note(answer));

    async one_deed(person) {
        const { line } = (await this.client.get(`/api/development/applicants/${person}`)).json;
        if (!line.case_id) return this.apply(person, line.branch.id);
        // Whoever has come to the end makes room for somebody else.
        if (line.state !== 'open') {
            if (this.over.has(person)) return undefined;
            this.over.add(person);
            return this.begin();
        }
        const now = (await this.client.get(`/api/cases/${line.case_id}`)).json;
        const step = code(now.head.step);
        const { version } = now.head;
        // A move that a death left open goes on first: nobody passes the review with one.
        const moving = (await this.client.must('GET', `/api/cases?subject_kind=applicant&subject=${person}&state=open&limit=50`)).items.find((one) => one.workflow === 'development.move');
        // Once the branch has accepted it is too late for it.
        if (moving && line.accepted_on) return this.note(await this.client.post(`/api/cases/${moving.id}/withdraw`, { reason: '已接收为预备党员', papers: [] }));
        if (moving) return this.receive(moving.id, now.steps.at(-1).day);
        const dice = this.random.below(12);
        const last = now.steps.at(-1).day;
        if (dice === 0 && !line.accepted_on) return this.move(person, line.branch.id, last);
        if (dice <= 1 && ['oath', 'probation', 'full_application', 'full_meeting'].includes(step)) return this.transfer(person, last);
        if (step === 'cultivate') {
            const done = now.steps.filter((one) => code(one.action) === 'inspect').length;
            if (done < inspections.length) return this.act(now.head.id, { version, action: 'inspect', day: day_of(inspections[done][0]), form: inspections[done][1], reason: '当时漏记' });
        }
        const place = line.branch.id;
        const [offset, action, form] = way(await two_of(this.client, place, last > day_of(110) ? last : day_of(110)))[step];
        const day = last > day_of(offset) ? last : day_of(offset);
        return this.act(now.head.id, { version, action, day, form, document_no: '组字1号', reason: '按规定办理' });
    }
    other(branch) { return this.branches.find((one) => one !== branch) ?? this.branches[0]; }

    async move(person, from, day) {
        const begun = await this.client.post('/api/cases', { workflow: 'development.move', organization: from, subject: person, action: 'hand_over', day, form: { move_to: this.other(from), move_reason: '工作调动' } });
        if (!this.note(begun)) return false;
        return this.receive(begun.json.head.id, day);
    }
    receive(id, day) { return this.act(id, { action: 'receive', day, form: { recognised: true, receive_note: '材料齐全' } }); }
    async transfer(person, day) {
        const { branch } = (await this.client.get(`/api/members/${person}`)).json;
        const open = (await this.client.must('GET', `/api/cases?subject_kind=member&subject=${person}&state=open`)).items[0];
        let id = open?.id;
        if (!id) {
            const begun = await this.client.post('/api/cases', { workflow: 'transfer.within_county', organization: branch.id, subject: person, action: 'submit', day, form: { to: this.other(branch.id), reason: 'unit_changed', dues_until: '2026-01-31' } });
            if (!this.note(begun)) return false;
            id = begun.json.head.id;
        }
        // A few of its steps: the rest is somebody else's, or comes after the next death.
        for (let left = 1 + this.random.below(4); left > 0; left -= 1) {
            const now = (await this.client.get(`/api/cases/${id}`)).json;
            if (now.head.state !== 'open') return true;
            if (!await this.act(id, { version: now.head.version, action: order_of_transfer[code(now.head.step)] ?? 'submit', day: now.steps.at(-1).day > day ? now.steps.at(-1).day : day })) return false;
        }
        return true;
    }
    until_death() {
        return together(clerks, async () => {
            while (!this.dead) {
                try {
                    await this.one_deed(this.random.pick(this.people.filter((one) => !this.over.has(one))));
                } catch (error) {
                    if (error.code === 'ERR_ASSERTION') throw error;
                    this.dead = true;
                }
            }
        });
    }
}

async function check(client, load, where) {
    for (const [id, answered] of load.answered) {
        const { head, steps } = await client.must('GET', `/api/cases/${id}`);
        assert.ok(head.version >= answered, `${where}: version ${head.version} of ${answered} answered`);
        assert.equal(head.version, steps.length, where);
        assert.deepEqual(steps.map((step) => step.number), steps.map((_, index) => index + 1), where);
        for (let at = 1; at < steps.length; at += 1) {
            assert.equal(code(steps[at].step), code(steps[at - 1].to), `${where}: one step follows the other`);
            assert.ok(steps[at].day >= steps[at - 1].day, where);
        }
        if (head.state === 'open') assert.equal(code(head.step), code(steps.at(-1).to), where);
    }
    const branches = [...new Set([...load.branches])];
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    const rolls = new Map();
    for (const branch of branches)
        for (const one of (await client.must('GET', `/api/organizations/${branch}/roster?limit=500&on=${today}`)).items) rolls.set(one.id, [...(rolls.get(one.id) ?? []), branch]);
    for (const person of load.people) {
        const { line } = await client.must('GET', `/api/development/applicants/${person}`);
        const open = (await client.must('GET', `/api/cases?subject_kind=applicant&subject=${person}&state=open&limit=50`)).items;
        assert.ok(open.filter((one) => one.workflow === 'development.admission').length <= 1, `${where}: one way for each person`);
        const of = line.case_id ? (await client.must('GET', `/api/cases/${line.case_id}`)).head : {};
        if (of.state === 'open') assert.equal(line.step, code(of.step), where);
        const on = rolls.get(person) ?? [];
        const member = (await client.get(`/api/members/${person}`));
        if (member.status === 200) assert.deepEqual(on, [member.json.branch.id], `${where}: a member on one roll`);
        else {
            assert.deepEqual(on, [], `${where}: no member, on no roll`);
            assert.ok(branches.includes(line.branch.id), where);
        }
    }
}

async function rounds(engine, count) {
    const random = random_from(seed);
    const world = await demo_world({ engine });
    try {
        await world.start();
        let client = await sign_in(world, 'organization_department', { connections: 8 });
        const load = new Load(client, random, await places(client));
        for (let n = 0; n < people_count; n += 1) await load.begin();
        for (let round = 1; round <= count; ++round) {
            load.dead = false;
            const before = load.deeds;
            const running = load.until_death();
            for (let waited = 0; load.deeds === before && waited < 10_000; waited += 5) await sleep(5);
            await sleep(200 + random.below(1800));
            await world.kill();
            await running;
            client.agent.destroy();
            await world.start();
            client = load.client = await sign_in(world, 'organization_department', { connections: 8 });
            await check(client, load, `round ${round}, seed ${seed}`);
        }
        const archived = (await Promise.all(load.people.map((person) => client.must('GET', `/api/development/applicants/${person}`)))).filter((one) => one.line.state === 'done').length;
        console.log(`${engine}: ${load.deeds} answered deeds in ${count} rounds, all found; ${archived} of ${load.people.length} archived; refused: ${JSON.stringify(Object.fromEntries(load.refused))}`);
        assert.ok(load.deeds > people_count * 4, `${load.deeds} deeds`);
        await world.stop();
        world.run('audit', 'verify');
    } finally {
        await world.remove();
    }
}

test('crash: development and transfers of two clerks under kill -9, each case in one step, each person in one branch', () => rounds('sqlite', 10));
test('crash: the same on PostgreSQL', { skip: !shared }, () => rounds('postgresql', 4));
