// A first look at a unified social credit code while it is typed; the server decides (DATA-52).
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** Full-width and lower-case entries become what is meant. */
export function tidyCreditCode(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '').toUpperCase()
}

export function creditCodeIsSound(code: string): boolean {
  if (code.length !== 18) return false
  let sum = 0
  let weight = 1
  for (const [index, character] of [...code].entries()) {
    const value = alphabet.indexOf(character)
    if (value < 0) return false
    if (index === 17) return value === (31 - (sum % 31)) % 31
    sum += value * weight
    weight = (weight * 3) % 31
  }
  return false
}
