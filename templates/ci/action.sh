#!/usr/bin/env bash
# What the GitHub Action does: check, annotate, write SARIF, and keep one comment on the pull request. Reads ADVISOR_* variables.
set -uo pipefail

mapfile -t paths < <(printf '%s\n' "${ADVISOR_PATHS:-.}" | sed '/^[[:space:]]*$/d')
options=()
[ -z "${ADVISOR_CONFIG:-}" ] || options+=(--config "$ADVISOR_CONFIG")
limits=()
[ -z "${ADVISOR_FAIL_ON:-}" ] || limits+=(--fail-on "$ADVISOR_FAIL_ON")
[ -z "${ADVISOR_BASELINE:-}" ] || limits+=(--baseline "$ADVISOR_BASELINE")
[ -z "${ADVISOR_MAX_MONTHLY:-}" ] || limits+=(--max-monthly "$ADVISOR_MAX_MONTHLY")
[ -z "${ADVISOR_MAX_INCREASE:-}" ] || limits+=(--max-increase "$ADVISOR_MAX_INCREASE")
[ -z "${ADVISOR_MAX_INCREASE_PCT:-}" ] || limits+=(--max-increase-pct "$ADVISOR_MAX_INCREASE_PCT")
work=$(mktemp -d "${RUNNER_TEMP:-/tmp}/advisor.XXXXXX")

if [ -n "${ADVISOR_BASE:-}" ]; then # what there was, checked once in a work tree of its own
  git cat-file -e "$ADVISOR_BASE^{commit}" 2>/dev/null || git fetch --quiet --depth=1 origin "$ADVISOR_BASE"
  git worktree add --quiet --detach "$work/base" "$ADVISOR_BASE" || exit 2
  here=()
  for path in "${paths[@]}"; do [ ! -e "$work/base/$path" ] || here+=("$path"); done
  [ ${#here[@]} -gt 0 ] || { mkdir -p "$work/base/.advisor-none" && echo '# none' >"$work/base/.advisor-none/none.md" && here=(.advisor-none); }
  (cd "$work/base" && advisor check "${here[@]}" --skip-others -f json -o "$work/base.json" 2>/dev/null)
  git worktree remove --force "$work/base"
  [ -s "$work/base.json" ] && options+=(--base "$work/base.json")
fi

advisor check "${paths[@]}" ${options[@]+"${options[@]}"} ${limits[@]+"${limits[@]}"} -f github
code=$?

if [ -n "${ADVISOR_SARIF:-}" ]; then
  advisor check "${paths[@]}" ${options[@]+"${options[@]}"} ${limits[@]+"${limits[@]}"} -f sarif -o "$ADVISOR_SARIF" 2>/dev/null
fi

if [ "${ADVISOR_COMMENT:-false}" = true ] && [ -n "${ADVISOR_PULL_REQUEST:-}" ]; then
  advisor check "${paths[@]}" ${options[@]+"${options[@]}"} ${limits[@]+"${limits[@]}"} -f markdown -o "$work/comment.md" 2>/dev/null
  comments="repos/$GITHUB_REPOSITORY/issues"
  own='.[] | select(.body | startswith("<!-- advisor:comment -->")) | .id'
  before=$(gh api --paginate "$comments/$ADVISOR_PULL_REQUEST/comments" --jq "$own" | head -n 1)
  if [ -n "$before" ]; then
    [ -s "$work/comment.md" ] || printf '<!-- advisor:comment -->\nNothing changes any more.\n' >"$work/comment.md"
    gh api --silent -X PATCH "$comments/comments/$before" -F "body=@$work/comment.md"
  elif [ -s "$work/comment.md" ]; then
    gh api --silent "$comments/$ADVISOR_PULL_REQUEST/comments" -F "body=@$work/comment.md"
  fi || echo "::warning title=advisor::the pull request could not be commented on"
fi
rm -rf "$work"
exit "$code"
