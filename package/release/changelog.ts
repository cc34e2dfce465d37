/** CHANGELOG.md, in the format of Keep a Changelog: people write it, and a release only dates it. */
import { WrongArgument } from '../../src/bin/command-line.ts'

const unreleased = '## [Unreleased]'

const headingOf = (version: string) => new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - (\\d{4}-\\d{2}-\\d{2})$`, 'm')

/** What stands below a heading of the second level, up to the next one. */
const below = (text: string, heading: string) => text.slice(text.indexOf(heading) + heading.length).split(/^## /m)[0] ?? ''

/** The changelog in which the entries under *Unreleased* belong to the version. */
export const dateEntries = (text: string, version: string, date: string): string => {
  if (new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\]`, 'm').test(text))
    throw new WrongArgument(`CHANGELOG.md has ${version} already: what is new belongs under ${unreleased}`)
  if (!text.includes(`\n${unreleased}\n`)) throw new WrongArgument(`CHANGELOG.md has no heading "${unreleased}"`)
  if (!/^- \S/m.test(below(text, unreleased)))
    throw new WrongArgument(`CHANGELOG.md has no entry under "${unreleased}": write what the version changes for its users`)
  return text.replace(`\n${unreleased}\n`, `\n${unreleased}\n\n## [${version}] - ${date}\n`)
}

/** The date of the version, and its entries. */
export const entriesOf = (text: string, version: string): { date: string; notes: string } => {
  const [heading, date] = headingOf(version).exec(text) ?? []
  if (heading === undefined || date === undefined) throw new WrongArgument(`CHANGELOG.md has no heading "## [${version}] - DATE"`)
  return { date, notes: `${below(text, heading).trim()}\n` }
}
