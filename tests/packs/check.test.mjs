// `jishi pack check DIR`: what whoever writes a county's workflow is told, by file, line and key, before a server starts with it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Installation, program, source } from '../system/installation.mjs';
import { shared } from '../system/postgres.mjs';

const folder = mkdtempSync(join(tmpdir(), 'jishi-packs.'));
after(() => rmSync(folder, { recursive: true, force: true }));

const workflow = `- key: workflow.definitions
  rule: ORG-20
  source: 某县规定
  title: 流程
  title_en: Workflows
  from: 2020-01-01
  add: true
  value:
    - code: made_up.request
      name: 请求
      name_en: Request
      rule: ORG-20
      label: title
      steps:
        - code: ask
          name: 提出
          name_en: Ask
          actor: { relation: case.organization, permission: case.start }
          fields:
            - { code: title, name: 标题, name_en: Title, kind: text }
          documents:
            - { template: meeting_notice, values: { meeting: form.title, meeting_on: step.ask.day } }
          actions: [ { code: submit, name: 提交, name_en: Submit, to: decide } ]
        - code: decide
          name: 审批
          name_en: Decide
          actor: { relation: organization.nearest, parameters: { types: [committee] }, permission: organization.change }
          guards: [ { name: case.none_other_open, parameters: { rule: ORG-24 } } ]
          actions:
            - { code: approve, name: 同意, name_en: Approve }
            - { code: return, name: 退回, name_en: Return, kind: return, to: ask }
`;
const line_of = (text, part) => text.slice(0, text.indexOf(part)).split('\n').length;

/// Checks a county pack with this workflow. @return status, and the lines about it
function check(text) {
    const pack = join(folder, 'made_up');
    mkdirSync(pack, { recursive: true });
    writeFileSync(join(pack, 'pack.yaml'), 'name: made_up\ntitle: 某县\ntitle_en: Some county\nlayer: county\napplies_to: "990100"\nversion: "1"\n');
    writeFileSync(join(pack, 'workflows.yaml'), text);
    const run = spawnSync(program, ['pack', 'check', pack, '--packs', join(source, 'packs')], { encoding: 'utf8' });
    return { status: run.status, lines: run.stderr.split('\n').filter((line) => line.startsWith('made_up/')), all: run.stderr + run.stdout };
}

test('packs: what is installed holds together, and so does a county with a workflow of its own', () => {
    const installed = spawnSync(program, ['pack', 'check', '--packs', join(source, 'packs')], { encoding: 'utf8' });
    assert.equal(installed.status, 0, installed.stderr);
    const own = check(workflow);
    assert.equal(own.status, 0, own.all);
});

