"""The names that dbt gives to a template, as far as a full build on DuckDB can be rendered without a database."""
import datetime
import json
import re
import types
import zoneinfo

import jinja2


class Untreated(Exception):
    """The file cannot be made plain SQL without knowing more."""


class MacroReturn(Exception):
    def __init__(self, value):
        self.value = value


class Relation(str):
    """What ref, source and this give: renders as a table's name."""

    def __new__(cls, schema, name):
        relation = super().__new__(cls, f'{schema}."{name}"')
        relation.identifier = relation.name = relation.table = name
        relation.schema, relation.database, relation.type = schema, 'memory', 'table'
        return relation

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        raise Untreated(f'a relation\'s {name}')


class Unknown(jinja2.StrictUndefined):
    def _fail_with_undefined_error(self, *_, **__):
        raise Untreated(f'unknown {self._undefined_name}')

    __call__ = __getattr__ = __iter__ = __str__ = __len__ = __bool__ = __getitem__ = _fail_with_undefined_error
    __add__ = __radd__ = __eq__ = __ne__ = __hash__ = _fail_with_undefined_error

    def __getattr__(self, name):
        if name.startswith('_') or name == 'jinja_pass_arg':
            raise AttributeError(name)
        raise Untreated(f'unknown {self._undefined_name}.{name}')


def literal(text):
    return "'" + str(text).replace("'", "''") + "'"


def interval(part, count, start):
    part = str(part).strip("'")
    if part == 'quarter':
        return f'(CAST({start} AS TIMESTAMP) + 3 * CAST({count} AS BIGINT) * INTERVAL 1 MONTH)'
    return f'(CAST({start} AS TIMESTAMP) + CAST({count} AS BIGINT) * INTERVAL 1 {part})'


def key(columns):
    if isinstance(columns, str):
        columns = [columns]
    parts = [f"coalesce(CAST({column} AS VARCHAR), '_null_')" for column in columns]
    return "md5(" + " || '-' || ".join(parts) + ')'


def star(from_, except_=(), relation_alias=False, **others):
    if any(others.values()):
        raise Untreated('dbt_utils.star with prefix, suffix or quoting')
    stars = f'{relation_alias}.*' if relation_alias else '*'
    return stars + (f' EXCLUDE ({", ".join(except_)})' if except_ else '')


def union_relations(relations, exclude=(), source_column_name='_dbt_source_relation', **others):
    if others.get('include') or others.get('column_override') or others.get('where'):
        raise Untreated('dbt_utils.union_relations with include, column_override or where')
    name = '' if source_column_name is None else f', {{}} AS {source_column_name}'
    arms = [f'SELECT *{name.format(literal(relation))} FROM {relation}' for relation in relations]
    return '(' + ' UNION ALL BY NAME '.join(arms) + ')'


def deduplicate(relation, partition_by, order_by='1', **_):
    return f'SELECT * FROM {relation} QUALIFY row_number() OVER (PARTITION BY {partition_by} ORDER BY {order_by}) = 1'


class Namespace(types.SimpleNamespace):
    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        raise Untreated(f'unknown {self.name}.{name}')


def dbt_functions():
    named = lambda text: lambda *_, **__: text
    return {
        'type_string': named('VARCHAR'), 'type_timestamp': named('TIMESTAMP'), 'type_int': named('INTEGER'),
        'type_bigint': named('BIGINT'), 'type_float': named('DOUBLE'), 'type_numeric': named('DECIMAL(28,6)'),
        'type_boolean': named('BOOLEAN'), 'current_timestamp': named('now()'),
        'current_timestamp_in_utc': named('now()'), 'except': named('EXCEPT'), 'intersect': named('INTERSECT'),
        'cast': lambda field, type: f'CAST({field} AS {type})',
        'safe_cast': lambda field, type: f'TRY_CAST({field} AS {type})',
        'concat': lambda fields: ' || '.join(fields),
        'date_trunc': lambda datepart, date: f"date_trunc('{datepart}', {date})",
        'datediff': lambda first_date, second_date, datepart: f"date_diff('{datepart}', CAST({first_date} AS TIMESTAMP), CAST({second_date} AS TIMESTAMP))",
        'dateadd': lambda datepart, interval_, from_date_or_timestamp: interval(datepart, interval_, from_date_or_timestamp),
        'hash': lambda field: f'md5(CAST({field} AS VARCHAR))',
        'split_part': lambda string_text, delimiter_text, part_number: f'split_part({string_text}, {delimiter_text}, {part_number})',
        'replace': lambda field, old_chars, new_chars: f'replace({field}, {old_chars}, {new_chars})',
        'right': lambda string_text, length_expression: f'right({string_text}, {length_expression})',
        'length': lambda expression: f'length({expression})',
        'position': lambda substring_text, string_text: f'position({substring_text} IN {string_text})',
        'listagg': lambda measure, delimiter_text="','", order_by_clause='', limit_num=None: f'string_agg({measure}, {delimiter_text} {order_by_clause or ""})',
        'any_value': lambda expression: f'any_value({expression})', 'bool_or': lambda expression: f'bool_or({expression})',
        'last_day': lambda date, datepart: f"(date_trunc('{datepart}', {date}) + INTERVAL 1 {datepart} - INTERVAL 1 DAY)",
        'string_literal': literal, 'escape_single_quotes': lambda text: str(text).replace("'", "''"),
        'generate_surrogate_key': key, 'surrogate_key': lambda *columns: key(columns[0] if len(columns) == 1 else columns),
        'group_by': lambda n: 'GROUP BY ' + ', '.join(str(index + 1) for index in range(int(n))),
        'star': lambda from_=None, relation_alias=False, except_=(), **others: star(from_, except_, relation_alias, **others),
        'union_relations': union_relations, 'deduplicate': deduplicate,
        'safe_add': lambda *fields: ' + '.join(f'coalesce({field}, 0)' for field in (fields[0] if isinstance(fields[0], list) else fields)),
        'safe_divide': lambda numerator, denominator: f'({numerator} / nullif({denominator}, 0))',
        'array_construct': lambda inputs=(), **_: '[' + ', '.join(inputs) + ']',
    }


