// Every key that the pages ask for is there. Keys put together at run time are checked by their beginning.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Messages } from './merge'
import zh from './zh-CN'

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) return filesBelow(path)
    return /\.(vue|ts)$/.test(name) && !name.endsWith('.test.ts') ? [path] : []
  })
}
const find = (key: string) => key.split('.').reduce<string | Messages | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), zh)

it('every key used in a page has words', () => {
  const missing: string[] = []
  for (const file of filesBelow(join(process.cwd(), 'src'))) {
    const text = readFileSync(file, 'utf8')
    for (const [, key] of text.matchAll(/\bt\('([a-z_]+(?:\.[\w-]+)+)'/g)) if (typeof find(key ?? '') !== 'string') missing.push(`${file}: ${key}`)
    for (const [, first, second] of text.matchAll(/\bt\([^'`)]*\? '([a-z_.-]+)' : '([a-z_.-]+)'/g)) for (const key of [first, second]) if (typeof find(key ?? '') !== 'string') missing.push(`${file}: ${key}`)
    for (const [, start] of text.matchAll(/\bt\(`([a-z_]+(?:\.[\w-]+)*)\.\$\{/g)) if (typeof find(start ?? '') !== 'object') missing.push(`${file}: ${start}.*`)
    for (const [, key] of text.matchAll(/title: '((?:page|mobile|nav)\.\w+)'/g)) if (typeof find(key ?? '') !== 'string') missing.push(`${file}: ${key}`)
  }
  expect(missing).toEqual([])
})
