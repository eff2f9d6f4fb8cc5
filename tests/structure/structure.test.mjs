// The shape of the source tree, as docs/architecture.md draws it.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compare, files, includes, list, read, root } from './source.mjs';

const none = (problems) => assert.equal(problems.join('\n'), '');

// Each module and all that it may include; the arrows of docs/architecture.md.
const arrows = {
    base: [],
    db: ['base'],
    policy: ['base'],
    http: ['base'],
    platform: ['base', 'db', 'policy'],
    engine: ['base', 'db', 'policy', 'platform'],
    organization: ['base', 'db', 'policy', 'platform', 'engine'],
    team: ['base', 'db', 'policy', 'platform', 'engine', 'organization'],
    activity: ['base', 'db', 'policy', 'platform', 'engine', 'organization', 'team'],
    institution: ['base', 'db', 'policy', 'platform', 'engine', 'organization', 'team'],
    support: ['base', 'db', 'policy', 'platform', 'engine', 'organization', 'team'],
    statistics: ['base', 'db', 'policy', 'platform', 'engine', 'organization', 'team', 'activity', 'institution', 'support'],
};
const cpp = files(/^src\/.*\.(cpp|hpp)$/);
const is_test = (file) => /_(test|bench|fuzz)\.cpp$/.test(file);
const module_of = (file) => file.split('/')[1];

test('every folder of src has its place in the graph', () => {
    none([...new Set(cpp.map(module_of))].filter((name) => name !== 'app' && !(name in arrows)));
});

test('includes follow the arrows, and http is for routes and app', () => {
    const wrong = [];
    for (const file of cpp) {
        const from = module_of(file);
        if (from === 'app') continue;
        const routes = /_routes(_[a-z]+)?\.(cpp|hpp)$/.test(file) || is_test(file);
        for (const { path, quoted } of includes(file)) {
            const to = path.split('/')[0];
            if (!quoted || to === from || !path.includes('/')) continue;
            if (to === 'http' ? routes : arrows[from].includes(to)) continue;
            wrong.push(`${file} ${path}`);
        }
    }
    none(compare(wrong, 'known_arrows.txt'));
});

test('other modules include only the public headers of a module', () => {
    // base, db, policy, http, platform and engine are tool boxes: each of their headers is public.
    const open = ['base', 'db', 'policy', 'http', 'platform', 'engine'];
    const doors = {
        // Rows for statistics are read by nobody else; a lock is no part of the domain.
        organization: ['organization/organizations.hpp', 'organization/node_rows.hpp', 'organization/unit_rows.hpp', 'organization/writer_first_mutex.hpp'],
        team: ['team/team.hpp', 'team/person_rows.hpp', 'team/yearly_rows.hpp'],
    };
    const wrong = [];
    for (const file of cpp) {
        const from = module_of(file);
        // A test makes what it needs by the use cases of the modules that its own stands on.
        if (from === 'app' || is_test(file) || /_fixture\.hpp$/.test(file)) continue;
        for (const { path, quoted } of includes(file)) {
            const to = path.split('/')[0];
            if (!quoted || to === from || open.includes(to) || !(to in arrows)) continue;
            if (!(doors[to] ?? [`${to}/${to}.hpp`]).includes(path)) wrong.push(`${file} ${path}`);
        }
    }
    none(wrong);
});

test('an included file of ours exists under src, tests or bench', () => {
    const wrong = [];
    for (const file of files(/^(src|tests|bench)\/.*\.(cpp|hpp)$/)) {
        for (const { path, quoted, line } of includes(file)) {
            if (quoted && !['src', 'tests', 'bench', file.replace(/\/[^/]*$/, '')].some((at) => existsSync(join(root, at, path))))
                wrong.push(`${file}:${line} ${path}`);
        }
    }
    none(wrong);
});

// Standard and system headers are free; everything else is listed with the places that may use it.
test('third-party headers stay where third_party_includes.txt allows them', () => {
    const glob = (text) => new RegExp(`^${text.replace(/[.+]/g, '\\$&').replace(/\*\*/g, '\u0000').replace(/\*/g, '[^/]*').replace(/\u0000/g, '.*')}$`);
    const allowed = list('third_party_includes.txt').map((line) => {
        const [place, ...headers] = line.split(/\s+/);
        return { place: glob(place), headers: headers.map(glob), line };
    });
    const standard = /^([a-z_0-9]+|sys\/.*|netinet\/.*|arpa\/.*|unistd\.h|fcntl\.h|signal\.h|stdlib\.h|string\.h|errno\.h|poll\.h|pthread\.h|sched\.h|immintrin\.h|cxxabi\.h|malloc\.h)$/;
    const wrong = [];
    for (const file of files(/^(src|tests|bench)\/.*\.(cpp|hpp)$/)) {
        const here = allowed.filter(({ place }) => place.test(file)).flatMap(({ headers }) => headers);
        for (const { path, quoted, line } of includes(file)) {
            if (quoted || standard.test(path) && path !== 'regex') continue;
            if (!here.some((header) => header.test(path))) wrong.push(`${file}:${line} <${path}>`);
        }
    }
    none(wrong);
});

