import type { Texts } from '../en/index.ts'
import { count } from './count.ts'

export const faults: Pick<Texts, 'faults'> = {
  faults: {
    required: () => 'vyplňte toto pole, prosím.',
    too_short: (limit) => (limit <= 1 ? 'vyplňte toto pole, prosím.' : `zadajte aspoň ${count(limit, 'znak', 'znaky', 'znakov')}.`),
    too_long: (limit) => `zadajte najviac ${count(limit, 'znak', 'znaky', 'znakov')}.`,
    email: () => 'zadajte adresu v tvare jana@priklad.sk.',
    phone: () => 'zadajte číslo s predvoľbou krajiny, napríklad +421 900 123 456.',
    visible: () => 'vyplňte toto pole, prosím.',
    taken: () => 'už sa používa.',
    common: () => 'je príliš bežné. Zvoľte si iné.',
    time_zone: () => 'vyberte časové pásmo zo zoznamu.',
    other: () => 'skontrolujte, prosím.',
  },
}
