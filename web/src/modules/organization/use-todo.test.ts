import { expect, it } from 'vitest'
import type { Todo, Urgency } from '@/api/types'
import { grouped } from './use-todo'

const item = (id: string, light: Urgency): Todo => ({ id, kind: 'term', title_key: 'x', params: {}, light, organization: { id: '1', name: '甲' }, link: '/' })

it('what is to be done is grouped from overdue to later, without empty groups', () => {
  expect(grouped([item('1', 'later'), item('2', 'overdue'), item('3', 'later')]).map((group) => [group.light, group.items.map((one) => one.id)])).toEqual([
    ['overdue', ['2']],
    ['later', ['1', '3']],
  ])
})
