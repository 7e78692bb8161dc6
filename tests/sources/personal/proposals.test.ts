import { describe, expect, test } from 'vitest';
import { personalByName, personalByValues } from '../../../src/sources/index.ts';

describe('the name of a column', () => {
  test.each([
    ['NAME', 'name'],
    ['VORNAME', 'name'],
    ['Nachname', 'name'],
    ['KundenName', 'name'],
    ['NOM_PATIENT', 'name'],
    ['PRÉNOM', 'name'],
    ['first_name', 'name'],
    ['GEBURTSDATUM', 'birth_date'],
    ['GEB_DATUM', 'birth_date'],
    ['dateOfBirth', 'birth_date'],
    ['DATE_NAISSANCE', 'birth_date'],
    ['STRASSE', 'address'],
    ['Straße', 'address'],
    ['PLZ', 'address'],
    ['GEBURTSORT', 'address'],
    ['IBAN', 'bank_account'],
    ['EMAIL', 'email'],
    ['e-mail', 'email'],
    ['TELEFON', 'phone'],
    ['TEL_NR', 'phone'],
    ['SVNR', 'national_id'],
    ['SV_NR2', 'national_id'],
  ])('%s says %s', (column, expected) => {
    expect(personalByName(column)).toEqual({ class: expected, reason: `its name is ${column}`, sure: true });
  });

  test.each([
    'PRODUKTNAME',
    'file_name',
    'NOM_ETABLISSEMENT',
    'TABLE_NAME',
    'AMOUNT',
    'ADRESSAT_ART',
    'DATUM',
    'BESTRAHLUNG',
    'HOTEL',
    'TELEGRAMM',
    'MAILING_ID',
    'STRATEGIE',
    'NUMBER',
  ])('%s says nothing', (column) => {
    expect(personalByName(column)).toBeNull();
  });
});

describe('values of a column', () => {
  const of = (values: readonly string[], type = 'VARCHAR') => personalByValues(type, values, '2024-09-16');

  test('that are e-mail addresses, IBANs or national numbers are told by their form and check digits', () => {
    expect(of(['a@b.at', ' c.d@example.org', 'e@f.eu', 'g@h.de', 'none'])).toEqual({
      class: 'email',
      reason: '4 of 5 values are like e-mail addresses',
      sure: true,
    });
    const ibans = [
      'BE68 5390 0754 7034',
      'DE89370400440532013000',
      'AT611904300234573201',
      'CH9300762011623852957',
      'FR1420041010050500013M02606',
    ];
    expect(of(ibans)?.class).toBe('bank_account');
    expect(
      of(ibans.map((iban) => iban.replace(/\d$/, (digit) => String((Number(digit) + 1) % 10)))),
    ).toBeNull();
    expect(of(['1237010180', '1237 010180', '1237-010180', '1237/010180', '1237010180'])?.class).toBe(
      'national_id',
    );
    expect(
      of(['85.07.30-033.28', '17073003384', '40010100103', '85073003328', '17.07.30-033.84'])?.class,
    ).toBe('national_id');
    expect(
      of(['756.9217.0769.85', '7569217076985', '756.9217.0769.85', '7569217076985', '7569217076985'])?.class,
    ).toBe('national_id');
    expect(of(['86095742719', '86095742719', '47036892816', '65929970489', '57549285017'])?.class).toBe(
      'national_id',
    );
    expect(of(['1237010181', '1237010182', '1237010183', '1237010184', '1237010185'])).toBeNull();
  });

  test('that only look like it are for a person to judge', () => {
    expect(
      of(['+43 664 1234567', '0664/1234568', '+32 2 123 45 67', '01 234 56 78', '0049 (0)30 123456']),
    ).toMatchObject({ class: 'phone', sure: false });
    expect(
      of(['Anna Berger', 'Claes, Bruno', 'Émile Dupont', 'Jean-Luc Petit', 'Zoë van Dam', 'x']),
    ).toMatchObject({ class: 'name', sure: false });
    expect(of(['1934-05-06', '1950-12-31', '1941-01-01', '1938-02-03', '1929-07-08'], 'DATE')).toMatchObject({
      class: 'birth_date',
      sure: false,
    });
    expect(of(['2024-05-06', '2023-12-31', '2024-01-01', '2022-02-03', '2024-07-08'], 'DATE')).toBeNull();
  });

  test('that are few, repeated, numbers or words say nothing, and no reason shows a value', () => {
    expect(of(['a@b.at', 'c@d.at'])).toBeNull();
    expect(of(Array(20).fill('Bad Ischl'))).toBeNull();
    expect(of(['5', '17', '100', '3', '8'])).toBeNull();
    expect(of(['1', '2', '3', '4', '5'], 'INTEGER')).toBeNull();
    expect(JSON.stringify(of(['a@b.at', 'c@d.at', 'e@f.at', 'g@h.at', 'i@j.at']))).not.toContain('a@b');
  });
});
