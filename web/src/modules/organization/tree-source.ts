import { organizations } from './api'
import type { TreeSource } from './use-organization-tree'

export function treeSource(asOf: () => string | undefined): TreeSource {
  return {
    roots: () => organizations.roots(asOf()),
    children: (id, after) => organizations.children(id, asOf(), after),
    pathTo: async (id) => {
      const organization = await organizations.read(id, asOf())
      const ids = organization.path.map((step) => step.id)
      return ids.at(-1) === id ? ids : [...ids, id]
    },
  }
}
