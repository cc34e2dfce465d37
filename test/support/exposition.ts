/** The text format of Prometheus. */

export type Series = Readonly<Record<string, string>>

/** The labels of every series, by metric. */
export const readSeries = (text: string): Map<string, Series[]> => {
  const found = new Map<string, Series[]>()
  for (const line of text.split('\n')) {
    const [, name, labels = ''] = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/.exec(line) ?? []
    if (name === undefined) continue
    const series = Object.fromEntries([...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, value]) => [label, value]))
    found.set(name, [...(found.get(name) ?? []), series])
  }
  return found
}
