// The words of every module under one roof; each module keeps its own beside its pages.
export type Messages = { [key: string]: string | Messages }

export function merge(files: Record<string, { default: Messages }>): Messages {
  const all: Messages = {}
  for (const file of Object.values(files)) deepen(all, file.default)
  return all
}

function deepen(into: Messages, from: Messages) {
  for (const [key, value] of Object.entries(from)) {
    const present = into[key]
    if (typeof value === 'string') into[key] = value
    else if (typeof present === 'object') deepen(present, value)
    else into[key] = structuredClone(value)
  }
}
