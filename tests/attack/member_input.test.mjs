// What people and attackers put into the register of people: each is refused by field and rule, or brought to its one form; nothing half done.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';
import { demo_world, sign_in } from '../system/world.mjs';

let world, department, branch, sequence = 100;

before(async () => {
    world = await demo_world();
    await world.start();
    department = await sign_in(world, 'organization_department');
    branch = (await department.must('GET', '/api/members?limit=1&status=normal')).items[0].branch.id;
});
after(() => world?.remove());

/// A citizen number of nobody, with its right check character.
function id_number(birth = '19700506', number = ++sequence) {
    const digits = `999999${birth}${String(number % 1000).padStart(3, '0')}`;
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    return digits + '10X98765432'[weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0) % 11];
}
const wrong_check = (number) => number.slice(0, 17) + (number[17] === '1' ? '2' : '1');
const asked = ({ name = '某某', id = id_number(), ...particulars } = {}) => ({
    entry: 'enrolled', branch, category: '1', effective_on: '2025-06-01', document_no: '1号', reason: '工作需要', id_number: id,
    particulars: { name, ethnicity: '01', education: '61', joined_on: '1998-07-01', full_on: '1999-07-01', ...particulars },
});
const register = (body, options) => department.post('/api/members', body, options);
const count = async () => (await department.must('GET', '/api/members?limit=1&count=true')).total;
const faults = (answer) => (answer.json.fields ?? []).map((one) => `${one.field.replace('particulars/', '')} ${one.code}`).join(', ');

test('attack: what cannot be is refused at its field, and nothing of it stays', async () => {
    const before = await count();
    const cases = [
        ['15 digits', asked({ id: '999999700506101' }), /id_number id_number\.old_form/],
        ['a wrong check character', asked({ id: wrong_check(id_number()) }), /id_number id_number\.check_digit/],
        ['a birthday that is none in the number', asked({ id: id_number('19700230') }), /id_number id_number\.birth_date/],
        ['letters', asked({ id: '99999919700506ABCD' }), /id_number id_number\.character/],
        ['February 30th', asked({ joined_on: '1998-02-30' }), /joined_on/],
        ['birth after joining', asked({ id: id_number('20000101'), joined_on: '1998-07-01' }), /joined_on member\.joined_before_birth/],
        ['under eighteen', asked({ id: id_number('19820101'), joined_on: '1998-07-01' }), /joined_on member\.joined_too_young/],
        ['full before joining', asked({ full_on: '1997-07-01' }), /full_on member\.full_before_joining/],
        ['digits in the name', asked({ name: '赵某1' }), /name member\.name_character/],
        ['a formula for a name', asked({ name: '=1+1' }), /name member\.name_character/],
        ['markup for a name', asked({ name: '<img src=x>' }), /name member\.name_character/],
        ['only what cannot be seen', asked({ name: '\u200b\ufeff' }), /name/],
        ['a name without end', asked({ name: '王'.repeat(51) }), /name/],
        ['a code of no table', asked({ ethnicity: '999' }), /ethnicity member\.unknown_code/],
        ['a sex that the number denies', asked({ sex: id_number('19700506', sequence + 1)[16] % 2 ? '2' : '1' }), /sex member\.sex_differs/],
    ];
    for (const [what, body, expected] of cases) {
        const answer = await register(body);
        assert.ok(answer.status === 422 || answer.status === 400 || answer.status === 409, `${what}: ${answer.status} ${answer.text}`);
        assert.match(faults(answer), expected, what);
        assert.ok(!answer.text.includes(body.id_number), `${what}: the answer repeats the id number`);
    }
    assert.equal(await count(), before);
});

test('attack: names keep their characters and lose their disguises', async () => {
    for (const [typed, kept] of [['王𬱖', '王𬱖'], ['𠮷某', '𠮷某'], ['李𰻞', '李𰻞'], ['阿依古丽•买买提', '阿依古丽·买买提'], ['买买提．艾力', '买买提·艾力'],
        ['张\u200b某', '张某'], ['　赵 某　', '赵某'], ['Ａｎｎａ　Ｌｉ', 'Anna Li'], ['孙\u202e某', '孙某']]) {
        const answer = await register(asked({ name: typed }));
        assert.equal(answer.status, 200, `${typed}: ${answer.text}`);
        assert.equal(answer.json.member.name, kept);
        const found = await department.must('GET', `/api/members?q=${encodeURIComponent(kept)}`);
        assert.ok(found.items.some((one) => one.id === answer.json.member.id), `${kept} is not found`);
    }
});

