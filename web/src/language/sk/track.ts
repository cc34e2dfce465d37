import type { OrderStatus } from '../words.ts'

/** The page that a tracking link opens, and sharing the link. */
export const track = {
  track: {
    title: 'Sledovanie objednávky',
    status: {
      awaiting_payment: 'Čaká na platbu',
      placed: 'Objednávka je prijatá',
      confirmed: 'Chystajú sa suroviny',
      in_preparation: 'Objednávku pripravujeme',
      ready_for_pickup: 'Hotovo, čaká na kuriéra',
      in_transit: 'Na ceste',
      delivered: 'Doručené',
      returned: 'Nepodarilo sa doručiť',
      cancelled: 'Zrušená',
      rejected: 'Nemohli sme ju pripraviť',
      expired: 'Nezaplatená včas',
    } satisfies Record<OrderStatus, string>,
    courier: 'Kuriér je na ceste',
    ended: 'Platnosť odkazu sa skončila',
    endedText: 'Objednávka sa už nezdieľa alebo bola pred časom doručená.',
    share: 'Zdieľať',
    shareText: (shop: string) => (shop === '' ? 'Sledujte moju objednávku' : `Sledujte moju objednávku – ${shop}`),
    copied: 'Odkaz je skopírovaný. Kto ho má, môže objednávku sledovať ešte dve hodiny po doručení, bez vášho mena a adresy.',
    link: 'Odkaz na vašu objednávku',
    stop: 'Prestať zdieľať',
    stopped: 'Odkazy na túto objednávku už nefungujú.',
  },
}
