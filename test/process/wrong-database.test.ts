/** A command with the settings of another machine, or with a name that was mistyped, says so and makes nothing. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import pg from 'pg'
import { runCommand } from '../support/command.ts'
import { createTestDatabase } from '../support/postgres.ts'

const commands = [
  ['backup', 'shop.dump'],
  ['explain', '--order', '1'],
  ['staff', 'list'],
  ['staff', 'create', '--login', 'anna', '--role', 'manager'],
  ['shop', 'export'],
  ['books', 'check'],
  ['mint', '--accounts', '1'],
  ['migrate', '--plan'],
]

describe('a command', () => {
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'customerbackend-commands-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const refuses = async (args: readonly string[], env: Record<string, string>, says: RegExp) => {
    const { code, said, complained } = await runCommand(args, env, folder)
    expect(complained, args.join(' ')).to.match(says)
    expect({ code, said }, args.join(' ')).to.deep.equal({ code: 1, said: '' })
  }

  it('makes no database where DATA_DIR has none', async () => {
    const dataDir = join(folder, 'mistyped')
    const says = new RegExp(`^DATA_DIR has no database: ${dataDir}\\. Set DATA_DIR, or DATABASE_URL, .+\\n$`)
    for (const args of commands) await refuses(args, { DATA_DIR: dataDir }, says)
    expect(await readdir(folder)).to.deep.equal([])
    await mkdir(dataDir)
    for (const args of commands.slice(0, 3)) await refuses(args, { DATA_DIR: dataDir }, says)
    expect(await readdir(dataDir)).to.deep.equal([])
  })

  it('names DATA_DIR where no folder can be', async () => {
    const backup = join(folder, 'backup')
    await writeFile(backup, 'PGDMP')
    for (const [dataDir, code] of [
      [backup, 'ENOTDIR'],
      [join(backup, 'below'), 'ENOTDIR'],
      ['/proc/below', 'ENOENT'],
    ])
      for (const args of [['migrate'], ['serve'], ['restore', backup]])
        await refuses(args, { DATA_DIR: dataDir ?? '', PORT: '0' }, new RegExp(`^DATA_DIR cannot be used: ${code}: .+\\n$`))
  })

  it('names DATABASE_URL if it leads to no database', async () => {
    const backup = join(folder, 'backup')
    await writeFile(backup, 'PGDMP')
    const DATABASE_URL = 'postgres://shop:secret@127.0.0.1:1/shop'
    const says = /^The database that DATABASE_URL names cannot be used: connect ECONNREFUSED 127\.0\.0\.1:1\n$/
    for (const args of [...commands, ['migrate'], ['restore', backup]]) await refuses(args, { DATABASE_URL }, says)
  })

  it('makes no backup of a database that no gateway has ever migrated', async () => {
    const { url, drop } = await createTestDatabase({ empty: true })
    await refuses(['backup', 'shop.dump'], { DATABASE_URL: url }, /^The database that DATABASE_URL names is not one of the gateway: /)
    expect(await readdir(folder)).to.deep.equal([])
    await drop()
  })

  it('makes no backup of a database whose restore has not ended', async () => {
    const { url, database, drop } = await createTestDatabase()
    await database.query('create table restoring (file text)')
    await refuses(['backup', 'shop.dump'], { DATABASE_URL: url }, /^A restore of the database has not ended, so a backup/)
    expect(await readdir(folder)).to.deep.equal([])
    await drop()
  })

  it('restores nothing into a database that pg_dump reads', async () => {
    const { url, drop } = await createTestDatabase()
    const dump = new pg.Client({ connectionString: url, application_name: 'pg_dump' })
    await dump.connect()
    await writeFile(join(folder, 'backup'), 'PGDMP')
    await refuses(['restore', 'backup', '--replace'], { DATABASE_URL: url }, /^Another backup or restore uses the database/)
    await dump.end()
    await drop()
  })

  it('says that the files of a database are not whole, or those of another user', async () => {
    const DATA_DIR = join(folder, 'data')
    await mkdir(join(DATA_DIR, 'postgres'), { recursive: true })
    const says = /^DATA_DIR has no database that can be started: ENOENT.+\. Run this as the user of the gateway; if .+ restore a backup\n$/
    for (const args of [['staff', 'list'], ['migrate'], ['serve']]) await refuses(args, { DATA_DIR, PORT: '0' }, says)
  })

  it('names the argument that it cannot use, before it opens a database', async () => {
    const wrong: [args: string[], says: RegExp][] = [
      [['books', 'check', '--from', '2999-01-01'], /^--from: 2999-01-01 is in the future\n$/],
      [['books', 'check', '--from', '2026-02-01', '--to', '2026-01-01'], /^--to: 2026-01-01 is before 2026-02-01\n$/],
      [['shop', 'check', 'a.yaml', 'b.yaml'], /^b\.yaml is one argument too many: /],
      [['shop', 'check', 'a.yaml', '--dry-run'], /^--dry-run is for apply: /],
      [['explain', '--order', '-1'], /^Option '--order' argument is ambiguous: --help prints what is possible\n$/],
      [['backup', '--programs', 'bin'], /^--programs is for a dump: /],
      [['restore', folder], /cannot be read: EISDIR/],
    ]
    for (const [args, says] of wrong) await refuses(args, { DATA_DIR: join(folder, 'mistyped') }, says)
  })

  it('names the file that cannot be read or written, before it changes anything', async () => {
    const [backup, newer] = [join(folder, 'backup'), join(folder, 'newer')]
    await writeFile(backup, 'PGDMP')
    await writeFile(newer, 'postgres://shop:secret@127.0.0.1:1/shop')
    const DATA_DIR = join(folder, 'data')
    await refuses(['restore', 'missing.dump'], { DATA_DIR }, /^missing\.dump cannot be read: ENOENT/)
    await refuses(['restore', backup, '--log', 'missing.log'], { DATA_DIR }, /^missing\.log cannot be read: ENOENT/)
    await refuses(['restore', backup, '--newer', 'missing'], { DATA_DIR }, /^missing cannot be read: ENOENT/)
    await refuses(['restore', backup, '--newer', newer], { DATA_DIR }, /^The database of --newer cannot be used: connect ECONNREFUSED/)
    expect(existsSync(DATA_DIR)).to.equal(false)
    const { url, drop } = await createTestDatabase()
    const says = /^missing\/shop\.dump cannot be written: there is no folder missing\n$/
    await refuses(['backup', 'missing/shop.dump'], { DATABASE_URL: url }, says)
    await drop()
  })
})
