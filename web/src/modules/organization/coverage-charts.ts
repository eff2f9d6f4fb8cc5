// What the coverage page draws: rates by row, and the rate over the years.
import type { EChartsCoreOption } from 'echarts/core'
import type { CoverageRow, TrendPoint } from '@/api/types'
import { axis, tooltip } from '@/shared/chart-parts'
import type { ChartPaint } from '@/shared/components/Chart.vue'

type Words = { organization: string; work: string; rate: string }
const percent = (bp: number | undefined) => (bp === undefined ? 0 : bp / 100)
const share = (part: number, whole: number) => (whole > 0 ? Math.round((10_000 * part) / whole) / 100 : 0)

export function barsOf(rows: CoverageRow[], names: string[], words: Words) {
  return (paint: ChartPaint): EChartsCoreOption => ({
    grid: { left: 8, right: 48, top: 32, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, icon: 'rect', itemWidth: 12, itemHeight: 12, textStyle: { color: paint.color('ink'), fontSize: paint.size } },
    tooltip: { ...tooltip(paint), valueFormatter: (value: unknown) => `${String(value)} %` },
    xAxis: { type: 'value', min: 0, max: 100, ...axis(paint), axisLabel: { color: paint.color('mute'), fontSize: paint.size, formatter: '{value} %' } },
    yAxis: { type: 'category', inverse: true, data: names, ...axis(paint), axisLabel: { color: paint.color('ink'), fontSize: paint.size, width: paint.size * 11, overflow: 'truncate' } },
    series: [
      {
        name: words.organization, type: 'bar', stack: 'all', barMaxWidth: 26, color: paint.color('series-2'), data: rows.map((row) => share(row.organization_covered, row.obliged)),
      },
      {
        name: words.work, type: 'bar', stack: 'all', barMaxWidth: 26, color: paint.color('series-4'), data: rows.map((row) => share(Math.max(0, row.work_covered - row.organization_covered), row.obliged)),
      },
    ],
  })
}

export function trendOf(points: TrendPoint[], words: Words) {
  return (paint: ChartPaint): EChartsCoreOption => ({
    grid: { left: 8, right: 24, top: 24, bottom: 4, containLabel: true },
    tooltip: { trigger: 'axis', ...tooltip(paint), valueFormatter: (value: unknown) => `${String(value)} %` },
    xAxis: { type: 'category', data: points.map((point) => point.date.slice(0, 4)), ...axis(paint) },
    yAxis: { type: 'value', min: 0, max: 100, ...axis(paint), axisLabel: { color: paint.color('mute'), fontSize: paint.size, formatter: '{value} %' } },
    series: [
      {
        name: words.rate, type: 'line', symbol: 'circle', symbolSize: 8, color: paint.color('series-2'), lineStyle: { width: 2.5 }, data: points.map((point) => percent(point.organization_rate_bp)),
        label: { show: points.length <= 16, position: 'top', color: paint.color('ink'), fontSize: paint.size, formatter: (item: { value: unknown }) => Number(item.value).toFixed(points.length > 8 ? 0 : 1) },
      },
    ],
  })
}
