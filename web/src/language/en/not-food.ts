import type { Overlay } from '../overlay.ts'
import type { StaffTexts } from './of-staff.ts'

/** What the board of a shop that sells no food says instead: it has no kitchen and no dishes. */
export const notFood = {
  staff: {
    role: { kitchen: 'preparation' },
    tabs: { dishes: 'Products' },
    column: { in_preparation: 'Being prepared' },
    to: { in_preparation: 'Start preparing' },
    ingredient: 'Stock item',
  },
  tickets: {
    toCook: 'To prepare',
    allDay: 'To prepare in all',
    allDayEmpty: 'Nothing to prepare.',
  },
  warehouse: {
    search: 'Find a stock item',
    nothingFound: 'No stock item matches.',
  },
  editor: {
    sections: { products: 'Products', ingredients: 'Stock items' },
    new: { products: 'New product', ingredients: 'New stock item' },
    dishes: (count) => (count === 1 ? '1 product' : `${count} products`),
    recipe: 'What it is made of',
    ingredient: 'Choose a stock item',
    recipeMore: 'Extra stock items',
  },
  money: {
    reasons: [
      'Something was missing',
      'We brought the wrong product',
      'Something was damaged',
      'Delivered too late',
      'Not as it should be',
    ],
  },
  people: {
    roles: { kitchen: 'Preparation' },
  },
  activity: {
    actors: { kitchen: 'preparation' },
    events: {
      'menu:set_availability': 'Product switched on or off',
      'ingredient:save': 'Stock item saved',
      'ingredient:retire': 'Stock item removed',
      'product:save': 'Product saved',
      'product:move': 'Product moved',
      'product:retire': 'Product removed',
    },
  },
} satisfies Overlay<StaffTexts>

export type NotFoodTexts = typeof notFood
