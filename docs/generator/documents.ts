/** The documents, and the text that belongs between their markers. */
import { readdir, readFile } from 'node:fs/promises'
import { isDeployFile, showFile } from './deploy-files.ts'
import { parts } from './parts.ts'

export interface Document {
  /** The path from the root of the project. */
  path: string
  url: URL
  text: string
  /** The text with every generated part renewed. */
  upToDate: string
}

const root = new URL('../../', import.meta.url)

const begin = /<!-- BEGIN generated: .* -->/g
const generated = /<!-- BEGIN generated: ([\w./-]+) -->.*?<!-- END generated: \1 -->/gs

/** Throws when a marker has no end, and when no generator has its name. */
export const regenerate = (text: string): string => {
  const unpaired = text.replace(generated, '').match(begin)
  if (unpaired) throw new Error(`${unpaired[0]} has no end`)
  return text.replace(generated, (_, name: string) => {
    const part = isDeployFile(name) ? () => showFile(name) : parts[name]
    if (!part) throw new Error(`nothing makes the part ${name}: there are ${Object.keys(parts).join(', ')}`)
    return `<!-- BEGIN generated: ${name} -->\n\n${part()}\n\n<!-- END generated: ${name} -->`
  })
}

const below = async (folder: string) => (await readdir(new URL(folder, root), { recursive: true })).map((name) => `${folder}${name}`)

/** Every Markdown file in the root, in docs/ and in bench/, at any depth. */
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
