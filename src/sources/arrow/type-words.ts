import type * as arrow from 'apache-arrow';
import { type DataType, Precision, TimeUnit, Type } from 'apache-arrow';

/**
 * The engine's word for the type of an Arrow column, as a contract records it: the narrowest that holds all of its values. null where there is
 * none. Zoned timestamps in nanoseconds are held to the microsecond.
 */
export function typeWords(type: DataType): string | null {
  switch (type.typeId) {
    case Type.Null:
      return 'INTEGER';
    case Type.Bool:
      return 'BOOLEAN';
    case Type.Int: {
      const { isSigned, bitWidth } = type as arrow.Int;
      const signed = { 8: 'TINYINT', 16: 'SMALLINT', 32: 'INTEGER', 64: 'BIGINT' }[bitWidth];
      return isSigned ? signed : `U${signed}`;
    }
    case Type.Float:
      return (type as arrow.Float).precision === Precision.DOUBLE ? 'DOUBLE' : 'FLOAT';
    case Type.Decimal: {
      const { precision, scale } = type as arrow.Decimal;
      return precision > 38 || scale < 0 || scale > precision ? null : `DECIMAL(${precision},${scale})`;
    }
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return 'VARCHAR';
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
    case Type.FixedSizeBinary:
      return 'BLOB';
    case Type.Date:
      return 'DATE';
    case Type.Time:
      return (type as arrow.Time).unit === TimeUnit.NANOSECOND ? 'TIME_NS' : 'TIME';
    case Type.Timestamp: {
      const { unit, timezone } = type as arrow.Timestamp;
      if (timezone) return 'TIMESTAMP WITH TIME ZONE';
      return unit === TimeUnit.NANOSECOND ? 'TIMESTAMP_NS' : 'TIMESTAMP';
    }
    case Type.Duration:
    case Type.Interval:
      return 'INTERVAL';
    case Type.Dictionary:
      return typeWords((type as arrow.Dictionary).dictionary);
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList: {
      const element = typeWords((type as arrow.List).valueType);
      return element === null ? null : `${element}[]`;
    }
    case Type.Map: {
      const { keyType, valueType } = type as arrow.Map_;
      const [key, value] = [typeWords(keyType), typeWords(valueType)];
      return key === null || value === null ? null : `MAP(${key}, ${value})`;
    }
    case Type.Struct: {
      const fields = (type as arrow.Struct).children.map((field) => {
        const words = typeWords(field.type);
        return words === null ? null : `"${field.name.replaceAll('"', '""')}" ${words}`;
      });
      return fields.includes(null) ? null : `STRUCT(${fields.join(', ')})`;
    }
    default:
      return null;
  }
}
