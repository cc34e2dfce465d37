/** Sizes and terms that a client meets and that the gateway also needs. Without zod, so that every part of the gateway can read them. */

/** The longest message from a client, in bytes. */
export const maxMessageBytes = 64 * 1024

/** The longest answer or replay, in bytes: a connection on which more than 1 MiB waits is closed. */
export const maxAnswerBytes = 768 * 1024

/** A page of a list ends with the entry that reaches this many bytes. The largest entry, an order, is half as large. */
export const maxPageBytes = 256 * 1024

/** Lines in an order or a favourite. */
export const maxLines = 50

/** Choices of the dish on one line. */
export const maxChoices = 30

/** Portions of the dish on one line. */
export const maxPortions = 50

/** Favourites that an account may keep. */
export const maxFavorites = 50

/** Browsers of an account that are sent pushes. */
export const maxPushSubscriptions = 10

/** Entries of an account's address book. */
export const maxAddresses = 20

/** Days after its delivery in which the customer may rate an order. */
export const ratingDays = 30

/** Seconds in which a step of the staff can be undone. */
export const undoSeconds = 20

/** Minutes that a courier may be without a connection before the shift ends. */
export const awayMinutes = 20

/** How many days ahead a delivery may be scheduled. */
export const scheduleDays = 14

/** Minutes that a manager may add to every estimate. */
export const maxBusyMinutes = 180

/** Days for which a notification is kept. */
export const notificationDays = 90

/** The size in KiB, for texts. */
export const kib = (bytes: number): string => `${bytes / 1024} KiB`

/** The largest upload of a picture, in bytes. */
export const maxPictureBytes = 8 * 1024 * 1024

/** What an uploaded picture may measure: at least this many pixels in each direction, and no more in all, nor a longer strip. */
export const pictureLimits = { width: 320, height: 240, megapixels: 50, ratio: 4 }
