import { readdir, readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { moneyFormat } from '../../src/contract/currency.ts'
import { remember } from '../../src/contract/shapes/remember.ts'
import { formatOf } from '../../src/reports/format.ts'

describe('a value that is costly to create', () => {
  it('is created once for a key', () => {
    expect(moneyFormat('sk', 'EUR')).to.equal(moneyFormat('sk', 'EUR')).and.not.equal(moneyFormat('en', 'EUR'))
    expect(formatOf('sk', 'UTC')).to.equal(formatOf('sk', 'UTC')).and.not.equal(formatOf('sk', 'Europe/Bratislava'))
  })

  it('is dropped when it is the least recently used, so that memory is bounded', () => {
    let made = 0
    const get = remember(2, (key: string) => `${key}${++made}`)
    expect([get('a'), get('b'), get('a'), get('c'), get('a'), get('b')]).to.deep.equal(['a1', 'b2', 'a1', 'c3', 'a1', 'b4'])
  })

  it('includes every Intl object of the gateway', async () => {
    const names = (await readdir('src', { recursive: true })).filter((name) => name.endsWith('.ts') && !name.startsWith('client'))
    const makers = await Promise.all(names.map(async (name) => ({ name, text: await readFile(`src/${name}`, 'utf8') })))
    const unbounded = makers.filter(({ text }) => /new Intl\./.test(text) && !/\bremember\(/.test(text))
    expect(unbounded.map(({ name }) => name)).to.deep.equal([])
  })
})
