// Makes the demo accounts ready for use: initial passwords changed, second factors set up, each signed in once.
import { createHmac } from 'node:crypto';
import { Client } from '../system/client.mjs';

/// RFC 6238 with the usual parameters: six digits, 30 seconds, SHA-1.
export function totp(secret, at = Date.now()) {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    let bits = '';
    for (const letter of secret.replace(/=+$/, '').toUpperCase()) bits += alphabet.indexOf(letter).toString(2).padStart(5, '0');
    const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
    const hash = createHmac('sha1', key).update(counter).digest();
    const offset = hash.at(-1) & 15;
    return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/// @param accounts  role -> {username, password}
/// @return          role -> {username, password, secret?, cookie}
export async function prepare(base, accounts) {
    const ready = {};
    for (const [role, { username, password }] of Object.entries(accounts)) {
        const client = new Client(base);
        let answer = await client.login(username, password);
        if (answer.status !== 200) throw new Error(`${username}: ${answer.status} ${answer.text}`);
        let now = password;
        if (answer.json.must_change_password) {
            now = `Kd7-${role.replaceAll('_', '-')}-29x`;
            client.remember(await client.must('POST', '/api/session/password', { old_password: password, new_password: now }));
        }
        let secret;
        if (client.session.totp_required && !client.session.totp_enabled) {
            secret = (await client.must('POST', '/api/session/totp', { password: now })).secret;
            client.remember(await client.must('POST', '/api/session/totp/confirm', { code: totp(secret) }));
        }
        ready[role] = { username, password: now, secret, cookie: client.cookie };
    }
    return ready;
}
