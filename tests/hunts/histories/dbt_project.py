"""One version of a dbt project: its macros and variables, and what a model's file says with them."""
import jinja2
import yaml

from dbt_names import MacroReturn, Namespace, Relation, Unknown, Untreated, builtins, dbt_functions, give_up


def returning(macro):
    def call(*positional, **named):
        try:
            return macro(*positional, **named)
        except MacroReturn as returned:
            return returned.value

    return call


class Project:
    """The macros and variables of one version of a dbt project."""

    def __init__(self, blobs, macro_blobs, settings_blob):
        self.environment = jinja2.Environment(undefined=Unknown, extensions=['jinja2.ext.do', 'jinja2.ext.loopcontrols'])
        for name in ('as_bool', 'as_number', 'as_native', 'as_text'):
            self.environment.filters[name] = lambda value: value
        settings = {}
        if settings_blob is not None:
            try:
                settings = yaml.safe_load(blobs.read(settings_blob)) or {}
            except yaml.YAMLError:
                pass
        self.variables = {}
        for name, value in (settings.get('vars') or {}).items():
            if isinstance(value, dict) and name in (settings.get('name'), '+vars'):
                self.variables.update(value)
            else:
                self.variables[name] = value
        names = builtins('this', self.variables)
        self.environment.globals.update({**dbt_functions(), **names})
        macros = Namespace(name=str(settings.get('name')))
        for blob in macro_blobs:
            try:
                module = self.environment.from_string(blobs.read(blob)).make_module()
            except (jinja2.TemplateError, Untreated, MacroReturn, TypeError, AttributeError):
                continue  # tests, materialisations, what needs a database: a model that calls one of these is not rendered
            for name, value in vars(module).items():
                if isinstance(value, jinja2.runtime.Macro) and name not in names:
                    self.environment.globals[name] = returning(value)
                    setattr(macros, name, returning(value))
        if settings.get('name'):
            self.environment.globals[settings['name']] = macros
        found = self.environment.globals
        functions = dbt_functions()

        def dispatch(name, *_, **__):
            for each in (f'duckdb__{name}', f'postgres__{name}', f'default__{name}'):
                if each in found:
                    return found[each]
            return functions.get(name) or give_up(f'unknown {name}')

        found['adapter'].dispatch = dispatch
        for name, value in self.variables.items():
            if isinstance(value, str) and '{{' in value:
                self.variables[name] = LazyText(self, value)

    def render(self, text, path):
        self.environment.globals['this'] = Relation('src', path.rsplit('/', 1)[-1][: -len('.sql')])
        try:
            return str(self.environment.from_string(text).render())
        except Untreated:
            raise
        except jinja2.TemplateSyntaxError:
            raise Untreated('template does not parse')
        except MacroReturn:
            raise Untreated('return outside of a macro')
        except RecursionError:
            raise Untreated('recursion')
        except Exception as error:
            raise Untreated(f'template fails: {type(error).__name__}')


class LazyText(str):
    """A variable whose text is a template itself."""

    def __new__(cls, project, text):
        lazy = super().__new__(cls, text)
        lazy.project = project
        return lazy

    def __str__(self):
        return self.project.environment.from_string(str.__str__(self)).render()
