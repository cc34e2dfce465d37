import type { Texts } from '../en/index.ts'
import { count } from './count.ts'

export const shop: Pick<Texts, 'shop'> = {
  shop: {
    closed: (opens) => (opens ? `Máme zatvorené, otvárame: ${opens}.` : 'Máme zatvorené.'),
    paused: (until) => (until ? `Objednávky prijímame opäť od: ${until}.` : 'Objednávky momentálne neprijímame.'),
    busy: (minutes) => `Máme veľa práce: počítajte asi s ${minutes} minútami navyše.`,
    orderAhead: 'Môžete si objednať na neskôr.',
    closedThen: (opens) => (opens ? `V tom čase máme zatvorené. Otvárame: ${opens}.` : 'V tom čase máme zatvorené.'),
    seller: 'Predávajúci',
    orders: 'Príjem objednávok',
    open: 'Objednávky prijímame.',
    pause: 'Pozastaviť objednávky',
    reason: 'Dôvod (uvidia ho zákazníci)',
    pauseFor: (minutes) =>
      minutes < 60 ? `Na ${minutes} minút` : minutes === 60 ? 'Na hodinu' : `Na ${count(minutes / 60, 'hodinu', 'hodiny', 'hodín')}`,
    pauseOpen: 'Do odvolania',
    resume: 'Znova prijímať objednávky',
    load: 'Vyťaženie',
    makeBusy: 'Máme veľa práce',
    busyFor: 'Ako dlho',
    isBusy: (minutes, until) => `Máme veľa práce: nové objednávky trvajú o ${minutes} minút dlhšie, do ${until}.`,
    extra: (minutes) => `+${minutes} minút`,
    notBusy: 'Vrátiť do normálu',
  },
}
