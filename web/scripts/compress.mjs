// Writes .br and .gz beside every text file of dist/, so that the server need not compress while it answers.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url).pathname
let plain = 0
let small = 0

function compress(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) {
      compress(path)
      continue
    }
    if (!/\.(js|css|html|svg|json|webmanifest)$/.test(name)) continue
    const text = readFileSync(path)
    if (text.length < 1024) continue
    const br = brotliCompressSync(text, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: text.length },
    })
    writeFileSync(path + '.br', br)
    writeFileSync(path + '.gz', gzipSync(text, { level: 9 }))
    plain += text.length
    small += br.length
  }
}

compress(dist)
console.log(`dist: ${Math.round(plain / 1024)} KiB of text, ${Math.round(small / 1024)} KiB as Brotli`)
