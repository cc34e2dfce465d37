import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { readLastCheck, rememberCheck } from '../../src/books/last-check.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts'
import { root } from '../support/root.ts'

const filesOf = async (kind: string) =>
  (await readdir(new URL(`../../sql/${kind}`, import.meta.url))).sort().map((name) => `${kind}/${name}`)

describe('the release process', () => {
  let target: TestDatabase
  let command: string

  before(async () => {
    target = await createTestDatabase({ empty: true })
    const procfile = await readFile(new URL('../../Procfile', import.meta.url), 'utf8')
    command = /^release: (.+)$/m.exec(procfile)?.[1] ?? ''
  })
  after(() => target.drop())

  const release = async (env: Record<string, string>, args = '', program = command) => {
    const child = spawn(`${program} ${args}`, {
      shell: true,
      cwd: root,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [said, complained, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    return { said, complained, code }
  }

  it('creates the schema in the database of DATABASE_URL, and reports what it did', async () => {
    const { said, ...ending } = await release({ DATABASE_URL: target.url })
    expect(said).to.match(/^applied .+\n$/)
    expect(said.slice('applied '.length, -1).split(', ')).to.have.members([...(await filesOf('tables')), ...(await filesOf('functions'))])
    expect(ending).to.deep.equal({ complained: '', code: 0 })
    expect(await release({ DATABASE_URL: target.url })).to.deep.equal({ said: 'the schema is up to date\n', complained: '', code: 0 })
  })

  it('refuses an argument that it does not know', async () => {
    const { said, complained, code } = await release({ DATABASE_URL: target.url }, '--dry-run')
    expect({ said, code }).to.deep.equal({ said: '', code: 1 })
    expect(complained).to.include("Unknown option '--dry-run'")
  })

  it('fails with a list of all faults when the environment is wrong', async () => {
    const { said, complained, code } = await release({ DATABASE_URL: 'mysql://localhost/x', PORT: 'x' })
    expect({ said, code }).to.deep.equal({ said: '', code: 1 })
    expect(complained).to.include('PORT takes').and.to.include('DATABASE_URL takes').and.not.to.include('mysql')
  })

  it('fails when the database does not answer', async () => {
    const { said, complained, code } = await release({ DATABASE_URL: 'postgres://postgres@127.0.0.1:1/x' })
    expect({ said, code }).to.deep.equal({ said: '', code: 1 })
    expect(complained).to.include('ECONNREFUSED')
  })

  it('leaves a database whose books agree; a difference is one line, and the program ends with 2', async () => {
    const check = (args = '') => release({ DATABASE_URL: target.url }, args, 'node dist/books.js check')
    const agreeing = await check()
    expect(agreeing).to.include({ complained: '', code: 0 })
    expect(agreeing.said).to.match(/^0 orders since .+: the books agree\n$/)
    const first = await readLastCheck(target.database)
    expect(first).to.have.property('differences', 0)
    expect(first.checkedAt).to.be.above(0)
    await target.database.query("select post_entries('unmatched', null, null, null, 'EUR', '{provider:bank,unmatched}', '{1290,-1290}')")
    const differing = await check('--from 2026-01-01')
    expect(differing).to.include({ complained: '', code: 2 })
    expect(differing.said.split('\n')[0]).to.equal('unmatched transfers: 12.90 EUR in the ledger, and 0.00 EUR are listed')
    const second = await readLastCheck(target.database)
    expect(second).to.have.property('differences', 1)
    expect(second.checkedAt).to.be.above(first.checkedAt)
    expect(await check('--from yesterday')).to.deep.equal({
      said: '',
      complained: '--from: yesterday is no day such as 2026-11-26\n',
      code: 1,
    })
  })

  it('remembers a difference until a check that reaches as far back finds none', async () => {
    const differencesAfter = async (differences: number, day: string) => {
      await rememberCheck(target.database, { differences, since: new Date(day) })
      return (await readLastCheck(target.database)).differences
    }
    await target.database.query('delete from books_check')
    expect(await differencesAfter(0, '2026-11-01')).to.equal(0)
    expect(await differencesAfter(2, '2026-11-08')).to.equal(2)
    expect(await differencesAfter(0, '2026-11-15')).to.equal(2)
    expect(await differencesAfter(3, '2026-11-15')).to.equal(3)
    expect(await differencesAfter(0, '2026-11-09')).to.equal(3)
    expect(await differencesAfter(1, '2026-11-08')).to.equal(1)
    expect(await differencesAfter(0, '2026-11-08')).to.equal(0)
    expect(await differencesAfter(1, '2026-11-15')).to.equal(1)
    expect(await differencesAfter(0, '2026-11-01')).to.equal(0)
  })
})
