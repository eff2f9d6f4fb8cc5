// `jishi generate` fills a database with one place and full records of everybody; what the statistics count in it is what was made.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Installation } from '../system/installation.mjs';
import { shared } from '../system/postgres.mjs';

for (const engine of ['sqlite', ...(shared ? ['postgresql'] : [])])
    test(`generate: a place of 2,000 members with full records can be counted and opened (${engine})`, async () => {
        const place = await Installation.create({ engine });
        try {
            const printed = place.run('generate', '--members', '2000', '--organizations', '120', '--seed', '7', '--shares', 'shapotou');
            const [, members, branches, code] = printed.match(/(\d+) members at (\d+) branches .* code of the place: (\d+)/);
            assert.equal(Number(members), 2000, printed);
            assert.throws(() => place.run('generate', '--members', '2000', '--organizations', '120', '--seed', '7', '--shares', 'shapotou'));
            const password = place.account('department', 'organization_department', code);
            await place.start();
            const client = await place.client().enter('department', password);
            const [root] = (await client.must('GET', '/api/organizations/roots')).items;
            const ask = (body) => client.must('POST', '/api/statistics/crosstab', { within: [root.id], ...body });
            const all = await ask({ dimensions: ['sex', 'age_band'] });
            assert.equal(all.total, Number(members));
            assert.equal(all.counts.reduce((sum, one) => sum + one, 0), all.total);
            assert.equal(all.behind, 0);
            const organizations = await ask({ of: 'organizations', dimensions: ['type_group'] });
            assert.equal(organizations.counts[organizations.axes[0].values.findIndex((one) => one.code === 'branch')], Number(branches));
            // Whoever was made has a record that can be opened, with its history.
            const listed = await client.must('POST', '/api/statistics/list', { within: [root.id], filter: [{ any: [{ column: 'sex', codes: ['2'] }] }], limit: 3 });
            assert.equal(listed.items.length, 3);
            const record = await client.must('GET', `/api/members/${listed.items[0].id}`);
            assert.equal(record.sex, '2');
            assert.equal(record.branch.id, listed.items[0].organization);
        } finally {
            await place.remove();
        }
    });

for (const engine of ['sqlite', ...(shared ? ['postgresql'] : [])])
    for (const [members, organizations] of [[1, 0], [50, 0], [100, 120], [997, 33], [3001, 150]])
        test(`generate: asked for ${members} members at ${organizations || 'as many as it takes'} organisations, a place has exactly as many members (${engine})`, async () => {
            const place = await Installation.create({ engine });
            try {
                const words = organizations ? ['--organizations', String(organizations)] : [];
                const printed = place.run('generate', '--members', String(members), ...words, '--seed', '3', '--shares', 'shapotou');
                assert.match(printed, new RegExp(`^${members} members at `));
                const password = place.account('department', 'organization_department', '001');
                await place.start();
                const client = await place.client().enter('department', password);
                const [root] = (await client.must('GET', '/api/organizations/roots')).items;
                assert.equal((await client.must('POST', '/api/statistics/crosstab', { within: [root.id], dimensions: ['sex'] })).total, members);
            } finally {
                await place.remove();
            }
        });

test('generate: a nation prints the bulletin of its year in every format, with the figures that were published', async () => {
    const place = await Installation.create();
    try {
        // A thousandth of the nation: its figures are those of the bulletin in tens of persons.
        const made = (year, ending) => {
            const file = join(place.folder, `bulletin-${year}${ending}`);
            place.run('generate', '--year', String(year), '--members', '991850', '--organizations', '55000', '--table', file);
            return readFileSync(file);
        };
        const csv = made(2023, '.csv').toString('utf8');
        const row = (name) => csv.split(/\r?\n/).find((line) => line.startsWith(`${name},`))?.split(',') ?? assert.fail(name);
        assert.equal(row('党员总数')[1], '991850');
        assert.equal(row('党员总数')[2], '11440');
        assert.equal(row('党员总数')[3], '1.2');
        // Kinds of members are whole persons: right to a few.
        assert.ok(Math.abs(Number(row('女党员')[1]) - 301_850) < 20, row('女党员')[1]);
        assert.deepEqual(row('女党员').slice(2, 4), ['30.4', '0.5']);
        assert.equal(row('城市街道')[1], '91');
        assert.match(execFileSync('pdftotext', ['-', '-'], { input: made(2023, '.pdf'), encoding: 'utf8' }), /2023年党内统计公报/);
        for (const ending of ['.xlsx', '.docx']) assert.equal(made(2022, ending).subarray(0, 2).toString(), 'PK');
        assert.throws(() => made(2023, '.txt'));
        assert.throws(() => made(2020, '.csv'), 'no bulletin of that year');
    } finally {
        await place.remove();
    }
});
