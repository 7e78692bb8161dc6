/** Why a column may hold personal data, and of which class. */
export interface PersonalProposal {
  readonly class: string;
  readonly reason: string;
  /** Whether it is sure enough to be written as a tag; else a person should look. */
  readonly sure: boolean;
}

/**
 * Words of column names in German, English, French and Dutch, by class. Each is a row of words that stand in the name one after the other, or as one word. The first class that fits is taken, so that `birth_place` is a place.
 */
const classes: readonly (readonly [name: string, phrases: readonly string[]])[] = [
  ['email', ['email', 'e mail', 'mail', 'mailadresse', 'emailadresse', 'courriel']],
  ['address', ['geburtsort', 'birth place', 'birthplace', 'lieu naissance', 'geboorteplaats']],
  [
    'bank_account',
    [
      'iban',
      'kontonummer',
      'konto nr',
      'kontonr',
      'account number',
      'bankverbindung',
      'bic',
      'rekeningnummer',
      'numero compte',
      'credit card',
      'kreditkarte',
    ],
  ],
  [
    'birth_date',
    [
      'geburtsdatum',
      'geb datum',
      'gebdatum',
      'geburtstag',
      'gebdat',
      'birth date',
      'birthdate',
      'date of birth',
      'birthday',
      'dob',
      'born',
      'date naissance',
      'datenaissance',
      'naissance',
      'geboortedatum',
    ],
  ],
  [
    'national_id',
    [
      'svnr',
      'sv nr',
      'svnummer',
      'sozialversicherungsnummer',
      'versichertennummer',
      'ssn',
      'social security',
      'national id',
      'national number',
      'steuer id',
      'steuernummer',
      'tax id',
      'passport',
      'passnummer',
      'reisepass',
      'ausweisnummer',
      'personalausweis',
      'niss',
      'insz',
      'rijksregisternummer',
      'registre national',
      'ahv',
      'ahvnr',
      'numero securite sociale',
    ],
  ],
  [
    'phone',
    [
      'telefon',
      'telefonnummer',
      'tel',
      'tel nr',
      'telnr',
      'telnummer',
      'phone',
      'mobile',
      'mobil',
      'handy',
      'handynummer',
      'fax',
      'faxnummer',
      'telephone',
      'telefoon',
      'gsm',
    ],
  ],
  [
    'address',
    [
      'strasse',
      'str',
      'hausnummer',
      'hausnr',
      'plz',
      'postleitzahl',
      'wohnort',
      'anschrift',
      'adresse',
      'adr',
      'wohnadresse',
      'street',
      'house number',
      'postcode',
      'post code',
      'postal code',
      'zip',
      'zipcode',
      'zip code',
      'address',
      'rue',
      'code postal',
      'straat',
      'huisnummer',
      'adres',
    ],
  ],
  [
    'name',
    [
      'vorname',
      'nachname',
      'zuname',
      'familienname',
      'geburtsname',
      'rufname',
      'first name',
      'firstname',
      'last name',
      'lastname',
      'surname',
      'given name',
      'givenname',
      'family name',
      'familyname',
      'full name',
      'fullname',
      'maiden name',
      'prenom',
      'nom famille',
      'nom naissance',
      'voornaam',
      'achternaam',
      'familienaam',
    ],
  ],
];

const personWords = new Set([
  'patient',
  'patienten',
  'kunde',
  'kunden',
  'customer',
  'client',
  'klient',
  'person',
  'personen',
  'bewohner',
  'resident',
  'residenten',
  'mitarbeiter',
  'employee',
  'contact',
  'kontakt',
  'arzt',
  'doctor',
  'mieter',
  'tenant',
  'schueler',
  'student',
  'mitglied',
  'member',
  'user',
  'benutzer',
  'inhaber',
  'owner',
  'empfaenger',
]);

/** Whether the name of a column says that it holds personal data; null: it does not. */
export function personalByName(column: string): PersonalProposal | null {
  const words = wordsOf(column);
  const told = (name: string): PersonalProposal => ({
    class: name,
    reason: `its name is ${column}`,
    sure: true,
  });
  for (const [name, phrases] of classes)
    if (phrases.some((phrase) => holds(words, phrase.split(' ')))) return told(name);
  // A name of something else (a file, a product) is nobody's: the word alone, or beside a word for people.
  const isName = words.some(
    (word) => word === 'name' || word === 'namen' || word === 'names' || word === 'nom' || word === 'naam',
  );
  if (isName && (words.length === 1 || words.some((word) => personWords.has(word)))) return told('name');
  const joined = /^(.*?)(name|namen)$/.exec(words.length === 1 ? words[0]! : '');
  return joined !== null && personWords.has(joined[1]!) ? told('name') : null;
}

/** `NOM_PATIENT`, `nomPatient` and `Nom Patient` are the words nom and patient; accents go, umlauts and ß become two letters. */
function wordsOf(column: string): string[] {
  return column
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
}

function holds(words: readonly string[], phrase: readonly string[]): boolean {
  return words.some((_, at) => phrase.every((word, offset) => words[at + offset] === word));
}