def builtins(this, variables):
    """The names that dbt gives to every template."""
    functions = dbt_functions()
    # Names that Python keeps for itself: `from`, `except`, `interval`.
    functions['star'] = lambda *positional, **named: star(
        positional[0] if positional else named.pop('from'), named.pop('except', positional[2] if len(positional) > 2 else ()),
        named.pop('relation_alias', positional[1] if len(positional) > 1 else False), **{k: v for k, v in named.items() if k != 'from'})
    functions['dateadd'] = lambda *positional, **named: interval(*positional, *(named[k] for k in ('datepart', 'interval', 'from_date_or_timestamp') if k in named))

    def variable(name, *default):
        if name in variables:
            return variables[name]
        if default:
            return default[0]
        raise Untreated('var without a value')

    def raise_error(message):
        raise Untreated('raises an error')

    def give(value):
        raise MacroReturn(value)

    class Config:
        def __call__(self, *_, **__):
            return ''

        def get(self, name, default=None, *_, **__):
            return default

        require = get

    def needs_database(*_, **__):
        raise Untreated('asks the database while rendering')

    target = types.SimpleNamespace(type='duckdb', name='prod', schema='src', database='memory', profile_name='default', dbname='memory', threads=1)
    dbt = Namespace(name='dbt', **functions)
    return {
        'config': Config(), 'var': variable, 'this': Relation('src', this), 'target': target, 'execute': False,
        'ref': lambda *names, **_: Relation('src', names[-1].replace('.', '__')),
        'source': lambda schema, table: Relation('src', f'{schema}__{table}'),
        'env_var': lambda name, *default: default[0] if default else give_up('env_var without a value'),
        'is_incremental': lambda: False, 'should_full_refresh': lambda: True, 'log': lambda *_, **__: '', 'print': lambda *_: '',
        'return': give, 'run_query': needs_database, 'statement': needs_database, 'load_result': needs_database,
        'exceptions': types.SimpleNamespace(raise_compiler_error=raise_error, warn=lambda *_: ''),
        'adapter': Namespace(name='adapter', quote=lambda name: f'"{name}"', get_columns_in_relation=needs_database, get_relation=needs_database),
        'dbt': dbt, 'dbt_utils': Namespace(name='dbt_utils', **functions), 'dbt_date': Namespace(name='dbt_date'), 'fivetran_utils': Namespace(name='fivetran_utils'),
        'api': types.SimpleNamespace(Column=types.SimpleNamespace(translate_type=lambda name: name), Relation=Namespace(name='api.Relation')),
        'run_started_at': datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc), 'invocation_id': 'invocation',
        'modules': types.SimpleNamespace(datetime=datetime, re=re, pytz=types.SimpleNamespace(timezone=zoneinfo.ZoneInfo, utc=datetime.timezone.utc)),
        'tojson': lambda value, default=None: json.dumps(value), 'fromjson': lambda text, default=None: json.loads(text),
        'set': lambda values, default=None: set(values), 'zip': lambda *values, default=None: list(zip(*values)),
        'flags': types.SimpleNamespace(FULL_REFRESH=True, WHICH='build'), 'project_name': 'project', 'context': {}, 'none': None,
    }


def give_up(why):
    raise Untreated(why)