test('no region is named in the source: rules of a place are pack data', () => {
    const names = new RegExp(list('area_names.txt').join('|'), 'i');
    const wrong = [];
    for (const file of files(/^(src|web\/src)\/.*\.(cpp|hpp|sql|ts|vue|json|css)$/)) {
        if (is_test(file) || /\.(test|spec)\.ts$/.test(file)) continue;
        read(file).split('\n').forEach((line, index) => {
            const match = names.exec(line);
            if (match) wrong.push(`${file}:${index + 1} ${match[0]}`);
        });
    }
    none(wrong);
});

test('src holds sources and nothing else', () => {
    none(files(/^src\//).filter((file) => !/\.(cpp|hpp)$|\/CMakeLists\.txt$|\/migrations\/[^/]+\.sql$/.test(file)));
});

test('migrations are numbered once, within the numbers of their module', () => {
    const ranges = { db: [1, 99], platform: [100, 199], organization: [200, 299], engine: [300, 399], team: [400, 499],
        activity: [500, 599], institution: [600, 699], support: [700, 799], statistics: [800, 899], app: [900, 999] };
    const seen = new Map();
    const wrong = [];
    for (const file of files(/^src\/[^/]+\/migrations\//)) {
        const match = /^src\/([^/]+)\/migrations\/(\d{4})_[a-z0-9_]+(\.postgresql)?\.sql$/.exec(file);
        if (!match) { wrong.push(`${file}: not NNNN_name.sql`); continue; }
        const [, module, digits, variant] = match;
        const number = Number(digits);
        const [low, high] = ranges[module] ?? [0, -1];
        if (number < low || number > high) wrong.push(`${file}: not within ${low}–${high}`);
        const key = `${number}${variant ?? ''}`;
        if (seen.has(key)) wrong.push(`${file}: the number of ${seen.get(key)}`);
        seen.set(key, file);
        if (!read(`src/${module}/CMakeLists.txt`).includes(file.split('/').pop().replace('.postgresql', '')))
            wrong.push(`${file}: not listed in src/${module}/CMakeLists.txt`);
    }
    none(wrong);
});

test('no file is longer than 600 lines unless it is listed', () => {
    const long = files(/^(src|tests|bench|web\/src)\/.*\.(cpp|hpp|ts|vue|mjs)$/)
        .filter((file) => !/schema\.ts$/.test(file) && read(file).split('\n').length > 601);
    none(compare(long, 'known_long_files.txt'));
});

test('nothing unfinished reaches main: no FIXME, and a TODO names its issue', () => {
    const wrong = [];
    for (const file of files(/^(src|tests|bench|web\/src|packs|cmake|packaging)\/.*|^dev$/)) {
        if (file.startsWith('tests/structure/')) continue;
        read(file).split('\n').forEach((line, index) => {
            if (/\bFIXME\b|\bXXX\b|\bTODO\b(?!\(#\d+\))/.test(line)) wrong.push(`${file}:${index + 1} ${line.trim()}`);
        });
    }
    none(wrong);
});

test('what a part of a fuzz target includes is compiled with it, so that it still links', () => {
    const of_types_only = ['spreadsheet_package: spreadsheet'];
    const wrong = [];
    for (const [, names] of read('tests/fuzz/CMakeLists.txt').matchAll(/foreach\(part ([^)]*)\)/g)) {
        const parts = names.split(/\s+/).filter(Boolean);
        for (const part of parts) {
            for (const file of [`src/platform/${part}.hpp`, `src/platform/${part}.cpp`].filter((path) => cpp.includes(path))) {
                for (const { path, quoted } of includes(file)) {
                    const other = quoted && /^platform\/(.*)\.hpp$/.exec(path)?.[1];
                    if (other && !parts.includes(other) && cpp.includes(`src/platform/${other}.cpp`)) wrong.push(`${part}: ${other}`);
                }
            }
        }
    }
    none(wrong.filter((one) => !of_types_only.includes(one)));
});