test('attack: a form that is sent again is done once; the same person is not registered twice', async () => {
    const body = asked();
    const options = { headers: { 'Idempotency-Key': `replayed-${Date.now()}` } };
    const first = await register(body, options);
    assert.equal(first.status, 200, first.text);
    const before = await count();
    const again = await register(body, options);
    assert.equal(again.status, 200);
    assert.equal(again.json.member.id, first.json.member.id);
    assert.equal(again.headers['idempotency-replayed'], 'true');
    const other = await register(body);
    assert.equal(other.status, 409);
    assert.equal(other.json.code, 'member.id_number_known');
    assert.equal(await count(), before);
});

test('attack: a role that was taken a second ago opens nothing, in a session that is still there', async () => {
    const security = await sign_in(world, 'security_administrator');
    const organizer = await sign_in(world, 'committee_organizer');
    const mine = (await organizer.must('GET', '/api/members?limit=1')).items[0];
    const accounts = (await security.must('GET', '/api/accounts?search=organizer')).items;
    const account = accounts.find((one) => one.username === 'organizer');
    const full = await security.must('GET', `/api/accounts/${account.id}`);
    for (const grant of full.grants) {
        const taken = await security.request('DELETE', `/api/accounts/${account.id}/grants/${grant.id}`);
        assert.ok(taken.status < 300, taken.text);
    }
    for (const path of ['/api/members', `/api/members/${mine.id}`, `/api/members/${mine.id}/history`, '/api/exports/members.xlsx', `/api/organizations/${mine.branch.id}/roster`])
        assert.ok([403, 404].includes((await organizer.get(path)).status), `${path} is still open`);
    for (const [path, body] of [['/api/members', asked()], [`/api/members/${mine.id}/reveal`, { field: 'phone', reason: 'x' }]])
        assert.ok([403, 404].includes((await organizer.post(path, body)).status), `${path} is still open`);
});

// ---- hostile files ------------------------------------------------------------------------------------------------

/// A zip of these parts.
function zip(parts) {
    const files = [];
    const directory = [];
    let offset = 0;
    for (const [name, content] of Object.entries(parts)) {
        const raw = Buffer.from(content);
        const packed = deflateRawSync(raw);
        const head = Buffer.alloc(30);
        head.writeUInt32LE(0x04034b50, 0);
        head.writeUInt16LE(20, 4);
        head.writeUInt16LE(8, 8);
        head.writeUInt32LE(crc32(raw), 14);
        head.writeUInt32LE(packed.length, 18);
        head.writeUInt32LE(raw.length, 22);
        head.writeUInt16LE(name.length, 26);
        const entry = Buffer.alloc(46);
        entry.writeUInt32LE(0x02014b50, 0);
        entry.writeUInt16LE(20, 4);
        entry.writeUInt16LE(20, 6);
        head.copy(entry, 10, 8, 28);
        entry.writeUInt16LE(name.length, 28);
        entry.writeUInt32LE(offset, 42);
        files.push(head, Buffer.from(name), packed);
        directory.push(entry, Buffer.from(name));
        offset += 30 + name.length + packed.length;
    }
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(Object.keys(parts).length, 8);
    end.writeUInt16LE(Object.keys(parts).length, 10);
    end.writeUInt32LE(Buffer.concat(directory).length, 12);
    end.writeUInt32LE(offset, 16);
    return Buffer.concat([...files, ...directory, end]);
}
const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const relationship = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
function workbook(rows, { head = '', more = {}, types = '' } = {}) {
    const letters = 'ABCDEFGHIJ';
    const cell = (value, r, c) => (typeof value === 'object' ? `<c r="${letters[c]}${r}">${value.raw}</c>`
        : `<c r="${letters[c]}${r}" t="inlineStr"><is><t>${value}</t></is></c>`);
    return {
        '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/>${types}</Types>`,
        '_rels/.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${relationship}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
        'xl/workbook.xml': `<workbook ${main} xmlns:r="${relationship}"><sheets><sheet name="党员" sheetId="1" r:id="r1"/></sheets></workbook>`,
        'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${relationship}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
        'xl/worksheets/sheet1.xml': `<?xml version="1.0" encoding="UTF-8"?>${head}<worksheet ${main}><sheetData>${rows.map((row, r) => `<row r="${r + 1}">${row.map((value, c) => cell(value, r + 1, c)).join('')}</row>`).join('')}</sheetData></worksheet>`,
        ...more,
    };
}
const titles = ['姓名', '公民身份证号', '人员类别', '加入党组织日期', '转为正式党员日期'];
const good = () => ['甲某', id_number(), '正式党员', '1998-07-01', '1999-07-01'];

