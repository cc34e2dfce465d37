import { expect } from 'chai'
import { faults } from '../../docs/generator/house-rules.ts'
import { findCycle, graphOf, type Import, importsIn, layersOf, readFiles, readImports, roomOf } from '../../docs/generator/imports.ts'
import { maxRooms, type Rooms, readRooms, rootFiles } from '../../docs/generator/rooms.ts'

const ours = (from: string, to: string): Import => ({ from: `src/${from}`, to: `src/${to}`, isPackage: false })
const theirs = (from: string, to: string): Import => ({ from: `src/${from}`, to, isPackage: true })

/** The faults of our folders with these additional imports. */
const withMore = (...more: Import[]) => faults(readRooms(), [...readImports(), ...more])

const without = ({ rooms, packages }: Rooms, room: string): Rooms => ({
  packages,
  rooms: Object.fromEntries(Object.entries(rooms).filter(([name]) => name !== room)),
})

describe('the folders of src', () => {
  it('keep their rules', () => {
    expect(faults(), 'if a new import is right: npm run rooms -- --write').to.deep.equal([])
  })

  it('are read in full', () => {
    expect(readFiles()).to.include.members(['src/bin/main.ts', 'src/engine/uws/uws.ts', 'src/errors.ts'])
    expect(readImports()).to.deep.include.members([
      ours('gateway/gateway.ts', 'sockets/index.ts'),
      ours('accounts/authenticate.ts', 'errors.ts'),
      theirs('redis/link.ts', '@socket.io/redis-adapter'),
    ])
  })

  it('are found in every form of import, and not in comments and strings', () => {
    const text = [
      "import a, {\n  type b,\n} from './b.ts'",
      "import '../c.ts'",
      "export { d } from '../d/d.ts'",
      "const e = await import('../e/e.ts')",
      "import { join } from 'node:path'",
      "import type { F } from '@scope/f/deep'",
      "// it comes from '../no/comment.ts'",
      "const text = 'from'",
    ].join('\n')
    expect(importsIn('src/a/a.ts', text)).to.deep.equal([
      ours('a/a.ts', 'a/b.ts'),
      ours('a/a.ts', 'c.ts'),
      ours('a/a.ts', 'd/d.ts'),
      ours('a/a.ts', 'e/e.ts'),
      theirs('a/a.ts', '@scope/f'),
    ])
  })

  it('form layers, at most as many folders as the rules allow', () => {
    const graph = graphOf(readImports())
    const layers = layersOf(graph)
    const below = new Set<string>()
    for (const layer of layers) {
      for (const room of layer) expect([...below], room).to.include.members([...(graph.get(room) ?? [])])
      for (const room of layer) below.add(room)
    }
    const folders = new Set(readFiles().map((path) => roomOf(path)))
    expect(folders.size - rootFiles.length).to.be.at.most(maxRooms)
  })

  it('have a layer even when they import nothing', () => {
    expect(layersOf(graphOf([ours('orders/read.ts', 'money/round.ts')]))).to.deep.equal([['money'], ['orders']])
  })

  it('may not form a cycle, at any depth, and neither may files', () => {
    expect(withMore(ours('orders/read.ts', 'payments/read.ts'))[0]).to.match(/^a cycle of folders: .*(orders → payments|payments → orders)/)
    expect(withMore(ours('sockets/delivery/deliver.ts', 'sockets/handshake/pacing.ts'))[0]).to.match(
      /^a cycle of folders: .*(delivery.*handshake|handshake.*delivery)/,
    )
    expect(withMore(ours('orders/one.ts', 'orders/other.ts'), ours('orders/other.ts', 'orders/one.ts'))[0]).to.match(
      /^a cycle of files: .*orders\/one.ts → .*orders\/other.ts/,
    )
    expect(
      findCycle(
        new Map([
          ['a', new Set(['b'])],
          ['b', new Set(['c'])],
          ['c', new Set(['b'])],
        ]),
      ),
    ).to.deep.equal(['b', 'c', 'b'])
    expect(withMore(ours('orders/one.ts', 'orders/other.ts'), ours('orders/other.ts', 'orders/one.ts'))[0]).to.match(
      /^a cycle of files: .*orders\/one.ts → .*orders\/other.ts/,
    )
    expect(
      findCycle(
        new Map([
          ['a', new Set(['b', 'c'])],
          ['b', new Set(['c'])],
        ]),
      ),
    ).to.equal(undefined)
  })

  it('may import only what the table allows', () => {
    expect(withMore(ours('shop/location.ts', 'menu/menu.ts'))).to.deep.equal([
      'shop may not import menu (src/shop/location.ts imports src/menu/menu.ts)',
    ])
    expect(withMore(theirs('orders/read.ts', 'ioredis'))).to.deep.equal([
      'orders may not import ioredis (src/orders/read.ts imports ioredis)',
    ])
    expect(withMore(theirs('orders/read.ts', 'left-pad'))).to.deep.equal([
      'orders may not import left-pad (src/orders/read.ts imports left-pad)',
    ])
  })

  it('are all in the table, which has no unused entry', () => {
    const table = readRooms()
    expect(faults(without(table, 'shop'))).to.deep.equal(['shop is not in the table'])
    const { shop } = table.rooms
    if (!shop) throw new Error('no shop')
    const broader = {
      ...table.rooms,
      shop: { ...shop, imports: [...shop.imports, 'menu'] },
      attic: { holds: 'dust', imports: [] },
    }
    expect(faults({ ...table, rooms: broader })).to.deep.equal([
      'shop no longer imports menu: remove it from the table',
      'attic is in the table and not in src',
    ])
    expect(faults({ ...table, packages: { ...table.packages, stripe: ['payments', 'http'] } })).to.deep.equal([
      'http no longer imports stripe: remove it from the table',
    ])
  })

  it('keep the domain apart from the carriers, even if the table allows it', () => {
    expect(withMore(ours('requests/order/get.ts', 'redis/link.ts'))).to.include(
      'src/requests/order/get.ts imports src/redis/link.ts, and only carriers may import carriers',
    )
  })

  it('are imported only through their doors', () => {
    expect(withMore(ours('gateway/gateway.ts', 'sockets/drain.ts'))).to.deep.equal([
      'src/gateway/gateway.ts imports src/sockets/drain.ts, and may import only src/sockets/index.ts',
    ])
  })

  it('leave zod out of the client', () => {
    expect(withMore(theirs('client/hub.ts', 'zod'))).to.deep.equal(['src/client/hub.ts imports zod, which browsers would load'])
  })

  it('are the only place for new files', () => {
    expect(faults(readRooms(), readImports(), [...readFiles(), 'src/utils.ts'])).to.deep.equal(['src/utils.ts belongs in a folder'])
  })
})
