/** The files of `deploy/`, which documents show whole: a part of a document that has the path of such a file. */
import { readFileSync } from 'node:fs'

/** For the colours: the language of each kind of file. */
const languages: Readonly<Record<string, string>> = {
  'nginx.conf': 'nginx',
  'haproxy.cfg': 'haproxy',
  Caddyfile: 'caddy',
  'customerbackend.service': 'ini',
  'customerbackend.env': 'sh',
  customerbackend: 'sh',
  Containerfile: 'dockerfile',
  'compose.yaml': 'yaml',
  'compose.stripe.yaml': 'yaml',
}

const folder = 'deploy/'

export const isDeployFile = (name: string): boolean => name.startsWith(folder)

export const showFile = (path: string): string => {
  const name = path.slice(folder.length)
  const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  return `\`\`\`${languages[name] ?? ''} ${name}\n${text.trimEnd()}\n\`\`\``
}
