import type { Dialect } from './dialect.ts';
import type { LegacyObject } from './legacy-object.ts';

/** Of any dialect. A schema of the catalog may have a database before it. */
const everywhere = /^(?:dual$|rdb\$|mon\$|(?:\w+\.)?(?:information_schema|sys|pg_catalog|sysibm|syscat)\.)/;

const procedures =
  'sp_executesql sp_rename sp_configure sp_addextendedproperty sp_updateextendedproperty sp_dropextendedproperty sp_addrolemember sp_getapplock sp_releaseapplock sp_send_dbmail sp_msforeachdb ' +
  'sp_msforeachtable sp_validatelogins sp_help sp_helptext sp_helpdb sp_helpindex sp_spaceused sp_who sp_who2 sp_lock sp_recompile sp_updatestats sp_depends sp_columns sp_tables sp_addlinkedserver ' +
  'sp_xml_preparedocument sp_xml_removedocument sp_oacreate sp_oamethod sp_oagetproperty sp_oasetproperty sp_oadestroy sp_refreshview sp_settriggerorder sp_addlogin sp_adduser sp_grantdbaccess ' +
  'sp_dboption sp_addtype sp_droptype sp_bindrule sp_bindefault sp_invoke_external_rest_endpoint sp_set_session_context';

/** A name that a user's own object might have as well is none of these: each is found only where nothing of the estate has it. */
const ofDialect: Readonly<Partial<Record<Dialect, RegExp>>> = {
  tsql: new RegExp(
    `^(?:msdb|master|model)\\.|^(?:(?:\\w+\\.)?dbo\\.)?(?:xp_\\w+|${procedures.replaceAll(' ', '|')})$|^(?:dbo\\.)?sys(?:objects|columns|indexes|comments|users|types|databases|processes|logins|files|foreignkeys|depends)$`,
  ),
  oracle:
    /^g?v\$|^(?:public\.|sys\.)?(?:user|all|dba)_(?:objects|tables|tab_\w+|views|indexes|ind_\w+|constraints|cons_columns|source|errors|triggers|sequences|synonyms|users|jobs|scheduler_\w+|directories|segments|extents|tablespaces|data_files|free_space|procedures|dependencies|types|mviews|nested_tables|lobs|recyclebin|db_links|role_privs|sys_privs|roles|registry|arguments|part\w+|col_\w+|queues)$|^(?:sys\.)?(?:dbms|utl|owa|htp|htf)_?\w*(?:\.|$)|^(?:cat|tab|session_privs|session_roles|nls_\w+_parameters|database_properties|global_name|product_component_version)$/,
  postgres:
    /^pg_(?:class|namespace|attribute|type|proc|index|indexes|tables|views|constraint|trigger|roles|user|database|stat_\w+|statio_\w+|locks|settings|depend|description|extension|sequences|matviews|inherits|enum|attrdef|authid|tablespace)$|^(?:tsvector_update_trigger|suppress_redundant_updates_trigger)$/,
  mysql: /^(?:mysql|performance_schema)\./,
  db2: /^(?:sysibmadm|sysstat|sysproc|sysfun)\./,
  teradata: /^(?:dbc|sysudtlib|syslib)\./,
  snowflake: /^snowflake\./,
};

/** Whether a relation that nothing of the estate defines is one that every database of its kind has. `name` is in lower case. */
export function isOfSystem(name: string, dialect: LegacyObject['dialect']): boolean {
  // Packages and scripts mostly speak to SQL Server, and do not say so.
  const spoken = dialect === 'ssis' || dialect === 'python' ? 'tsql' : dialect;
  return everywhere.test(name) || (spoken !== null && ofDialect[spoken]?.test(name) === true);
}
