// What the structure tests look at: the tracked and new files of the tree, and lists of known exceptions.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const all = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'],
    { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n').filter((file) => file && existsSync(join(root, file)));

/// Paths relative to the root that match, sorted.
export const files = (pattern) => all.filter((file) => pattern.test(file)).sort();
export const read = (file) => readFileSync(join(root, file), 'utf8');

/// A list beside the tests: one entry a line, # begins a comment.
export const list = (name) => read(`tests/structure/${name}`).split('\n')
    .map((line) => line.replace(/(^|\s)#.*/, '').trim()).filter(Boolean);

/// A ratchet: `found` must be exactly what the list holds, so that the list only shrinks.
export function compare(found, name) {
    const known = new Set(list(name));
    const now = new Set(found);
    return [...[...now].filter((entry) => !known.has(entry)).map((entry) => `new: ${entry}`),
        ...[...known].filter((entry) => !now.has(entry)).map((entry) => `gone, take it off tests/structure/${name}: ${entry}`)].sort();
}

/// The #include lines of a C++ file: {line, quoted, path}.
export function includes(file) {
    return read(file).split('\n').flatMap((text, index) => {
        const match = /^\s*#\s*include\s+(["<])([^">]+)[">]/.exec(text);
        return match ? [{ line: index + 1, quoted: match[1] === '"', path: match[2] }] : [];
    });
}
