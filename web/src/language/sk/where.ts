import type { Texts } from '../en/index.ts'
import { count } from './count.ts'

export const where: Pick<Texts, 'where'> = {
  where: {
    find: 'Vyhľadať adresu',
    found: (number) => `${count(number, 'nájdená adresa', 'nájdené adresy', 'nájdených adries')}.`,
    notFound: 'Takú adresu sme nenašli. Skontrolujte, či je napísaná správne, alebo miesto označte na mape.',
    credits: '© prispievatelia OpenStreetMap',
  },
}
