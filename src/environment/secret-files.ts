/** Secrets in files: Docker and Kubernetes mount them, and `NAME_FILE` names the file with the value of `NAME`. */
import { readFileSync } from 'node:fs'
import type { Environment } from './unsafe-settings.ts'

export const fileVariable = (name: string) => `${name}_FILE`

export const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error))

/** Editors and `echo` end a file with a line break, which is not part of the secret. */
const readSecret = (path: string) => readFileSync(path, 'utf8').replace(/[\r\n]+$/, '')

/** The environment with the contents of the files in place of their names, and what is wrong with them. */
export const readSecretFiles = (env: Environment, names: readonly string[]): { given: Environment; faults: string[] } => {
  const contents: Record<string, string> = {}
  const faults: string[] = []
  for (const name of names) {
    const file = fileVariable(name)
    const path = env[file]
    if (path === undefined) continue
    if (env[name] !== undefined) {
      faults.push(`set either ${name} or ${file}, not both`)
      continue
    }
    try {
      const content = readSecret(path)
      if (content.trim() === '') faults.push(`${file} names a file that is empty`)
      else contents[name] = content
    } catch (error) {
      faults.push(`${file} names a file that cannot be read (${codeOf(error)})`)
    }
  }
  return { given: { ...env, ...contents }, faults }
}
