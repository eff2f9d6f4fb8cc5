// The forms of the yearly statistics as files: what stands in the table stands in the .csv and on the paper.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { demo_world, sign_in, whole_tree } from '../system/world.mjs';

const year = new Date().getFullYear() - 1;
let world, department, within;

before(async () => {
    world = await demo_world();
    await world.start();
    department = await sign_in(world, 'organization_department');
    within = (await department.must('GET', '/api/organizations/roots')).items[0].id;
});
after(() => world?.remove());

/// A past day is made in the background.
async function ready(path) {
    for (;;) {
        const answer = await department.request('GET', path);
        if (answer.json?.code !== 'statistics.being_prepared') return answer;
        await new Promise((resolve) => setTimeout(resolve, 200));
    }
}
/// The bytes of a file.
async function bytes(path) {
    await ready(`/api/statistics/yearly?within=${within}&year=${year}`);
    const answer = await department.get(path);
    assert.equal(answer.status, 200, `${path}: ${answer.text.slice(0, 300)}`);
    return { type: answer.headers['content-type'], data: answer.bytes };
}

test('yearly: every figure of every form stands in its .csv and in its PDF', async () => {
    const forms = (await department.must('GET', `/api/statistics/forms?within=${within}`)).items;
    assert.ok(forms.length >= 3);
    for (const { code } of forms) {
        const table = (await ready(`/api/statistics/yearly?within=${within}&year=${year}&form=${code}`)).json;
        const figures = table.sections.flatMap((section) => section.rows.flatMap((row) => row.counts.filter((_, at) => !section.columns[at]?.is_rate)));
        assert.ok(figures.length > 40);
        const csv = (await bytes(`/api/statistics/yearly/file?within=${within}&year=${year}&form=${code}&format=csv`)).data.toString('utf8');
        const in_csv = csv.split(/[\r\n,]+/);
        const pdf = await bytes(`/api/statistics/yearly/file?within=${within}&year=${year}&form=${code}&format=pdf`);
        assert.equal(pdf.type, 'application/pdf');
        const on_paper = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf.data, encoding: 'utf8', maxBuffer: 1 << 26 }).split(/\s+/);
        for (const figure of figures) {
            assert.ok(in_csv.includes(String(figure)), `${code}: ${figure} in the .csv`);
            assert.ok(on_paper.includes(String(figure)), `${code}: ${figure} on paper`);
        }
        for (const section of table.sections) assert.ok(csv.includes(section.name), section.name);
    }
});

test('yearly: files and forms that there are not, and years to come, are refused by name', async () => {
    const code = async (query) => {
        const { json } = await department.request('GET', `/api/statistics/${query}`);
        return json.fields?.[0]?.code ?? json.code;
    };
    assert.equal(await code(`yearly/file?within=${within}&format=doc`), 'input.not_one_of');
    assert.equal(await code(`yearly/file?within=${within}&language=de`), 'input.not_one_of');
    assert.equal(await code(`yearly?within=${within}&form=no_such`), 'statistics.no_form');
    assert.equal(await code(`yearly?within=${within}&year=${year + 3}`), 'statistics.date_out_of_range');
    assert.equal(await code(`yearly?within=${within}&year=1700`), 'statistics.date_out_of_range');
    assert.equal(await code('yearly?within=1'), 'access.forbidden');
});

test('yearly: members and organisations of the year before, more those that came, less those that went, are those of the year: at every organisation [STAT-05]', async () => {
    const places = await whole_tree(department);
    assert.ok(places.length > 100);
    const failed = [];
    let moved = 0;
    for (const of of [year - 1, year, year + 1])
        for (const place of places) {
            const { json } = await ready(`/api/statistics/yearly?within=${place.id}&year=${of}`);
            if (json.code === 'organization.not_found') continue;
            for (const code of ['growth', 'organization_growth']) {
                const check = json.checks.find((one) => one.code === code);
                if (!check.ok || !check.known) failed.push(`${place.name} ${of} ${code}: ${check.left} ≠ ${check.right}`);
            }
            const rows = json.sections.find((one) => one.code === 'changes').rows.filter((one) => one.code.endsWith('_with_organization'));
            for (const row of rows) {
                assert.equal(row.organizations.reduce((sum, one) => sum + one.members, 0), row.counts[0], `${place.name}: ${row.code}`);
                moved += row.counts[0];
            }
        }
    assert.deepEqual(failed, []);
    assert.ok(moved > 0, 'a branch of the demo world was moved');
});
