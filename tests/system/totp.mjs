// One-time codes as an authenticator application makes them.
import { createHmac } from 'node:crypto';

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
