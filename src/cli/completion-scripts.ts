// The scripts by which shells complete the command line. Each asks the program itself what can come next, so that a new
// option needs no new script; each knows how its shell is told.

export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

/** `:files` and `:folders` alone on a line ask the shell for its own. */
export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# masthead completion for bash
_masthead() {
  local reply
  reply=$("\${COMP_WORDS[0]}" completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=()
  case $reply in
    :files) compopt -o default 2>/dev/null ;;
    :folders) compopt -o dirnames 2>/dev/null ;;
    *) local IFS=$'\\n'; COMPREPLY=($reply) ;;
  esac
}
complete -F _masthead masthead
`,
  zsh: `#compdef masthead
# masthead completion for zsh
_masthead() {
  local -a lines values
  local line tab=$'\\t'
  lines=("\${(@f)$("\${words[1]}" completion zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  case \${lines[1]} in
    :files) _files ;;
    :folders) _files -/ ;;
    *)
      for line in $lines; do
        [[ -n $line ]] && values+=("\${\${line%%$tab*}//:/\\\\:}:\${line#*$tab}")
      done
      _describe -V masthead values
      ;;
  esac
}
if [[ \${funcstack[1]} == _masthead ]]; then
  _masthead "$@"
else
  compdef _masthead masthead
fi
`,
  fish: `# masthead completion for fish
function __masthead_offers
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l offers ($words[1] completion fish -- $words[2..-1] "$current" 2>/dev/null)
    switch "$offers[1]"
        case :files
            __fish_complete_path "$current"
        case :folders
            __fish_complete_directories "$current"
        case '*'
            string join \\n -- $offers
    end
end
complete -c masthead -f -a '(__masthead_offers)'
`,
};

interface Offered {
  readonly value: string;
  readonly about: string;
}

/** Offers as the script of the shell reads them, one a line. */
export function offerLines(shell: Shell, offers: readonly Offered[] | 'files' | 'folders'): readonly string[] {
  if (typeof offers === 'string') return [`:${offers}`];
  // bash shows no words beside a value.
  if (shell === 'bash') return offers.map(({ value }) => value);
  return offers.map(({ value, about }) => `${value}\t${about}`);
}
