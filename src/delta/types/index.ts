/**
 * The one table DuckDB ↔ Delta, and schemas as values. In: type names as DuckDB prints them, or `schemaString`. Out: Delta types, the types that
 * come back from storage, and the casts between. A type that cannot be stored without loss is refused with the cast to write.
 */
export {
  fieldId,
  type MappingMode,
  mappingMode,
  physicalName,
  physicalSchema,
  physicalType,
} from './column-mapping.ts';
export { type Conversion, convertSql, readingConversion, writingConversion } from './convert-sql.ts';
export type { DeltaField, DeltaStruct, DeltaType, PrimitiveName } from './delta-type.ts';
export { type DuckDBField, type DuckDBType, printDuckDBType, quoteName, quoteText } from './duckdb-type.ts';
export { parseDuckDBType } from './parse-duckdb-type.ts';
export { parseSchemaString, printSchemaString } from './schema-string.ts';
export { type QueryColumn, schemaOf, selectAsStored, storedColumns } from './select-as-stored.ts';
export { type StorageForm, toDeltaType } from './to-delta-type.ts';
export { duckDBTypeOf, toDuckDBType } from './to-duckdb-type.ts';
export { typeName } from './type-name.ts';
export { usesType } from './uses-type.ts';
