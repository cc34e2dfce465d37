/** The documents, and what has to stand between the markers in them. */
import { readdir, readFile } from 'node:fs/promises'
import { parts } from './parts.ts'

export interface Document {
  /** From the root of the project. */
  path: string
  url: URL
  text: string
  /** The text as it is when everything generated in it is new. */
  upToDate: string
}

const root = new URL('../../', import.meta.url)

const begin = /<!-- BEGIN generated: .* -->/g
const generated = /<!-- BEGIN generated: ([a-z-]+) -->.*?<!-- END generated: \1 -->/gs

/** Throws for a marker that has no end, and for a part that nobody makes. */
export const regenerate = (text: string): string => {
  const unpaired = text.replace(generated, '').match(begin)
  if (unpaired) throw new Error(`${unpaired[0]} has no end`)
  return text.replace(generated, (_, name: string) => {
    const part = parts[name]
    if (!part) throw new Error(`nothing makes the part ${name}: there are ${Object.keys(parts).join(', ')}`)
    return `<!-- BEGIN generated: ${name} -->\n\n${part()}\n\n<!-- END generated: ${name} -->`
  })
}

const below = async (folder: string) => (await readdir(new URL(folder, root), { recursive: true })).map((name) => `${folder}${name}`)

/** Every Markdown file at the root, below docs/ and below bench/. */
export const readDocuments = async (): Promise<Document[]> => {
  const names = [...(await readdir(root)), ...(await below('docs/')), ...(await below('bench/'))]
  const paths = names.filter((name) => name.endsWith('.md'))
  return Promise.all(
    paths.sort().map(async (path) => {
      const url = new URL(path, root)
      const text = await readFile(url, 'utf8')
      return { path, url, text, upToDate: regenerate(text) }
    }),
  )
}
