/**
 * A type of the engine. `text` is how the engine writes it (but that a field called like a keyword is not quoted), and two types are equal when their
 * texts are: everything that tells types apart (fields, width, members, collation) is in it.
 */
export type DataType =
  | ScalarType
  | DecimalType
  | ListType
  | ArrayType
  | StructType
  | MapType
  | EnumType
  | UnionType;

/** BOOLEAN, INTEGER, VARCHAR, TIMESTAMP WITH TIME ZONE …; `collation` for a collated VARCHAR. */
export interface ScalarType {
  readonly kind: 'scalar';
  readonly text: string;
  readonly name: string;
  readonly collation: string | null;
}

export interface DecimalType {
  readonly kind: 'decimal';
  readonly text: string;
  readonly width: number;
  readonly scale: number;
}

export interface ListType {
  readonly kind: 'list';
  readonly text: string;
  readonly element: DataType;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly text: string;
  readonly element: DataType;
  readonly size: number;
}

export interface Field {
  /** Empty for the fields of an unnamed struct. */
  readonly name: string;
  readonly type: DataType;
}

export interface StructType {
  readonly kind: 'struct';
  readonly text: string;
  readonly fields: readonly Field[];
}

export interface MapType {
  readonly kind: 'map';
  readonly text: string;
  readonly key: DataType;
  readonly value: DataType;
}

export interface EnumType {
  readonly kind: 'enum';
  readonly text: string;
  readonly values: readonly string[];
}

export interface UnionType {
  readonly kind: 'union';
  readonly text: string;
  readonly members: readonly Field[];
}

/** There are a few dozen of these and a plan names them thousands of times. */
const plainTypes = new Map<string, ScalarType>();

export function scalarType(name: string, collation: string | null = null): ScalarType {
  if (collation !== null) return { kind: 'scalar', text: `${name} COLLATE ${collation}`, name, collation };
  const known = plainTypes.get(name);
  if (known !== undefined) return known;
  const made: ScalarType = { kind: 'scalar', text: name, name, collation: null };
  plainTypes.set(name, made);
  return made;
}

export function decimalType(width: number, scale: number): DecimalType {
  return { kind: 'decimal', text: `DECIMAL(${width},${scale})`, width, scale };
}

export function listType(element: DataType): ListType {
  return { kind: 'list', text: `${element.text}[]`, element };
}

export function arrayType(element: DataType, size: number): ArrayType {
  return { kind: 'array', text: `${element.text}[${size}]`, element, size };
}

export function structType(fields: readonly Field[]): StructType {
  return { kind: 'struct', text: `STRUCT(${fields.map(fieldText).join(', ')})`, fields };
}

export function mapType(key: DataType, value: DataType): MapType {
  return { kind: 'map', text: `MAP(${key.text}, ${value.text})`, key, value };
}

export function enumType(values: readonly string[]): EnumType {
  return {
    kind: 'enum',
    text: `ENUM(${values.map((value) => `'${value.replaceAll("'", "''")}'`).join(', ')})`,
    values,
  };
}

export function unionType(members: readonly Field[]): UnionType {
  return { kind: 'union', text: `UNION(${members.map(fieldText).join(', ')})`, members };
}

export const booleanType: DataType = scalarType('BOOLEAN');
export const bigintType: DataType = scalarType('BIGINT');

function fieldText(field: Field): string {
  if (field.name === '') return field.type.text;
  const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(field.name);
  return `${plain ? field.name : `"${field.name.replaceAll('"', '""')}"`} ${field.type.text}`;
}
