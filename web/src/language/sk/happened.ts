import type { Told } from '../../staff/parts/activity/told.ts'
import type { StaffTexts } from '../en/of-staff.ts'
import { count } from './count.ts'

const times = (n: number) => (n === 1 ? 'raz' : `${n}-krát`)
const device = ({ device }: Told) => device ?? 'Neznáme zariadenie'

export const happened: Pick<StaffTexts, 'happened'> = {
  happened: {
    title: 'Čo sa zákazník dozvedel',
    again: 'Pozrieť znova',
    at: (time) => `Stav: ${time}`,
    facts: 'Podrobnosti',
    verdict: {
      no_event: () => 'O tejto objednávke už nie je nič uložené.',
      newest_event: ({ news, when }) => `Posledná správa: ${news}, ${when}.`,
      event_to_come: () => 'Taká správa ešte nie je.',
      event_gone: () => 'Táto správa už nie je uložená.',
      event_waits: () => 'Ešte neodišla zo servera.',
      event_sent: ({ when, sockets, isMissed }) =>
        isMissed
          ? `Odoslali sme ju o ${when}, keď sa zákazník znova pripojil.`
          : `Odoslali sme ju o ${when} na ${count(sockets, 'zariadenie', 'zariadenia', 'zariadení')}.`,
      event_not_remembered: () => 'Neodoslali sme ju na žiadne zariadenie, alebo je to tak dávno, že si to servery nepamätajú.',
      device_has_read: (told) => `${device(told)}: pripojené, dostalo všetko.`,
      device_does_not_answer: (told) =>
        `${device(told)}: všetko sme poslali, ale neodpovedá. Možno spí alebo nemá signál. Čo mu chýba, dostane, keď sa znova ozve.`,
      device_lacks: (told) => `${device(told)}: pripojené, ale poslednú správu sme mu ešte neposlali.`,
      device_left: (told) => `${device(told)}: odpojené o ${told.when}.`,
      not_connected: (told) => `Zákazník nie je pripojený. Naposledy: ${told.device ?? 'neznáme zariadenie'}, ${told.when}.`,
      signed_out: () => 'Zákazník nie je prihlásený na žiadnom zariadení.',
      staff_account: () => 'Toto je účet personálu.',
      nodes_silent: ({ nodes }) =>
        nodes === 1
          ? 'Jeden server neodpovedá: jeho zariadenia tu chýbajú.'
          : `${count(nodes, 'server', 'servery neodpovedajú', 'serverov neodpovedá')}: ich zariadenia tu chýbajú.`,
      no_node_answers: () => 'Neodpovedá žiadny server: nevieme, ktoré zariadenia sú pripojené.',
      message: ({ message, outcome, when }) => `${message}: ${outcome}, ${when}.`,
      notifications_off: ({ kinds }) => `Zákazník má vypnuté upozornenia: ${kinds}.`,
      call_fails: ({ call, attempts, when }) => `Platobná služba ${times(attempts)} zlyhala (${call}). Ďalší pokus o ${when}.`,
      refund_failed: ({ when }) => `Vrátenie peňazí z ${when} sa nepodarilo: pozrite si peniaze na vrátenie.`,
    },
    news: {
      'order:status_changed': 'nový stav',
      'order:eta_changed': 'nový čas',
      'order:adjusted': 'nižšia cena',
      'payment:status_changed': 'platba',
      'notification:created': 'upozornenie',
      'notification:read': 'upozornenie prečítané',
      'account:changed': 'zmena účtu',
    },
    channel: { email: 'E-mail', push: 'Upozornenie na zariadení' },
    outcome: {
      waits: 'čaká na odoslanie',
      sent: 'odoslané',
      failed: 'nedalo sa odoslať',
      expired: 'neodoslané, bolo už neskoro',
    },
    calls: {
      create: 'začatie platby',
      cancel: 'zrušenie platby',
      refund: 'vrátenie peňazí',
      list_refunds: 'zoznam vrátených peňazí',
    },
    refunds: { pending: 'prebieha', succeeded: 'vrátené', failed: 'nepodarilo sa' },
    kinds: { orders: 'objednávky', payments: 'platby', promotions: 'akcie', email: 'e-maily' },
    events: 'Správy',
    sentAt: (times) => `odoslané ${times}`,
    notSent: 'neodoslané, pokiaľ si servery pamätajú',
    waiting: 'čaká na serveri',
    devices: 'Zariadenia',
    noDevice: 'Žiadne.',
    unknownDevice: 'Neznáme zariadenie',
    seen: (time) => `naposledy ${time}`,
    ended: 'odhlásené',
    connected: (time) => `pripojené od ${time}`,
    answers: 'dostalo všetko, čo sme poslali',
    silent: 'neodpovedá',
    left: (time) => `odpojené ${time}`,
    messages: 'E-maily a upozornenia',
    attempts: (n) => `počet pokusov: ${n}`,
    payments: 'Platby',
    refund: (amount) => `Vrátenie ${amount}`,
    servers: 'Servery',
    server: (name, host, version) => `${name} na ${host}, verzia ${version}`,
    serverSilent: (name) => `${name} neodpovedá`,
  },
}
