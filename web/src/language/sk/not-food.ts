import type { NotFoodTexts } from '../en/not-food.ts'
import { count } from './count.ts'

export const notFood: NotFoodTexts = {
  staff: {
    role: { kitchen: 'príprava' },
    tabs: { dishes: 'Produkty' },
    column: { in_preparation: 'Pripravuje sa' },
    to: { in_preparation: 'Začať pripravovať' },
    ingredient: 'Skladová položka',
  },
  tickets: {
    toCook: 'Na prípravu',
    allDay: 'Treba pripraviť',
    allDayEmpty: 'Nie je čo pripravovať.',
  },
  warehouse: {
    search: 'Nájsť skladovú položku',
    nothingFound: 'Nenašli sme žiadnu skladovú položku.',
  },
  editor: {
    sections: { products: 'Produkty', ingredients: 'Skladové položky' },
    new: { products: 'Nový produkt', ingredients: 'Nová skladová položka' },
    dishes: (products) => count(products, 'produkt', 'produkty', 'produktov'),
    recipe: 'Z čoho sa skladá',
    ingredient: 'Vyberte skladovú položku',
    recipeMore: 'Skladové položky navyše',
  },
  money: {
    reasons: ['Niečo chýbalo', 'Priniesli sme iný produkt', 'Niečo bolo poškodené', 'Doručené príliš neskoro', 'Produkt nebol v poriadku'],
  },
  people: {
    roles: { kitchen: 'Príprava' },
  },
  activity: {
    actors: { kitchen: 'príprava' },
    events: {
      'menu:set_availability': 'Produkt zapnutý alebo vypnutý',
      'ingredient:save': 'Skladová položka uložená',
      'ingredient:retire': 'Skladová položka odstránená',
      'product:save': 'Produkt uložený',
      'product:move': 'Produkt presunutý',
      'product:retire': 'Produkt odstránený',
    },
  },
}
