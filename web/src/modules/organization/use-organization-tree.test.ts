import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Node } from '@/api/types'
import { useOrganizationTree, type TreeSource } from './use-organization-tree'

const node = (id: string, name: string, children = 0): Node => ({ id, name, type: 'branch', status: 'active', child_count: children, subtree_count: children + 1 })
const below: Record<string, Node[]> = {
  '1': [node('2', '滨河镇党委', 3), node('3', '文昌镇党委', 1)],
  '2': [node('21', '官桥村党支部'), node('22', '鼓楼社区党支部'), node('23', '城北村党支部')],
  '3': [node('31', '沙渠村党支部')],
}
let source: TreeSource
const settled = () => new Promise((resolve) => setTimeout(resolve))

beforeEach(() => {
  source = {
    roots: vi.fn(async () => ({ items: [node('1', '沙坡头区委', 2)] })),
    children: vi.fn(async (id: string, after?: string) => {
      const all = below[id] ?? []
      const from = after ? Number(after) : 0
      return { items: all.slice(from, from + 2), next: all.length > from + 2 ? String(from + 2) : undefined }
    }),
    pathTo: async (id: string) => (id.length === 2 ? ['1', id[0] ?? '', id] : ['1', id]),
  }
})

describe('organisation tree', () => {
  it('opens its only root and asks for children once', async () => {
    const tree = useOrganizationTree(source)
    await tree.start()
    expect(tree.rows.value.map((row) => row.id)).toEqual(['1', '2', '3'])
    tree.close('1')
    await tree.open('1')
    expect(source.children).toHaveBeenCalledTimes(1)
  })
  it('states level, position and size of each row', async () => {
    const tree = useOrganizationTree(source)
    await tree.start()
    expect(tree.rows.value[2]).toMatchObject({ kind: 'node', level: 2, position: 2, size: 2 })
  })
  it('shows that there is more and fetches the next page by its cursor', async () => {
    const tree = useOrganizationTree(source)
    await tree.start()
    await tree.open('2')
    expect(tree.rows.value.map((row) => row.id)).toEqual(['1', '2', '21', '22', '2+', '3'])
    await tree.loadMore('2')
    expect(tree.rows.value.map((row) => row.id)).toEqual(['1', '2', '21', '22', '23', '3'])
    expect(source.children).toHaveBeenLastCalledWith('2', '2')
  })
  it('arrows move, open and close as the ARIA pattern says', async () => {
    const tree = useOrganizationTree(source)
    await tree.start()
    expect(tree.active.value).toBe('1')
    tree.press('ArrowDown')
    expect(tree.active.value).toBe('2')
    tree.press('ArrowRight')
    await settled()
    expect(tree.rows.value.some((row) => row.id === '21')).toBe(true)
    tree.press('ArrowRight')
    expect(tree.active.value).toBe('21')
    tree.press('ArrowLeft')
    expect(tree.active.value).toBe('2')
    tree.press('ArrowLeft')
    expect(tree.rows.value.some((row) => row.id === '21')).toBe(false)
    tree.press('End')
    expect(tree.active.value).toBe('3')
    tree.press('Home')
    expect(tree.active.value).toBe('1')
  })
  it('a second right arrow waits for the children instead of going on to the next sibling', async () => {
    const tree = useOrganizationTree(source)
    await tree.start()
    tree.press('ArrowDown')
    tree.press('ArrowRight')
    tree.press('ArrowRight')
    expect(tree.active.value).toBe('2')
    await settled()
    expect(tree.active.value).toBe('21')
    expect(source.children).toHaveBeenCalledTimes(2)
  })
  it('a key that is not its own is left alone', async () => {
    const tree = useOrganizationTree(source)
    await tree.start()
    expect(tree.press('Tab')).toBe(false)
  })
  it('letters jump to the next name that begins with them', async () => {
    const tree = useOrganizationTree(source)
    await tree.start()
    tree.type('文', 0)
    expect(tree.active.value).toBe('3')
    tree.type('滨', 5000)
    tree.type('河', 5100)
    expect(tree.active.value).toBe('2')
  })
  it('reveals a node deep in a later page', async () => {
    const tree = useOrganizationTree(source)
    await tree.start()
    expect(await tree.reveal('23')).toBe(true)
    expect(tree.active.value).toBe('23')
  })
  it('a failed page is marked and can be asked again', async () => {
    const tree = useOrganizationTree(source)
    await tree.start()
    vi.mocked(source.children).mockRejectedValueOnce(new Error('down'))
    await tree.open('2')
    expect(tree.rows.value[1]).toMatchObject({ failed: true })
    await tree.loadMore('2')
    expect(tree.rows.value[1]).toMatchObject({ failed: false })
  })
  it('failing roots are told', async () => {
    vi.mocked(source.roots).mockRejectedValueOnce(new Error('down'))
    const tree = useOrganizationTree(source)
    await tree.start()
    expect(tree.error.value).toBeInstanceOf(Error)
    expect(tree.rows.value).toEqual([])
  })
})
