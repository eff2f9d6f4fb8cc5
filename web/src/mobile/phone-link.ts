/** Where a link of the desk leads on the phone: to the organisation it speaks of, when there is one. */
export function phoneLink(link: string): string {
  const record = /^\/organizations\/(\d+)/.exec(link)
  return record ? `/m/organizations/${record[1]}` : link
}
