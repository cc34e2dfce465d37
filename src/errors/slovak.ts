import { kib, maxAnswerBytes, maxFavorites, pictureLimits, scheduleDays, undoSeconds } from '../contract/shapes/limits.ts'
import type { Reason, Texts } from '../errors.ts'
import { slovakPhrases } from './slovak-phrases.ts'

const tryAgain = 'Máme veľa práce. Skúste to o chvíľu.'

const reasons: Readonly<Record<Reason, string>> = {
  invalid_argument: 'Požiadavka neobsahuje to, čo očakávame.',
  unknown_event: 'Túto požiadavku nepoznáme.',
  request_id_reused: 'Toto číslo požiadavky (requestId) už patrí inej požiadavke. Použite nové.',

  unauthenticated: 'Prihláste sa znova.',
  invalid_credentials: 'Nesprávne prihlasovacie meno alebo heslo.',
  session_expired: 'Platnosť prihlásenia vypršala. Prihláste sa znova.',
  session_revoked: 'Boli ste odhlásení. Prihláste sa znova.',
  origin_not_allowed: 'Z tejto adresy sa pripojiť nemožno.',
  wrong_namespace: 'S týmto účtom sa sem prihlásiť nedá.',
  role_required: 'Na toto nemá váš účet oprávnenie.',
  assigned_to_another: 'Túto objednávku má iný kuriér.',

  order_not_taken: 'Táto objednávka nemá kuriéra. Najprv si ju vezmite.',
  courier_not_found: 'Tohto kuriéra sme nenašli, alebo sa už nemôže prihlásiť.',
  not_on_shift: 'Tento kuriér práve nemá zmenu.',
  staff_not_found: 'Tohto člena personálu sme nenašli.',
  cash_mismatch: 'Suma nesedí s hotovosťou, ktorú má kuriér pri sebe. Ak ju chcete aj tak zapísať, označte ju ako konečnú a uveďte dôvod.',

  login_taken: 'Toto prihlasovacie meno je obsadené.',
  email_taken: 'Účet s týmto e-mailom už existuje.',
  common_password: 'Toto heslo je príliš bežné. Zvoľte si iné.',

  order_not_found: 'Túto objednávku sme nenašli.',
  product_not_found: 'Toto jedlo nemáme v ponuke.',
  category_not_found: 'Túto kategóriu nemáme v ponuke.',
  ingredient_not_found: 'Túto surovinu sme nenašli.',
  restock_not_found: 'Túto žiadosť do obchodu sme nenašli.',
  restock_closed: 'Táto žiadosť do obchodu je už vybavená alebo zrušená.',
  line_not_found: 'Takúto položku objednávka nemá.',
  line_quantity_too_large: 'Z tejto položky už toľko porcií nezostáva.',
  nothing_to_refund: 'Nie je čo vrátiť: objednávka zatiaľ nie je zaplatená, alebo sú už všetky peniaze vrátené.',
  refund_too_large: 'Toľko sa už vrátiť nedá.',
  refund_not_found: 'Túto vrátenú platbu sme nenašli.',
  refund_not_by_hand: 'Tieto peniaze už zákazník má, alebo ich ešte vracia platobná služba.',
  favorite_not_found: 'Túto obľúbenú objednávku sme nenašli.',
  session_not_found: 'Toto zariadenie je už odhlásené.',

  entry_not_found: 'Toto v ponuke nie je, mohlo byť vyradené.',
  entry_changed: 'Medzičasom to zmenil niekto iný. Pozrite si novú verziu a až potom ukladajte.',
  entry_in_use: 'Niečo iné to ešte potrebuje. Najprv upravte to.',
  code_taken: 'Tento kód už má niečo iné. Zvoľte si iný.',

  choice_required: 'Pri jedle treba ešte niečo vybrať, napríklad veľkosť.',
  choice_not_possible: 'Pri jedle ste vybrali niečo, čo neponúkame, alebo toho je priveľa.',
  ingredient_not_removable: 'Túto surovinu z jedla vynechať nemôžeme.',
  delivery_time_not_possible: `Zvoľte si čas v budúcnosti, najviac ${scheduleDays} dní vopred.`,
  product_unavailable: 'Niektoré jedlo teraz nemáme.',
  insufficient_stock: 'Niektorej suroviny nemáme dosť a včas ju nedoplníme.',
  dietary_conflict:
    'Niektoré jedlo nevyhovuje vašej diéte. Vynechajte surovinu, ktorá jej nevyhovuje, alebo potvrďte, že jedlo chcete aj tak.',
  promotion_not_valid: 'Tento zľavový kód pre vašu objednávku neplatí.',
  price_changed: 'Suma objednávky sa zmenila. Skontrolujte ju a objednajte znova.',
  store_closed: 'V tom čase máme zatvorené. Zvoľte si iný čas.',
  slot_full: 'Tento čas je už obsadený. Vyberte si, prosím, iný.',
  store_paused: 'Momentálne neprijímame objednávky.',
  out_of_area: 'Na toto miesto nedoručujeme.',
  location_required: 'Doručujeme len do určitých oblastí, preto potrebujeme poznať miesto na mape.',
  below_minimum: 'Na túto adresu je objednávka príliš malá. Pridajte do nej niečo.',
  customer_blocked: 'Z tohto účtu sa objednávať nedá. Kontaktujte nás, prosím.',
  customer_not_found: 'Tohto zákazníka sme nenašli.',
  too_many_open_orders:
    'Viac rozpracovaných objednávok naraz mať nemôžete. Počkajte, kým niektorá príde, alebo niektorú zaplaťte či zrušte.',
  order_too_large: 'Takú veľkú objednávku prijať nevieme. Objednajte si, prosím, menej.',
  payment_method_not_available: 'Tento spôsob platby neprijímame.',
  address_search_not_available: 'Vyhľadávanie adries tu nie je zapnuté.',
  address_search_failed: 'Vyhľadávanie adries momentálne nefunguje. Skúste to neskôr.',
  payment_not_found: 'Túto platbu sme nenašli.',
  payment_not_awaited: 'Táto objednávka už nečaká na platbu.',
  card_data_not_accepted: 'Údaje o karte sem nezadávajte. Patria len do formulára platobnej služby.',
  orders_under_way: 'Máte prebiehajúce objednávky. Počkajte na ne alebo ich zrušte.',
  nothing_to_order: 'Žiadnu z týchto položiek teraz nemáme.',
  too_many_favorites: `Obľúbených objednávok môžete mať najviac ${maxFavorites}. Najprv niektorú odstráňte.`,
  report_too_large: `Súbor by bol väčší než ${kib(maxAnswerBytes)}. Zvoľte kratšie obdobie.`,
  cannot_cancel_order: 'Objednávku už zrušiť nemožno.',
  cannot_delay_order: 'Čas už predĺžiť nemožno, objednávka je hotová alebo sa skončila.',
  cannot_rate_order: 'Túto objednávku ohodnotiť nemožno.',
  invalid_transition: 'Objednávka teraz do tohto stavu prejsť nemôže.',
  too_early: 'Na tejto objednávke sa začne pracovať neskôr, podľa času, ktorý si vybral zákazník.',
  undo_expired: `Tento krok sa už vrátiť nedá: od jeho potvrdenia ubehlo viac ako ${undoSeconds} sekúnd.`,
  payment_required: 'Najprv vyberte platbu.',
  payment_not_due: 'Za túto objednávku sa už neplatí.',
  amount_mismatch: 'Vyberte celú sumu objednávky.',

  picture_not_readable: 'Toto nie je obrázok, ktorý vieme prečítať. Pošlite celý súbor JPEG, PNG, WebP alebo AVIF.',
  picture_size_not_possible: `Obrázok musí mať aspoň ${pictureLimits.width} × ${pictureLimits.height} pixelov, najviac ${pictureLimits.megapixels} megapixelov a dlhšiu stranu najviac ${pictureLimits.ratio}-krát dlhšiu ako kratšiu.`,
  too_many_pictures: 'Je nahraných priveľa obrázkov, ktoré nepoužíva žiadne jedlo. Použite ich alebo počkajte, kým sa odstránia.',

  provider_not_found: 'Táto platobná služba tu nie je nastavená.',
  signature_invalid: 'Podpis nezodpovedá obsahu.',
  signature_expired: 'Čas podpisu sa od súčasného líši o viac ako 300 sekúnd.',

  too_many_requests: 'Príliš veľa požiadaviek. Chvíľu počkajte.',
  too_many_sign_ins: 'Príliš veľa pokusov o prihlásenie. Chvíľu počkajte.',
  too_many_connections: 'Tento účet alebo táto adresa má otvorených priveľa spojení. Niektoré zatvorte.',
  already_connected: 'Toto spojenie je už pripojené.',

  draining: tryAgain,
  busy: tryAgain,
  database_unavailable: tryAgain,
  cannot_save: 'Momentálne nedokážeme nič uložiť. Skúste to o pár minút.',
  conflict: tryAgain,
  deadline_exceeded: 'Trvalo to príliš dlho. Skúste to znova.',
  internal: 'Na našej strane sa niečo pokazilo. Ak nám to nahlásite, uveďte číslo chyby (id).',
}

export const slovak: Texts = { ...slovakPhrases, reason: (reason) => reasons[reason] }
