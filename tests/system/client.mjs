// One signed-in (or anonymous) user of a running server: keeps the cookie and the CSRF token.
import http from 'node:http';
import { totp } from './totp.mjs';

export class Client {
    /// @param base  "http://127.0.0.1:8080"
    constructor(base, { connections = 16 } = {}) {
        this.base = new URL(base);
        this.agent = new http.Agent({ keepAlive: true, maxSockets: connections });
        this.cookie = '';
        this.csrf = '';
        this.session = null;
    }

    /// Sends one request. @return {status, headers, text, json}; json is undefined when the answer is not JSON.
    /// Rejects when the connection breaks.
    request(method, path, { body, headers = {}, raw, type } = {}) {
        const send = { ...headers };
        let payload = raw;
        if (body !== undefined) { payload = JSON.stringify(body); type ??= 'application/json'; }
        if (payload !== undefined) {
            send['Content-Type'] ??= type ?? 'application/octet-stream';
            send['Content-Length'] = Buffer.byteLength(payload);
        } else if (method !== 'GET' && method !== 'HEAD') send['Content-Length'] = 0;
        if (this.cookie) send.Cookie ??= this.cookie;
        if (this.csrf && method !== 'GET') send['X-CSRF-Token'] ??= this.csrf;
        return new Promise((resolve, reject) => {
            const request = http.request({ host: this.base.hostname, port: this.base.port, method, path, headers: send, agent: this.agent });
            request.on('error', reject);
            request.on('response', (response) => {
                const chunks = [];
                response.on('data', (chunk) => chunks.push(chunk));
                response.on('error', reject);
                response.on('aborted', () => reject(new Error('answer cut off')));
                response.on('end', () => {
                    const bytes = Buffer.concat(chunks);
                    const text = bytes.toString('utf8');
                    const cookie = response.headers['set-cookie']?.map((line) => line.split(';')[0]).join('; ');
                    if (cookie) this.cookie = cookie;
                    const is_json = /json/.test(response.headers['content-type'] ?? '');
                    let json;
                    try { json = is_json && text ? JSON.parse(text) : undefined; } catch (error) { reject(error); return; }
                    resolve({ status: response.statusCode, headers: response.headers, bytes, text, json });
                });
            });
            request.end(payload);
        });
    }

    get(path, options) { return this.request('GET', path, options); }
    post(path, body, options) { return this.request('POST', path, { body, ...options }); }

    /// The same, but anything except success throws with the problem's code.
    async must(method, path, body, options) {
        const answer = await this.request(method, path, { body, ...options });
        if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 400)}`);
        return answer.json;
    }

    async login(username, password, extra = {}) {
        const answer = await this.post('/api/session', { username, password, ...extra });
        if (answer.status === 200) this.remember(answer.json);
        return answer;
    }

    remember(session) {
        this.session = session;
        this.csrf = session.csrf_token;
    }

    /// Signs in with an initial password, changes it and sets up the second factor where the server insists.
    /// Afterwards `password` and `secret` are what it takes to sign in again.
    async enter(username, password, next = `${password}-Neu7`) {
        const answer = await this.login(username, password);
        if (answer.status !== 200) throw new Error(`log-in of ${username}: ${answer.status} ${answer.text}`);
        this.password = password;
        if (this.session.must_change_password) {
            this.remember(await this.must('POST', '/api/session/password', { old_password: password, new_password: next }));
            this.password = next;
        }
        if (this.session.totp_required && !this.session.totp_enabled) {
            this.secret = (await this.must('POST', '/api/session/totp', { password: this.password })).secret;
            this.remember(await this.must('POST', '/api/session/totp/confirm', { code: totp(this.secret) }));
        }
        return this;
    }

    close() { this.agent.destroy(); }
}
