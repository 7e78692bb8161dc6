export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/**
 * What a shell is to load. Each asks `lode __complete` with the words up to the cursor; its first line is `files` or `words`, then there is a line for each
 * candidate: the word, a tab, a description.
 */
export const completionScripts: Readonly<Record<Shell, string>> = {
  bash: `# Completion of lode for bash. In ~/.bashrc:  source <(lode completion bash)
_lode() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" line
  local -a lines
  mapfile -t lines < <(lode __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=()
  if [[ "\${lines[0]}" == files ]]; then
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    return
  fi
  for line in "\${lines[@]:1}"; do
    line="\${line%%$'\\t'*}"
    if [[ "$line" == "$cur"* ]]; then COMPREPLY+=("$line"); fi
  done
}
complete -F _lode lode
`,
  zsh: `#compdef lode
# Completion of lode for zsh. In ~/.zshrc, behind compinit:  source <(lode completion zsh)
_lode() {
  local -a lines described
  local line
  lines=("\${(@f)$(lode __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ "\${lines[1]}" == files ]]; then
    _files
    return
  fi
  for line in "\${(@)lines[2,-1]}"; do
    described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe lode described
}
compdef _lode lode
`,
  fish: `# Completion of lode for fish. In ~/.config/fish/completions/lode.fish:  lode completion fish | source
function __lode_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l lines (lode __complete $words[2..-1] 2>/dev/null)
  if test "$lines[1]" = files
    __fish_complete_path (commandline -ct)
  else
    printf '%s\\n' $lines[2..-1]
  end
end
complete -c lode -f -a '(__lode_complete)'
`,
};
