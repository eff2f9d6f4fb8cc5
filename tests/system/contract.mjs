// api/openapi.json as a judge: every answer that passes here must be one that the document promises.
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { readFileSync } from 'node:fs';

export class Contract {
    constructor(file) {
        this.document = JSON.parse(readFileSync(file, 'utf8'));
        this.ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
        formats.default(this.ajv);
        for (const [name, limit] of [['int32', 2 ** 31], ['int64', 2 ** 63]])
            this.ajv.addFormat(name, { type: 'number', validate: (value) => Number.isInteger(value) && Math.abs(value) <= limit });
        this.ajv.addFormat('binary', true);
        this.ajv.addSchema({ $id: 'api', components: this.document.components });
        this.compiled = new Map();
        this.seen = new Map();  // operation -> set of "status code"
        this.operations = Object.entries(this.document.paths).flatMap(([path, methods]) =>
            Object.entries(methods).map(([method, operation]) => ({
                method: method.toUpperCase(), path, ...operation,
                permission: /permission `([^`]+)`/.exec(operation.description ?? '')?.[1],
                open: (operation.security ?? []).length === 0,
                pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '([^/]+)')}$`),
            })));
    }

    find(method, target) {
        const path = target.split('?')[0];
        const fits = this.operations.filter((one) => one.method === method && one.pattern.test(path));
        // A literal segment wins over a parameter.
        return fits.sort((a, b) => (a.path.match(/\{/g)?.length ?? 0) - (b.path.match(/\{/g)?.length ?? 0))[0];
    }

    validator(schema) {
        const key = JSON.stringify(schema);
        if (!this.compiled.has(key)) {
            const absolute = JSON.parse(key.replaceAll('"#/components/', '"api#/components/'));
            this.compiled.set(key, this.ajv.compile(absolute));
        }
        return this.compiled.get(key);
    }

    /// @return what is wrong with this answer, or nothing
    judge(method, target, answer) {
        const operation = this.find(method, target);
        if (!operation) return [`${method} ${target.split('?')[0]} is not in the document`];
        const where = `${method} ${operation.path} -> ${answer.status}`;
        const promised = operation.responses[answer.status] ?? operation.responses[`${String(answer.status)[0]}XX`];
        if (!promised) return [`${where}: this status is not promised`];
        if (!this.seen.has(operation.operationId)) this.seen.set(operation.operationId, new Set());
        this.seen.get(operation.operationId).add(`${answer.status} ${answer.json?.code ?? ''}`.trim());
        const wrong = [];
        const type = (answer.headers['content-type'] ?? '').split(';')[0];
        if (!promised.content) {
            if (answer.bytes.length > 0) wrong.push(`${where}: has content, none is promised`);
            return wrong;
        }
        const content = promised.content[type] ?? (promised.content['application/octet-stream'] && answer.status < 300 ? { schema: true } : undefined);
        if (!content) return [`${where}: answered ${type || 'nothing'}, promised ${Object.keys(promised.content)}`];
        if (!/json/.test(type) || content.schema === true) return wrong;
        const validate = this.validator(content.schema);
        if (!validate(answer.json))
            for (const error of validate.errors.slice(0, 5)) wrong.push(`${where}: ${error.instancePath || '/'} ${error.message} ${JSON.stringify(error.params)}`);
        return wrong;
    }
}

/// Makes every request of a client pass the judge; what is wrong is collected.
export function watch(client, contract, wrong) {
    const plain = client.request.bind(client);
    client.request = async (method, path, options) => {
        const answer = await plain(method, path, options);
        if (path.startsWith('/api/')) wrong.push(...contract.judge(method, path, answer));
        return answer;
    };
    return client;
}
