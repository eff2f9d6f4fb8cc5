// Makes the demo accounts ready for use: initial passwords changed, second factors set up, each signed in once.
import { sleep } from '../system/process.mjs';
import { totp } from '../system/totp.mjs';

export { totp };

/// A session belongs to the browser that opened it [SEC-11]: what is signed in here is used in Chromium under this name.
export const user_agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/// The API for one person: keeps the cookie and the CSRF token.
function caller(base) {
    const kept = { cookie: '', csrf: '' };
    const post = async (path, body) => {
        const answer = await fetch(base + path, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', 'User-Agent': user_agent, Cookie: kept.cookie, 'X-CSRF-Token': kept.csrf },
            body: JSON.stringify(body),
        });
        const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
        if (cookie) kept.cookie = cookie;
        const json = await answer.json();
        if (json.csrf_token) kept.csrf = json.csrf_token;
        return { ok: answer.ok, json };
    };
    const must = async (path, body) => {
        const { ok, json } = await post(path, body);
        if (!ok) throw new Error(`${path}: ${JSON.stringify(json)}`);
        return json;
    };
    return { kept, post, must };
}

/// @param accounts  role -> {username, password, secret?}
/// @return          role -> {username, password, secret?, cookie}
export async function prepare(base, accounts) {
    const ready = {};
    for (const [index, [role, account]] of Object.entries(accounts).entries()) {
        const { username } = account;
        let { password, secret } = account;
        const { kept, post, must } = caller(base);
        const words = () => ({ username, password, ...(secret ? { totp_code: totp(secret) } : {}) });
        let answer = await post('/api/session', words());
        if (answer.json.code === 'session.totp_wrong') {  // a code opens once; the next one comes within half a minute
            await sleep(30_000 - (Date.now() % 30_000) + 500);
            answer = await post('/api/session', words());
        }
        if (!answer.ok) throw new Error(`${username}: ${JSON.stringify(answer.json)}`);
        let session = answer.json;
        if (session.must_change_password) {
            const next = `Kd7-plum-${index}-29x`;  // without the user name
            session = await must('/api/session/password', { old_password: password, new_password: next });
            password = next;
        }
        if (session.totp_required && !session.totp_enabled) {
            secret = (await must('/api/session/totp', { password })).secret;
            await must('/api/session/totp/confirm', { code: totp(secret) });
        }
        ready[role] = { username, password, secret, cookie: kept.cookie };
    }
    return ready;
}