for (const [what, from, to, code, at] of [
    ['a step that is not there', 'to: decide', 'to: decied', 'policy.workflow_unknown_step: decied', 'to: decied'],
    ['a step that nobody reaches', 'to: decide', 'to: ask   ', 'policy.workflow_unreachable_step: decide', 'code: decide'],
    ['no way to the end', 'name_en: Approve }', 'name_en: Approve, to: ask }', 'policy.workflow_no_end: made_up.request', 'code: made_up.request'],
    ['a relation that no module lends', 'organization.nearest', 'organization.farthest', 'policy.workflow_unknown_relation: organization.farthest', 'organization.farthest'],
    ['a guard that no module lends', 'case.none_other_open', 'case.none_other', 'policy.workflow_unknown_guard: case.none_other', 'case.none_other'],
    ['a permission that does not exist', 'permission: organization.change', 'permission: organization.alter', 'policy.workflow_unknown_permission: organization.alter', 'organization.alter'],
    ['a document without a template', 'template: meeting_notice', 'template: meeting_note', 'policy.workflow_unknown_document: meeting_note', 'meeting_note'],
    ['a field that the document does not have', 'meeting: form.title', 'metting: form.title', 'policy.workflow_unknown_document_field: metting', 'metting'],
    ['a value that comes from nowhere', 'step.ask.day', 'step.aks.day', 'policy.workflow_unknown_document_value: step.aks.day', 'step.aks.day'],
    ['a field that no form asks for', 'form.title', 'form.titel', 'policy.workflow_unknown_document_value: form.titel', 'form.titel'],
]) {
    test(`packs: ${what} is named with file, line and key`, () => {
        const broken = workflow.replace(from, to);
        assert.notEqual(broken, workflow);
        const { status, lines, all } = check(broken);
        assert.equal(status, 2, all);
        const line = lines.find((one) => one.endsWith(code));
        assert.ok(line, all);
        const [, number, key] = /^made_up\/workflows\.yaml:(\d+) (\S+): /.exec(line) ?? [];
        assert.equal(Number(number), line_of(broken, at), line);
        assert.match(key, /^(workflow\.definitions|\[?0|value)/, line);
    });
}

test('packs: all faults are told at once, and nothing is left behind in the folder for temporary files', () => {
    const { status, lines } = check(workflow.replace('form.title', 'form.x').replace('organization.nearest', 'nobody').replace('case.none_other_open', 'nothing'));
    assert.equal(status, 2);
    assert.equal(lines.length, 3);
});

test('packs: a rule that users would be told by its id alone is named with file and line', () => {
    const { status, lines } = check(workflow.replace('rule: ORG-24', 'rule: LOC-24'));
    assert.equal(status, 2);
    assert.match(lines.join('\n'), new RegExp(`^made_up/workflows\\.yaml:${line_of(workflow, 'ORG-24')} .*: policy\\.rule_without_name: LOC-24$`));
});

const entry = (key, rule, value) => `- key: ${key}\n  rule: ${rule}\n  source: 某地规定\n  title: 规则\n  title_en: Rules\n  from: 2020-01-01\n  add: true\n  value:\n${value}\n`;
const names = (code, rule) => entry('words.instruments', 'GEN-05', `    - { code: ${code}, name: 《某地规定》, name_en: Some rules, short: 《某地规定》, short_en: Some rules }`) +
    entry('words.rules', 'GEN-05', `    - { rule: ${rule}, of: [${code}] }`);

for (const engine of ['sqlite', ...(shared ? ['postgresql'] : [])])
    test(`packs: the pack of an organisation may cite what any pack above it in the tree names, and nothing that others name (${engine})`, async () => {
        const packs = join(folder, `installed_${engine}`);
        const write = (name, layer, applies_to, files) => {
            mkdirSync(join(packs, name), { recursive: true });
            writeFileSync(join(packs, name, 'pack.yaml'), `name: ${name}\ntitle: 某地\ntitle_en: Somewhere\nlayer: ${layer}\napplies_to: "${applies_to}"\nversion: "1"\n`);
            for (const [file, text] of Object.entries(files)) writeFileSync(join(packs, name, file), text);
        };
        mkdirSync(packs);
        symlinkSync(join(source, 'packs/national'), join(packs, 'national'));
        write('county', 'county', '990101', { 'names.yaml': names('county_rules', 'LOC-01') });
        write('town', 'organization', '990101100', { 'names.yaml': names('town_rules', 'LOC-02') });
        write('elsewhere', 'county', '990102', { 'names.yaml': names('other_rules', 'LOC-03') });
        const cites = (rule) => workflow.replace('rule: ORG-24', `rule: ${rule}`);
        const place = await Installation.create({ engine, settings: { JISHI_PACKS_FOLDER: packs } });
        try {
            const check = (rule) => {
                write('village', 'organization', '990101100201', { 'workflows.yaml': cites(rule) });
                const run = spawnSync(program, ['pack', 'check', join(packs, 'village')], { encoding: 'utf8', env: { ...process.env, ...place.settings } });
                return { status: run.status, all: run.stderr + run.stdout };
            };
            // Nobody knows yet where the village lies.
            const unknown = check('LOC-01');
            assert.equal(unknown.status, 2, unknown.all);
            assert.match(unknown.all, /note: village: where 990101100201 lies is not known here/);
            rmSync(join(packs, 'village'), { recursive: true });
            const divisions = join(place.folder, 'divisions');
            mkdirSync(divisions);
            for (const [file, rows] of Object.entries({ provinces: '99,甲省', cities: '9901,乙市', areas: '990101,丙县\n990102,丁县', streets: '990101100,平镇', villages: '990101100201,前村村委会' }))
                writeFileSync(join(divisions, `${file}.csv`), `code,name\n${rows}\n`);
            place.run('import', 'divisions', divisions);
            for (const rule of ['LOC-01', 'LOC-02']) {
                const { status, all } = check(rule);
                assert.equal(status, 0, all);
            }
            const other = check('LOC-03');
            assert.equal(other.status, 2, other.all);
            assert.match(other.all, /village\/workflows\.yaml:\d+ .*: policy\.rule_without_name: LOC-03/);
            assert.doesNotMatch(other.all, /is not known here/);
        } finally {
            await place.remove();
        }
    });
