import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';

/** Table properties that promise what our writers do not do, by the feature that they stand for. */
const unsupported: readonly (readonly [property: RegExp, feature: string])[] = [
  [/^delta\.enableRowTracking$/, 'rowTracking'],
  [/^delta\.enableIcebergCompatV\d+$/, 'icebergCompat'],
  [/^delta\.universalFormat\./, 'icebergCompat'],
  [/^delta\.(coordinatedCommits\.|managedCommit|catalogManaged)/, 'catalogManaged'],
  [/^delta\.enableVariantShredding$/, 'variantShredding'],
  [/^delta\.feature\./, 'features that are named one by one'],
];

/** Rejects with `delta-property-unsupported` where a property would promise other engines what we do not keep. */
export function checkNewProperties(properties: Readonly<Record<string, string>>): void {
  const refused = Object.entries(properties).flatMap(([property, value]) => {
    const found = unsupported.find(([pattern]) => pattern.test(property));
    return found === undefined || value.toLowerCase() === 'false' ? [] : [{ property, feature: found[1] }];
  });
  if (refused.length > 0) {
    throw new DiagnosticError(refused.map((each) => diagnose('delta-property-unsupported', each)));
  }
}
