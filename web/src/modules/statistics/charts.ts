// What the analysis draws: bars that are put together, a pyramid of ages, a curve over years.
import type { EChartsCoreOption } from 'echarts/core'
import { axis, tooltip } from '@/shared/chart-parts'
import type { ChartPaint } from '@/shared/components/Chart.vue'
import type { Pivot } from './pivot'

export type ChartKind = 'bars' | 'pyramid' | 'curve'
const colors = ['series-2', 'series-4', 'series-gold', 'series-3', 'series-5', 'series-1']
export const drawnMax = 60 // rows that a chart can still show

const legend = ({ color, size }: ChartPaint, shown: boolean) => ({ show: shown, type: 'scroll', top: 0, left: 0, icon: 'rect', itemWidth: 12, itemHeight: 12, textStyle: { color: color('ink'), fontSize: size } })

/** The kind that fits: a curve where years run down, a pyramid where ages do and two columns stand beside each other. */
export function kindOf(pivot: Pivot): ChartKind {
  const [first] = pivot.rowAxes
  if (pivot.rowAxes.length === 1 && first?.code === 'join_year') return 'curve'
  if (pivot.rowAxes.length === 1 && ['age', 'age_band', 'party_age'].includes(first?.code ?? '') && pivot.columns.length === 2) return 'pyramid'
  return 'bars'
}

export function chartOf(pivot: Pivot, rowNames: string[], columnNames: string[], kind: ChartKind, apart = false) {
  const data = (column: number, sign = 1) => pivot.cells.slice(0, drawnMax * 3).map((row) => (row[column] ?? 0) * sign)
  const several = columnNames.length > 1
  return (paint: ChartPaint): EChartsCoreOption => {
    const color = (at: number) => paint.color(colors[at % colors.length] ?? 'series-2')
    const category = { type: 'category' as const, data: rowNames.slice(0, drawnMax * 3), ...axis(paint), axisLabel: { color: paint.color('ink'), fontSize: paint.size, width: paint.size * 11, overflow: 'truncate' as const } }
    const shared = { legend: legend(paint, several), tooltip: { trigger: 'axis' as const, ...tooltip(paint) } }
    if (kind === 'curve')
      return {
        ...shared,
        grid: { left: 8, right: 24, top: several ? 32 : 16, bottom: 4, containLabel: true },
        xAxis: category,
        yAxis: { type: 'value', ...axis(paint) },
        series: columnNames.map((name, at) => ({ name, type: 'line', symbolSize: 6, color: color(at), lineStyle: { width: 2.5 }, data: data(at) })),
      }
    const absolute = (value: unknown) => Math.abs(Number(value)).toLocaleString()
    const sides = kind === 'pyramid'
    return {
      ...shared,
      tooltip: { ...shared.tooltip, valueFormatter: absolute },
      grid: { left: 8, right: 32, top: several ? 32 : 8, bottom: 4, containLabel: true },
      xAxis: { type: 'value', ...axis(paint), splitNumber: 4, axisLabel: { color: paint.color('mute'), fontSize: paint.size, formatter: absolute, hideOverlap: true } },
      yAxis: { ...category, inverse: !sides },
      series: columnNames.map((name, at) => ({ name, type: 'bar', ...(apart ? {} : { stack: 'all' }), barMaxWidth: 26, color: color(at), data: data(at, sides && at === 0 ? -1 : 1) })),
    }
  }
}

type Series = { name: string; data: (number | null)[] }
/** How many there are, as a line, and how many came in the year, as bars on an axis of their own. */
export function curvesOf(years: string[], line: Series, bars: Series) {
  return (paint: ChartPaint): EChartsCoreOption => ({
    legend: legend(paint, true),
    tooltip: { trigger: 'axis' as const, ...tooltip(paint) },
    grid: { left: 8, right: 8, top: 32, bottom: 4, containLabel: true },
    xAxis: { type: 'category', data: years, ...axis(paint) },
    yAxis: [
      { type: 'value', scale: true, ...axis(paint) },
      { type: 'value', ...axis(paint), splitLine: { show: false } },
    ],
    series: [
      { name: line.name, type: 'line', symbolSize: 6, color: paint.color('series-2'), lineStyle: { width: 2.5 }, data: line.data, z: 3 },
      { name: bars.name, type: 'bar', yAxisIndex: 1, barMaxWidth: 26, color: paint.color('series-gold'), data: bars.data },
    ],
  })
}
