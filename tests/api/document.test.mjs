// The document itself: what is committed is what the program says today, and it passes a linter.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createConfig, lint } from '@redocly/openapi-core';
import { program, source } from '../system/installation.mjs';

const file = join(source, 'api/openapi.json');

test('api: api/openapi.json is what the program prints; `jishi openapi > api/openapi.json` renews it', () => {
    const printed = execFileSync(program, ['openapi', '--packs', join(source, 'packs')], { encoding: 'utf8', maxBuffer: 1 << 26 });
    assert.equal(readFileSync(file, 'utf8') === printed, true, 'stale');
});

test('api: the document passes the linter', async () => {
    // Not asked for: a server URL of an installation (there is none yet) and a 2xx of what only redirects.
    const config = await createConfig({ extends: ['recommended'], rules: { 'no-server-example.com': 'off', 'operation-4xx-response': 'error', 'operation-operationId-unique': 'error', 'no-unused-components': 'error', 'operation-description': 'off', 'tag-description': 'off' } });
    const problems = await lint({ ref: file, config });
    assert.deepEqual(problems.map((one) => `${one.severity} ${one.ruleId}: ${one.message} ${one.location[0]?.pointer}`), []);
});
