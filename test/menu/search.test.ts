import { expect } from 'chai'
import { MenuCopy } from '../../src/menu/menu-copy.ts'
import { SearchIndex } from '../../src/menu/search-index.ts'
import type { Client } from '../support/client.ts'
import { connectGuest, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'

/** What a search finds: the first dishes in this order (`first`), these among others (`with`), exactly these (`only`), or not these (`no`). */
interface Found {
  first?: string[]
  with?: string[]
  only?: string[]
  no?: string[]
}

const pizzas = ['Margherita', 'Marinara', 'Diavola', 'Prosciutto', 'Quattro formaggi', 'Funghi', 'Ortolana', 'Tonno'].map(
  (kind) => `Pizza ${kind}`,
)
const desserts = [
  'Tiramisu',
  'Chocolate fondant',
  'Apple strudel',
  'Panna cotta',
  'Poppy seed gnocchi',
  'Chocolate banana mousse',
  'Fruit salad',
]
const soups = [
  'Tomato soup with basil',
  'Chicken noodle broth',
  'Kapustnica',
  'Red lentil soup',
  'Pumpkin and coconut soup',
  'Mushroom cream soup',
  'Fish soup',
  'Garlic soup',
]

const searches: Record<string, Record<string, Found>> = {
  'without accents, and with them': {
    halusky: { only: ['Bryndzové halušky'] },
    'BRYNDZOVÉ HALUŠKY': { only: ['Bryndzové halušky'] },
    nicoise: { only: ['Tuna niçoise'] },
    rezen: { only: ['Wiener schnitzel'] },
    cokolada: { only: ['Chocolate fondant', 'Chocolate banana mousse'] },
  },
  'with typing errors': {
    piza: { only: pizzas },
    chiken: { first: ['Chicken paprikash'], no: ['Beef burger'] },
    steack: { only: ['Sirloin steak'] },
    ceasar: { only: ['Caesar salad with chicken'] },
    'pizza margerita': { only: ['Pizza Margherita'] },
    carbonarra: { only: ['Spaghetti carbonara'] },
    spageti: { with: ['Spaghetti carbonara', 'Spaghetti aglio e olio'] },
    schnitzle: { only: ['Wiener schnitzel'] },
    gnoci: { first: ['Gnocchi al pesto'] },
    pumkin: { only: ['Pumpkin risotto', 'Pumpkin and coconut soup'] },
    cappucino: { first: ['Cappuccino'] },
    'orange jucie': { first: ['Fresh orange juice'] },
    panacotta: { only: ['Panna cotta'] },
    mushroms: { with: ['Mushroom cream soup', 'Polenta with mushrooms', 'Pizza Funghi'] },
  },
  'in the plural, and in another form': {
    soups: { only: soups },
    burgers: { only: ['Beef burger', 'Black bean burger'] },
    tomatoes: { first: ['Tomato soup with basil'] },
    oysters: { only: ['Half a dozen oysters'] },
    berries: { first: ['Pancakes with berries'] },
    huby: { only: ['Mushroom cream soup', 'Polenta with mushrooms'] },
    hovadzie: { with: ['Beef burger'] },
  },
  'by category': {
    desserts: { only: desserts },
    dezerty: { only: desserts },
    drinks: { first: ['Oat latte'], with: ['Espresso', 'Homemade lemonade'], no: ['Beef burger'] },
    polievky: { only: soups },
    breakfast: { first: ['Full breakfast'], with: ['Shakshuka', 'Tofu scramble'] },
    pasta: { no: ['Sirloin steak'], with: ['Penne arrabbiata', 'Tagliatelle bolognese'] },
  },
  'with a diet': {
    'vegan pizza': { only: ['Pizza Marinara'] },
    'vegetarian soup': {
      only: ['Garlic soup', 'Mushroom cream soup', 'Red lentil soup', 'Tomato soup with basil', 'Pumpkin and coconut soup'],
    },
    'dezert bez lepku': { only: ['Chocolate banana mousse', 'Fruit salad', 'Panna cotta'] },
    'dairy free dessert': { only: ['Chocolate banana mousse', 'Fruit salad'] },
  },
  'by whole words before parts of words': {
    tea: { only: ['Black tea with lemon'] },
    choc: { only: ['Chocolate fondant', 'Chocolate banana mousse'] },
    cheeseburger: { first: ['Beef burger'] },
    padthai: { only: ['Pad thai with prawns', 'Tofu pad thai'] },
  },
  'by what another cook calls it': {
    shrimp: { only: ['Prawn linguine', 'Pad thai with prawns'] },
    eggplant: { with: ['Pizza Ortolana'] },
    coffee: { with: ['Espresso', 'Cappuccino', 'Oat latte'] },
    fries: { with: ['Moules frites', 'Sirloin steak'] },
    '\u{1f355}': { only: pizzas },
  },
  'by what can be chosen': {
    prosciutto: { first: ['Pizza Prosciutto'], with: ['Pizza Margherita'] },
    rukola: { with: ['Pizza Marinara'] },
    slanina: { with: ['Beef burger'] },
  },
  'with several words': {
    'chicken soup': { only: ['Chicken noodle broth'] },
    'I want a pizza, please!': { only: pizzas },
    'pad thai prawns': { only: ['Pad thai with prawns'] },
    'cheap pizza': { first: [], with: pizzas },
  },
  'for what is not on the menu': {
    sushi: { only: [] },
    xyzzy: { only: [] },
    omelette: { only: [] },
    'no dish has this': { only: [] },
    'gift voucher': { only: [] },
  },
}

describe('the search of the menu', () => {
  let gateway: TestGateway
  let guest: Client<'/guest'>

  before(async () => {
    gateway = await startTestGateway()
    guest = await connectGuest(gateway)
  })
  after(async () => {
    guest.close()
    await gateway.stop()
  })

  const find = async (search: string) => (await guest.request('menu:list', { search, limit: 100 })).products
  const namesOf = async (search: string) => (await find(search)).map(({ name }) => name)

  for (const [kind, table] of Object.entries(searches)) {
    it(`finds dishes ${kind}`, async () => {
      for (const [search, { first, with: some, only, no }] of Object.entries(table)) {
        const names = await namesOf(search)
        if (only) expect(names, search).to.have.members(only)
        if (first) expect(names.slice(0, first.length), search).to.deep.equal(first)
        if (some) expect(names, search).to.include.members(some)
        if (no) expect(names, search).not.to.include.members(no)
      }
    })
  }

  const diets = [
    ['vegan', 'vegan', 24],
    ['veganske', 'vegan', 24],
    ['Veggie', 'vegetarian', undefined],
    ['gluten free', 'gluten_free', undefined],
    ['gluten-free', 'gluten_free', undefined],
    ['bez lepku', 'gluten_free', undefined],
    ['halal', 'halal', undefined],
  ] as const
  for (const [search, diet, count] of diets)
    it(`finds every dish that is ${diet}, and no other, for "${search}"`, async () => {
      const { products } = await guest.request('menu:list', { limit: 100, diets: [diet] })
      const found = await find(search)
      expect(found).to.deep.equal(products)
      if (count !== undefined) expect(found).to.have.length(count)
    })

  it('finds only dishes without the allergen that a customer names, whatever else is asked', async () => {
    for (const search of ['no nuts', 'nut-free dessert', 'bez orechov']) {
      const found = await find(search)
      expect(found, search).not.to.have.length(0)
      for (const { name, allergens } of found) expect(allergens, name).not.to.include.oneOf(['nuts', 'peanuts'])
    }
  })

  it('never answers the name of an allergen that a customer avoids with the dishes that have it', async () => {
    const asked = {
      'no peanuts': 'peanuts',
      'peanut-free': 'peanuts',
      'bez arašidov': 'peanuts',
      'without fish': 'fish',
      'no sesame': 'sesame',
    } as const
    for (const [search, allergen] of Object.entries(asked)) {
      const found = await find(search)
      expect(found, search).not.to.have.length(0)
      for (const { name, allergens } of found) expect(allergens, `${search}: ${name}`).not.to.include(allergen)
    }
  })

  it('looks for what is typed within a category and a diet', async () => {
    const { categories } = await guest.request('menu:list', { limit: 1 })
    const categoryId = categories.find(({ name }) => name === 'Drinks')?.id ?? ''
    const { products } = await guest.request('menu:list', { search: 'lemon', categoryId, diets: ['vegan'] })
    expect(products.map(({ name }) => name)).to.have.members(['Homemade lemonade'])
  })

  it('finds a dish by its new name, and no longer by the old one', async () => {
    await gateway.database.query("update products set name = 'Bouillabaisse' where name = 'Fish soup'")
    await until(async () => (await namesOf('bouilabaise')).includes('Bouillabaisse'), 'the copy shows the new name')
    await gateway.database.query("update products set name = 'Fish soup' where name = 'Bouillabaisse'")
  })

  it('finds words that objects of JavaScript have too', () => {
    const texts = { category: 'Pizza', ingredients: 'hasOwnProperty', choices: '', diets: '', description: 'toString' }
    const names = ['Constructor __proto__ pizza', 'Pizza']
    const index = new SearchIndex(names.map((name) => ({ id: name, name, ...texts })))
    for (const search of ['constructor', '__proto__', 'constructor burger pizza']) expect(index.rank(search)[0], search).to.equal(names[0])
    expect(index.rank('tostring hasownproperty')).to.have.members(names)
  })

  it('finds one of 2,000 dishes, and answers any text', async () => {
    await gateway.database.query(
      `insert into products (id, category_id, name, description, price, prep_minutes)
       select gen_random_uuid(), (select id from categories order by position limit 1), 'Special ' || n, 'dish number ' || n, 100, 1
       from generate_series(1, 2000) n`,
    )
    const copy = new MenuCopy(gateway.database)
    expect((await copy.search({ search: 'special 1711', limit: 5 })).page.items.map(({ name }) => name)[0]).to.equal('Special 1711')
    for (const search of ['a '.repeat(50), 'x'.repeat(100), '\u0301'.repeat(30), 'a\u0000b', '9'.repeat(100), 'constructor', '__proto__'])
      expect((await copy.search({ search, limit: 5 })).page.items.length, search).to.be.at.most(5)
  })
})