/// @return the file's refusal, or the result of the job
async function import_file(bytes, name = '党员.xlsx') {
    const kept = await department.request('POST', '/api/attachments', { raw: bytes, headers: { 'X-File-Name': encodeURIComponent(name) } });
    if (kept.status >= 300) return { code: kept.json?.code ?? String(kept.status) };
    const job = await department.must('POST', '/api/members/import', { attachment: kept.json.id, within: branch, effective_on: '2025-06-01', mode: 'all_or_nothing', dry_run: false });
    for (;;) {
        const now = await department.must('GET', `/api/jobs/${job.id}`);
        if (now.state === 'failed') return { code: now.error.code };
        if (now.state === 'done') return typeof now.result === 'string' ? JSON.parse(now.result) : now.result;
        await new Promise((resolve) => { setTimeout(resolve, 30); });
    }
}

test('attack: hostile workbooks are refused by name and register nobody', async () => {
    const before = await count();
    const rows = [titles, good()];
    const bomb = workbook(rows, { more: { 'xl/media/padding.xml': Buffer.alloc(300 * 1024 * 1024, 0x20) } });
    const cases = [
        ['a cell of 10 MB', zip(workbook([titles, ['王'.repeat(3_500_000), ...good().slice(1)]])), /spreadsheet\.(cell_too_large|unpacks_too_large)/],
        ['a document type with an entity', zip(workbook(rows, { head: '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' })), /spreadsheet\.doctype/],
        ['entities that grow', zip(workbook(rows, { head: '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' })), /spreadsheet\.doctype/],
        ['macros', zip(workbook(rows, { more: { 'xl/vbaProject.bin': 'x' } })), /spreadsheet\.macros|attachment\.type/],
        ['a bomb', zip(bomb), /spreadsheet\.unpacks_too_large|attachment\./],
        ['half a workbook', zip(workbook(rows)).subarray(0, 900), /spreadsheet\.|attachment\./],
        ['no workbook at all', Buffer.from('PK nothing'), /./],
    ];
    for (const [what, bytes, expected] of cases) {
        const outcome = await import_file(bytes);
        assert.match(outcome.code ?? `stored ${outcome.stored}`, expected, `${what}: ${outcome.code ?? outcome.stored}`);
    }
    assert.equal(await count(), before);
});

test('attack: formulas, rounded numbers and wrong cells are told one by one, and of all rows none is stored', async () => {
    const before = await count();
    const result = await import_file(zip(workbook([titles, good(),
        [{ raw: '<f>HYPERLINK("http://example.org","x")</f><v>甲某</v>' }, id_number(), '正式党员', '1998-07-01', '1999-07-01'],
        ['乙某', { raw: '<v>1.1010519491231E+17</v>' }, '正式党员', '1998-07-01', '1999-07-01'],
        ['丙某', wrong_check(id_number()), '正式党员', '1998-07-01', '1999-07-01'],
        ['丁某', id_number(), '正式党员', '1998-02-30', '1999-07-01'],
        ['𠮷某', id_number(), '不详', '1998-07-01', '1999-07-01']])));
    assert.equal(result.code, undefined, result.code);
    assert.equal(result.stored, 0);
    assert.equal(result.rows, 6);
    const told = result.findings.filter((one) => one.refuses).map((one) => `${one.row} ${one.code}`);
    for (const expected of ['3 import.cell_formula', '4 import.digits_lost', '5 id_number.check_digit', '6 import.not_a_date', '7 import.not_one_of'])
        assert.ok(told.includes(expected), `${expected} is not among ${told.join(', ')}`);
    assert.equal(await count(), before);
});
