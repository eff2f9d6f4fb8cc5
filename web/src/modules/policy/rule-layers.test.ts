import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { RuleLayer, RulePack } from '@/api/types'
import { i18n } from '@/shared/language'
import RuleLayers from './components/RuleLayers.vue'

const packs: RulePack[] = [
  { name: 'national', title: '全国规则', title_en: 'National', layer: 'national', version: '1' },
  { name: 'city', title: '某市', title_en: 'A city', layer: 'city', version: '2' },
]
const layer = (more: Partial<RuleLayer>): RuleLayer => ({
  standing: 'counts', pack: 'national', version: '1', layer: 'national', rule: 'ORG-43', source: '《某规定》', place: 'national/a.yaml:3 [0]',
  from: '2018-07-12', value: 12, adds: false, sure: true, stricter_only: false, limits: [], ...more,
})
const shown = (layers: RuleLayer[]) => mount(RuleLayers, { props: { layers, packs }, global: { plugins: [i18n] } })

describe('layers of a rule', () => {
  it('shows those in force from the highest layer down, then those of other days', () => {
    const page = shown([
      layer({ standing: 'ended', pack: 'city', layer: 'city', place: 'city/a.yaml:3 [0]', value: 9, by: { pack: 'city', rule: 'ORG-43', from: '2025-01-01' } }),
      layer({ standing: 'overridden', by: { pack: 'city', rule: 'ORG-43', from: '2025-01-01' } }),
      layer({ pack: 'city', layer: 'city', place: 'city/a.yaml:9 [1]', value: 6, from: '2025-01-01' }),
    ])
    expect(page.findAll('li').map((item) => item.classes()[0])).toEqual(['overridden', 'counts', 'ended'])
    expect(page.findAll('li')[1]?.text()).toContain('某市')
    expect(page.findAll('li')[1]?.text()).toContain('6')
  })
  it('says why a looser one does not count, and what is to be checked', () => {
    const page = shown([layer({}), layer({ standing: 'too_loose', pack: 'city', place: 'city/a.yaml:3 [0]', value: 13, sure: false, why: '13 instead of at most 12', by: { pack: 'national', rule: 'ORG-43', from: '2018-07-12' } })])
    const text = page.findAll('li')[1]?.text()
    expect(text).toContain('13 instead of at most 12')
    expect(text).toContain('全国规则')
    expect(page.findAll('.tag')).toHaveLength(1)
  })
  it('does not repeat the value of a rule that only one layer speaks of', () => {
    expect(shown([layer({ value: 4711 })]).text()).not.toContain('4711')
  })
})
