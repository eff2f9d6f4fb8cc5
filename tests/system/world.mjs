// The demo world as a place for tests: an installation of it and its eight accounts, signed in.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Installation } from './installation.mjs';

export const pack = 'shapotou';
/// Usernames of the demo world by role.
export const names = { member: 'member', branch_secretary: 'secretary', committee_organizer: 'organizer', organization_department: 'department',
    supervisor: 'supervisor', system_administrator: 'sysadmin', security_administrator: 'secadmin', auditor: 'auditor' };

let template;  // the embedded database with the demo world, made once and copied

/// @return an installation with `passwords` (by username), not started
export async function demo_world({ engine = 'sqlite', settings = {} } = {}) {
    const one = await Installation.create({ engine, settings });
    if (engine !== 'sqlite') return fill(one);
    if (!template) {
        template = await Installation.create({ folder: mkdtempSync(join(tmpdir(), 'jishi-template.')) });
        process.on('exit', () => rmSync(template.folder, { recursive: true, force: true }));
        fill(template);
    }
    cpSync(template.data, one.data, { recursive: true });
    one.passwords = template.passwords;
    return one;
}

function fill(one) {
    one.passwords = {};
    for (const line of one.run('demo', pack).split('\n')) {
        const [role, username, password] = line.trim().split(/\s+/);
        if (password && names[role] === username) one.passwords[username] = password;
    }
    if (Object.keys(one.passwords).length !== Object.keys(names).length) throw new Error('`jishi demo` did not print every account');
    return one;
}

/// A client signed in with the account of a role. All clients of a role share its first session: a one-time code works once.
export async function sign_in(world, role, options) {
    world.sessions ??= {};
    const client = world.client(options);
    world.sessions[role] ??= client.enter(names[role], world.passwords[names[role]]);
    const first = await world.sessions[role];
    Object.assign(client, { cookie: first.cookie, csrf: first.csrf, session: first.session, password: first.password, secret: first.secret });
    return client;
}

/// Every organisation that the client sees, parents first: {id, parent, name, type, sector}.
export async function whole_tree(client) {
    const all = [];
    let wave = (await client.must('GET', '/api/organizations/roots')).items;
    while (wave.length > 0) {
        all.push(...wave);
        const next = [];
        for (const node of wave.filter((one) => one.child_count > 0)) {
            let after;
            do {
                const page = await client.must('GET', `/api/organizations/${node.id}/children?limit=200${after ? `&after=${after}` : ''}`);
                next.push(...page.items.map((child) => ({ ...child, parent: node.id })));
                after = page.next;
            } while (after);
        }
        wave = next;
    }
    return all;
}

