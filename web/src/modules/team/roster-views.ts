// Further questions of the roster page, such as who led. Whoever brings one adds a line: its component is given `id`
// (of the organisation), `on` and `knownOn`.
import { defineAsyncComponent, type Component } from 'vue'

export type RosterView = { key: string; title: string; component: Component }

export const rosterViews: RosterView[] = [
  { key: 'led', title: 'roster.led', component: defineAsyncComponent(() => import('./components/RosterLed.vue')) },
]
