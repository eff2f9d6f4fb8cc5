// What every chart has alike: axes and tooltips in the colours and sizes of the page.
import type { ChartPaint } from './components/Chart.vue'

export const axis = ({ color, size }: ChartPaint) => ({
  axisLabel: { color: color('mute'), fontSize: size, hideOverlap: true },
  axisLine: { lineStyle: { color: color('line-strong') } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: color('line') } },
})
export const tooltip = ({ color, size }: ChartPaint) => ({
  renderMode: 'richText' as const, // no markup of its own: the content security policy allows none
  backgroundColor: color('card'),
  borderColor: color('line-strong'),
  textStyle: { color: color('ink'), fontSize: size },
})
