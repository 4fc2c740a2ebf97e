"""`python -m advisor`, for where the command is not on the path."""

from advisor.cli import main

if __name__ == "__main__":
    main()
