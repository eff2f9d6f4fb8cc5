// Ports and waiting.
import { createServer } from 'node:net';

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export function free_port() {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.on('error', reject);
        server.listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}

/// Asks until the answer is truthy; throws with `what` when it takes too long.
export async function until(what, ask, { seconds = 30, every_ms = 20 } = {}) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
        const answer = await ask();
        if (answer) return answer;
        if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
        await sleep(every_ms);
    }
}

/// A small generator of random numbers, so that a failing run can be repeated from its seed.
export function random_from(seed) {
    let state = seed >>> 0;
    const next = () => {  // mulberry32
        state = (state + 0x6D2B79F5) >>> 0;
        let t = state;
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
    return { next, below: (n) => Math.floor(next() * n), pick: (list) => list[Math.floor(next() * list.length)] };
}

/// Runs `count` workers side by side.
export const together = (count, worker) => Promise.all(Array.from({ length: count }, (_, index) => worker(index)));
