import type { PageTexts } from '../en/of-pages.ts'
import { count } from './count.ts'

export const faults: Pick<PageTexts, 'faults'> = {
  faults: {
    required: () => 'vyplňte toto pole, prosím.',
    too_short: (limit) => (limit <= 1 ? 'vyplňte toto pole, prosím.' : `zadajte aspoň ${count(limit, 'znak', 'znaky', 'znakov')}.`),
    too_long: (limit) => `zadajte najviac ${count(limit, 'znak', 'znaky', 'znakov')}.`,
    email: () => 'zadajte adresu v tvare jana@priklad.sk.',
    phone: () => 'zadajte číslo s predvoľbou krajiny, napríklad +421 900 123 456.',
    visible: () => 'vyplňte toto pole, prosím.',
    overlaps: () => 'prekrýva sa s iným časom toho istého dňa.',
    taken: () => 'už sa používa.',
    common: () => 'je príliš bežné. Zvoľte si iné.',
    type: () => 'vyplňte toto pole, prosím.',
    format: () => 'nie je v správnom tvare.',
    too_small: (limit) => `zadajte aspoň ${limit}.`,
    too_big: (limit) => `zadajte najviac ${limit}.`,
    too_few: (limit) => `pridajte aspoň ${limit}.`,
    too_many: (limit) => `najviac ${limit}.`,
    not_found: () => 'v ponuke už nie je.',
    decimals: () => 'priveľa desatinných miest pre túto menu.',
    later_than_from: () => 'nesmie byť pred prvým dňom.',
    time_zone: () => 'vyberte časové pásmo zo zoznamu.',
    other: () => 'skontrolujte, prosím.',
  },
}
