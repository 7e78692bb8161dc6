/**
 * Writes the mock of the worked example's Firebird database: one Parquet file per view, with the names, types and faults
 * that a real export has. `node scripts/make-mock-data.mjs [folder]`; the default folder is seeds/firebird.
 *
 * The output depends on nothing but these scripts and the pinned DuckDB: its own generator of numbers, no clock, one thread.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { makeAccommodation } from './mock-data/accommodation.mjs';
import { makeBilling } from './mock-data/billing.mjs';
import { makePayments } from './mock-data/payments.mjs';
import { createRandom } from './mock-data/random.mjs';
import { makeFacilities, makeTariffs } from './mock-data/reference-views.mjs';
import { makeResidents } from './mock-data/residents.mjs';
import { views } from './mock-data/views.mjs';
import { writeParquet } from './mock-data/write-parquet.mjs';

const folder = process.argv[2] ?? fileURLToPath(new URL('../seeds/firebird', import.meta.url));

// A generator for each view: a change to one leaves the rows of the others as they were.
const residents = makeResidents(createRandom(11));
const accommodation = makeAccommodation(createRandom(13), residents.stays);
const rows = {
  V_ETABLISSEMENTS: makeFacilities(),
  V_TARIFS_PRESTATION: makeTariffs(),
  V_RESIDENTS: residents.rows,
  V_DETAILFACTCNS_FICHIER_AD: makeBilling(createRandom(12), residents.stays),
  V_HEBERGEMENT_FACTURE: accommodation.rows,
  V_PAIEMENTS: makePayments(createRandom(14), accommodation.invoices),
};

await mkdir(folder, { recursive: true });
for (const [name, columns] of Object.entries(views)) {
  await writeParquet(`${folder}/${name}.parquet`, columns, rows[name]);
  process.stdout.write(`${name}: ${rows[name].length} rows\n`);
}
