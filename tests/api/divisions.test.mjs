// `jishi import divisions` registers the streets, townships, communities and villages, so that the bulletin tells of them.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Installation } from '../system/installation.mjs';
import { shared } from '../system/postgres.mjs';

const files = {
    provinces: 'code,name\n12,"乙省"\n',
    cities: 'code,name,provinceCode\n1201,"丙市",12\n',
    areas: 'code,name,cityCode,provinceCode\n120101,"西县",1201,12\n',
    streets: 'code,name\n120101001,"安街道"\n120101100,"平镇"\n120101101,"高乡"\n120101400,"红旗农场"\n',
    villages: 'code,name\n120101001001,"甲社区居委会"\n120101001002,"乙社区居民委员会"\n120101001003,"丙居委会"\n' +
        '120101100201,"前村村委会"\n120101100202,"后村村民委员会"\n120101101201,"左村"\n120101101202,"右村村委会"\n120101400501,"一队"\n',
};

for (const engine of ['sqlite', ...(shared ? ['postgresql'] : [])])
    test(`divisions: the bulletin of a country that was imported tells of its streets, townships, communities and villages (${engine})`, async () => {
        const country = await Installation.create({ engine });
        try {
            const folder = join(country.folder, 'divisions');
            mkdirSync(folder);
            for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.csv`), text);
            assert.equal(country.run('import', 'divisions', folder).trim(), '16 organisations, 10 units');
            assert.throws(() => country.run('import', 'divisions', folder), 'they are there already');
            const password = country.account('department', 'organization_department', '0');
            await country.start();
            const client = await country.client().enter('department', password);
            const [root] = (await client.must('GET', '/api/organizations/roots')).items;
            const year = new Date().getFullYear() - 1;
            let answer;
            do answer = await client.request('GET', `/api/statistics/yearly?within=${root.id}&year=${year}`);
            while (answer.json.code === 'statistics.being_prepared');
            const places = answer.json.sections.find((section) => section.code === 'places');
            const told = Object.fromEntries(places.rows.map((row) => [row.code, row.counts]));
            // With an organisation, all there are, and of how many the rate is told.
            assert.deepEqual(told, { street: [1, 1, 1], township: [2, 2, 2], community: [3, 3, 3], village: [4, 4, 4] });
            const { total } = await client.must('GET', `/api/coverage?by=sector&within=${root.id}`);
            assert.equal(total.units, 10);
            assert.equal(total.organization_covered, 10);
        } finally {
            await country.remove();
        }
    });
