// The tree as a reader has opened it so far: children are fetched when a node is opened, page by page.
import { computed, reactive, ref } from 'vue'
import type { Node, Page } from '@/api/types'

export type TreeSource = {
  roots: () => Promise<Page<Node>>
  children: (id: string, after?: string) => Promise<Page<Node>>
  /** Ids from the top down to the node itself. */
  pathTo: (id: string) => Promise<string[]>
}
type Entry = {
  node: Node
  parent?: string
  level: number
  children?: string[]
  next?: string
  open: boolean
  loading: boolean
  failed: boolean
}
export type TreeRow =
  | { kind: 'node'; id: string; node: Node; level: number; position: number; size: number; open: boolean; loading: boolean; failed: boolean }
  | { kind: 'more'; id: string; parent: string; level: number }

export function useOrganizationTree(source: TreeSource) {
  const entries = reactive(new Map<string, Entry>())
  const roots = ref<string[]>([])
  const active = ref<string>()
  const loading = ref(true)
  const error = ref<unknown>()

  function put(nodes: Node[], level: number, parent?: string): string[] {
    for (const node of nodes) {
      const known = entries.get(node.id)
      if (known) Object.assign(known, { node, level, parent })
      else entries.set(node.id, { node, level, parent, open: false, loading: false, failed: false })
    }
    return nodes.map((node) => node.id)
  }

  async function start() {
    loading.value = true
    error.value = undefined
    entries.clear()
    roots.value = []
    try {
      roots.value = put((await source.roots()).items, 1)
      active.value = roots.value[0]
      const only = roots.value.length === 1 ? roots.value[0] : undefined
      if (only) await open(only)
    } catch (failure) {
      error.value = failure
    } finally {
      loading.value = false
    }
  }

  const onTheirWay = new Map<string, Promise<void>>()
  /** Fetches the next page of children; a second call while one is on its way waits for that one. */
  function loadMore(id: string): Promise<void> {
    const known = onTheirWay.get(id)
    if (known) return known
    const entry = entries.get(id)
    if (!entry || (entry.children && entry.next === undefined)) return Promise.resolve()
    const load = fetchMore(id, entry).finally(() => onTheirWay.delete(id))
    onTheirWay.set(id, load)
    return load
  }
  async function fetchMore(id: string, entry: Entry) {
    entry.loading = true
    entry.failed = false
    try {
      const page = await source.children(id, entry.next)
      const ids = put(page.items, entry.level + 1, id)
      entry.children = [...(entry.children ?? []), ...ids.filter((one) => !entry.children?.includes(one))]
      entry.next = page.next
    } catch {
      entry.failed = true
    } finally {
      entry.loading = false
    }
  }

  async function open(id: string) {
    const entry = entries.get(id)
    if (!entry || entry.node.child_count === 0) return
    entry.open = true
    if (!entry.children) await loadMore(id)
  }
  function close(id: string) {
    const entry = entries.get(id)
    if (entry) entry.open = false
  }
  /** Moves into the children of an open node: at once, or when they have come if the reader is still there. */
  async function enter(id: string) {
    const entry = entries.get(id)
    if (!entry?.children) await open(id)
    const first = entry?.children?.[0]
    if (first && active.value === id && entry.open) active.value = first
  }
  const toggle = (id: string) => (entries.get(id)?.open ? close(id) : open(id))

  /** Opens everything above a node and makes it the active one. */
  async function reveal(id: string) {
    const path = await source.pathTo(id)
    const from = path.findIndex((one) => entries.has(one))
    if (from < 0) return false
    for (const [index, step] of path.entries()) {
      if (index < from) continue
      if (index === path.length - 1) break
      await open(step)
      const below = path[index + 1]
      while (below && !entries.has(below) && entries.get(step)?.next && !entries.get(step)?.failed) await loadMore(step)
    }
    if (!entries.has(id)) return false
    active.value = id
    return true
  }

  const rows = computed(() => {
    const out: TreeRow[] = []
    const add = (ids: string[], size: number) => {
      ids.forEach((id, index) => {
        const entry = entries.get(id)
        if (!entry) return
        const { node, level, open: isOpen, loading: isLoading, failed } = entry
        out.push({ kind: 'node', id, node, level, position: index + 1, size, open: isOpen, loading: isLoading, failed })
        if (!isOpen || !entry.children) return
        add(entry.children, Math.max(node.child_count, entry.children.length))
        if (entry.next) out.push({ kind: 'more', id: `${id}+`, parent: id, level: level + 1 })
      })
    }
    add(roots.value, roots.value.length)
    return out
  })
  const indexOf = (id: string | undefined) => rows.value.findIndex((row) => row.kind === 'node' && row.id === id)

  /** What a key does, by the ARIA tree pattern; true when it was one of the tree's keys. */
  function press(key: string): boolean {
    const index = indexOf(active.value)
    const row = rows.value[index]
    const go = (to: number, step: 1 | -1) => {
      let at = to
      while (rows.value[at]?.kind === 'more') at += step
      const next = rows.value[at]
      if (next?.kind === 'node') active.value = next.id
    }
    if (key === 'ArrowDown') go(index + 1, 1)
    else if (key === 'ArrowUp') go(index - 1, -1)
    else if (key === 'Home') go(0, 1)
    else if (key === 'End') go(rows.value.length - 1, -1)
    else if (key === 'PageDown') go(Math.min(index + 10, rows.value.length - 1), -1)
    else if (key === 'PageUp') go(Math.max(index - 10, 0), 1)
    else if (row?.kind !== 'node') return false
    else if (key === 'ArrowRight') {
      if (row.node.child_count === 0) return true
      if (row.open) void enter(row.id)
      else void open(row.id)
    } else if (key === 'ArrowLeft') {
      if (row.open) close(row.id)
      else if (entries.get(row.id)?.parent) active.value = entries.get(row.id)?.parent
    } else if (key === '*') {
      const parent = entries.get(row.id)?.parent
      for (const id of parent ? (entries.get(parent)?.children ?? []) : roots.value) void open(id)
    } else return false
    return true
  }

  let typed = ''
  let typedAt = 0
  /** Letters move to the next row whose name begins with them. */
  function type(text: string, now = Date.now()) {
    typed = now - typedAt > 700 ? text : typed + text
    typedAt = now
    const from = indexOf(active.value)
    const count = rows.value.length
    for (let step = typed.length > 1 ? 0 : 1; step <= count; step++) {
      const row = rows.value[(from + step) % count]
      if (row?.kind !== 'node') continue
      const name = (row.node.short_name ?? row.node.name).toLowerCase()
      if (name.startsWith(typed.toLowerCase()) || row.node.name.toLowerCase().startsWith(typed.toLowerCase())) {
        active.value = row.id
        return
      }
    }
  }

  return { rows, active, loading, error, start, open, close, toggle, loadMore, reveal, press, type, indexOf }
}
