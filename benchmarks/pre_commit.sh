#!/usr/bin/env bash
# Runs the commit hooks through pre-commit itself on a new repository: rewrites a section, passes, then stops a commit over budget.
# Needs git, the package index, and a committed checkout. Run by hand: benchmarks/pre_commit.sh
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PRE_COMMIT_HOME=$work/home
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pre-commit
"$work/venv/bin/pre-commit" validate-manifest "$root/.pre-commit-hooks.yaml"
git init --quiet "$work/repo" && cd "$work/repo"
git config user.name x && git config user.email x@example.com && git config commit.gpgsign false
cat >.pre-commit-config.yaml <<EOF
repos:
  - {repo: "$root", rev: "$(git -C "$root" rev-parse HEAD)", hooks: [{id: advisor-write, args: [--on, "2026-11-21"]}]}
EOF
cp "$root/tests/cases/gate/clean.md" . && echo 'services: {}' >compose.yaml && git add .
commit() { "$work/venv/bin/pre-commit" run && git commit --quiet -m "$1"; }
! commit "sections are stale" || { echo "a stale section was committed"; exit 1; }
git add . && commit "sections are as they should be"
sed -i 's/budget: 200 USD/budget: 20 USD/' clean.md && git add .
! commit "over budget" || { echo "a design over its budget was committed"; exit 1; }
echo "the hooks hold"
