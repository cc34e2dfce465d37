import type { StaffTexts } from '../en/of-staff.ts'

export const warehouse: Pick<StaffTexts, 'warehouse'> = {
  warehouse: {
    byIngredient: 'Pre všetky objednávky',
    byOrder: 'Podľa objednávok',
    nothing: 'Teraz netreba nič chystať',
    from: (time) => `začať ${time}`,
    waits: 'Čaká na zásoby',
    only: (amount) => `Na sklade je len ${amount}`,
    unit: (unit) => (unit === 'piece' ? 'ks' : unit),
    search: 'Nájsť surovinu',
    nothingFound: 'Nenašli sme žiadnu surovinu.',
    correct: 'Opraviť',
    correctTitle: (ingredient) => `Opraviť zásobu: ${ingredient}`,
    counted: (unit) => `Na sklade, v jednotkách: ${unit}`,
    why: 'Prečo?',
    reasons: {
      count: 'Prepočítali sme zásobu',
      waste: 'Niečo sa pokazilo alebo rozbilo',
      correction: 'Predošlý zápis bol nesprávny',
    },
    note: 'Poznámka',
  },
}
