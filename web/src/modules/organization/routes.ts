import type { RouteRecordRaw } from 'vue-router'

const read = 'organization.read'
export const routes: RouteRecordRaw[] = [
  { path: '', name: 'home', component: () => import('./pages/HomePage.vue'), meta: { title: 'page.home' } },
  { path: 'organizations', name: 'organizations', component: () => import('./pages/TreePage.vue'), meta: { title: 'page.organizations', permission: read } },
  {
    path: 'organizations/:id(\\d+)', name: 'organization', component: () => import('./pages/OrganizationPage.vue'), props: true, meta: { title: 'page.organization', permission: read },
    children: [
      { path: 'do/:act([a-z-]+)', name: 'organization-act', component: () => import('./forms/ActForm.vue'), props: true, meta: { title: 'page.organization_act', permission: read } },
    ],
  },
  { path: 'organizations/:id(\\d+)/compare', name: 'compare', component: () => import('./pages/ComparePage.vue'), props: true, meta: { title: 'page.compare', permission: read } },
  { path: 'units', name: 'units', component: () => import('./pages/UnitsPage.vue'), meta: { title: 'page.units', permission: read } },
  { path: 'units/new', name: 'unit-new', component: () => import('./pages/UnitFormPage.vue'), meta: { title: 'page.unit_new', permission: 'unit.change' } },
  { path: 'units/:id(\\d+)', name: 'unit', component: () => import('./pages/UnitPage.vue'), props: true, meta: { title: 'page.unit', permission: read } },
  { path: 'units/:id(\\d+)/edit', name: 'unit-edit', component: () => import('./pages/UnitFormPage.vue'), props: true, meta: { title: 'page.unit_edit', permission: 'unit.change' } },
  { path: 'coverage', name: 'coverage', component: () => import('./pages/CoveragePage.vue'), meta: { title: 'page.coverage', permission: read } },
  { path: 'imports', name: 'imports', component: () => import('./pages/ImportsPage.vue'), meta: { title: 'page.imports', permission: 'organization.import' } },
]
