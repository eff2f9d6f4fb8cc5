/** Where a link of the desk leads on the phone, when the phone has that page. */
export function phoneLink(link: string): string {
  return /^\/((organizations|members)\/\d+(\/do\/[a-z-]+)?|cases\/\d+|development\/\d+|analysis)([?#]|$)/.test(link) ? `/m${link}` : link
}
