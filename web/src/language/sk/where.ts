import type { PageTexts } from '../en/of-pages.ts'
import { count } from './count.ts'

export const where: Pick<PageTexts, 'where'> = {
  where: {
    needsPin: 'Označte miesto na mape, aby sme videli, či k vám doručujeme.',
    outside: (area, km) =>
      area !== undefined && km !== undefined
        ? `Tam zatiaľ nedoručujeme. Najbližšia oblasť, kam doručujeme, je ${area} (${km} km).`
        : 'Tam zatiaľ nedoručujeme.',
    delivery: (fee) => `Doručenie: ${fee}`,
    freeFrom: (subtotal) => `Od ${subtotal} je doručenie zadarmo.`,
    addMore: (missing, minimum) => `Pridajte ešte za ${missing}: najmenšia objednávka je tam ${minimum}.`,
    feeUnknown: 'závisí od adresy',
    find: 'Vyhľadať adresu',
    found: (number) => `${count(number, 'nájdená adresa', 'nájdené adresy', 'nájdených adries')}.`,
    notFound: 'Takú adresu sme nenašli. Skontrolujte, či je napísaná správne, alebo miesto označte na mape.',
    credits: '© prispievatelia OpenStreetMap',
  },
}
